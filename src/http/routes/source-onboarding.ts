import { NoQuery } from '../../../schemas/queries.js';
import { Source, SourceApprovalRequest } from '../../../schemas/source.js';
import { SourceCheck, SourceCheckRequest } from '../../../schemas/source-check.js';
import { ok } from '../answers.js';
import { EXAMPLES } from '../examples.js';
import { jsonBody, noBody, operation, type Operation } from '../operation.js';

/** How a site is connected: check its address, register it, look at what it would bring, approve it. */
export const sourceOnboardingOperations: readonly Operation[] = [
  operation({
    id: 'checkSource',
    method: 'post',
    path: '/sources/check',
    tag: 'sources',
    summary: { zh: '接入检查：此网址能否接入、须整改什么', en: 'Check whether an address can be connected' },
    description: {
      zh: '识别网站类型，试采五篇，列出网站须整改之处和推荐设置；不入库。',
      en: 'Recognises the family, collects five items, lists what the webmaster should mend and the settings to register; stores nothing.',
    },
    query: NoQuery,
    body: jsonBody(SourceCheckRequest, EXAMPLES.sourceCheck),
    answers: { 200: { zh: '检查报告', en: 'The report', schema: SourceCheck } },
    run: async (deps, { body }) => ok(await deps.sources.check(body)),
  }),
  operation({
    id: 'previewSource',
    method: 'post',
    path: '/sources/{id}/preview',
    tag: 'sources',
    summary: { zh: '预览采集结果，不入库', en: 'Preview what a source would bring' },
    query: NoQuery,
    body: noBody,
    answers: { 200: { zh: '检查报告', en: 'The report', schema: SourceCheck } },
    run: async (deps, { param, caller }) => ok(await deps.sources.preview(param('id'), caller)),
  }),
  operation({
    id: 'approveSource',
    method: 'post',
    path: '/sources/{id}/approvals',
    tag: 'sources',
    summary: { zh: '审批新来源', en: 'Approve or decline a new source' },
    query: NoQuery,
    body: jsonBody(SourceApprovalRequest, EXAMPLES.sourceApproval),
    answers: { 200: { zh: '审批后的来源', en: 'The source after the decision', schema: Source } },
    problems: ['wrong-state'],
    run: async (deps, { param, body, caller }) => ok(await deps.sources.approve(param('id'), body, caller)),
  }),
];
