import { AuditPage } from '../../../schemas/answers.js';
import { AuditHead } from '../../../schemas/audit.js';
import { AuditExportQuery, AuditQuery, NoQuery } from '../../../schemas/queries.js';
import { ok, pageRequest } from '../answers.js';
import { noBody, operation, type Operation } from '../operation.js';

/** 审计日志: who did what, when, from where and why, sealed; to be read, exported and proved, never changed. */
export const auditOperations: readonly Operation[] = [
  operation({
    id: 'listAudit',
    method: 'get',
    path: '/audit',
    tag: 'audit',
    summary: { zh: '查阅审计日志', en: 'Look through the audit log' },
    description: {
      zh: '最新的在前。起止日期按封存时间（操作后数秒内），日期为北京时间，止日含当日。',
      en: 'Newest first. The period is that of sealing, seconds after what was done; days are of Beijing time, the last one whole.',
    },
    query: AuditQuery,
    body: noBody,
    answers: { 200: { zh: '一页记录', en: 'One page of entries', schema: AuditPage } },
    run: async (deps, { query }) => ok(await deps.audit.list(query, pageRequest(query))),
  }),
  operation({
    id: 'getAuditHead',
    method: 'get',
    path: '/audit/head',
    tag: 'audit',
    summary: { zh: '链尾序号与摘要', en: 'Number and hash of the last entry' },
    description: {
      zh: '请定期抄录并另处保存：日后据此可证明日志未被截尾或整体改写。',
      en: 'Note it from time to time and keep it elsewhere: it proves later that nothing was cut off or written anew.',
    },
    query: NoQuery,
    body: noBody,
    answers: { 200: { zh: '链尾', en: 'The head', schema: AuditHead } },
    run: async (deps) => ok(await deps.audit.head()),
  }),
  operation({
    id: 'exportAudit',
    method: 'get',
    path: '/audit/export',
    tag: 'audit',
    summary: { zh: '导出审计日志', en: 'Export the audit log' },
    description: {
      zh: '按期导出为 JSON Lines 或 CSV，可用 baosong verify-audit --file 单独核验；导出本身也记入日志。',
      en: 'A period as JSON Lines or CSV; baosong verify-audit --file proves the file alone. The export itself is recorded.',
    },
    query: AuditExportQuery,
    body: noBody,
    answers: {
      200: { zh: '导出的文件', en: 'The file', mediaType: 'application/x-ndjson' },
    },
    run: async (deps, { query, caller }) => ({ download: await deps.audit.export(query, caller) }),
  }),
];
