import { ContentItem } from '../../../schemas/content-item.js';
import { ExemptionRequest } from '../../../schemas/exemption.js';
import { MaskingOffer, MaskingRequest } from '../../../schemas/masking.js';
import { NoQuery } from '../../../schemas/queries.js';
import { ok } from '../answers.js';
import { EXAMPLES } from '../examples.js';
import { jsonBody, noBody, operation, type Operation } from '../operation.js';

/** What people do about findings, beyond correcting the item. */
export const itemCheckOperations: readonly Operation[] = [
  operation({
    id: 'getMasking',
    method: 'get',
    path: '/items/{id}/masking',
    tag: 'items',
    summary: { zh: '打码建议', en: 'See what masking would change' },
    description: {
      zh: '列出正文、标题等处的个人信息打码后的差异；不改动条目。附件内容不能打码。',
      en: 'What masking the personal data would make of the texts, field by field; changes nothing. Files are never masked.',
    },
    query: NoQuery,
    body: noBody,
    answers: { 200: { zh: '打码建议', en: 'The offer', schema: MaskingOffer } },
    run: async (deps, { param, caller }) => ok(await deps.items.masking(param('id'), caller)),
  }),
  operation({
    id: 'maskItem',
    method: 'post',
    path: '/items/{id}/maskings',
    tag: 'items',
    summary: { zh: '打码', en: 'Mask personal data' },
    description: {
      zh: '形成新修订，重新检查和审核。',
      en: 'Makes a new revision, which is checked and reviewed like any other.',
    },
    query: NoQuery,
    body: jsonBody(MaskingRequest, EXAMPLES.masking),
    idempotent: true,
    answers: { 200: { zh: '打码后的条目', en: 'The item after masking', schema: ContentItem } },
    problems: ['stale-version', 'wrong-state'],
    run: async (deps, { param, body, caller }) => ok(await deps.items.mask(param('id'), body, caller)),
  }),
  operation({
    id: 'exemptItem',
    method: 'post',
    path: '/items/{id}/exemptions',
    tag: 'items',
    summary: { zh: '依法公开豁免', en: 'Exempt findings by law' },
    description: {
      zh: '法律要求公开的个人信息（如行政处罚），注明法定依据后不再阻止通过；检查结果仍然可见。',
      en: 'Personal data that a law wants published, penalties for instance: with the law named it no longer stops approval; the findings stay visible.',
    },
    query: NoQuery,
    body: jsonBody(ExemptionRequest, EXAMPLES.exemption),
    idempotent: true,
    answers: { 200: { zh: '豁免后的条目', en: 'The item after the exemption', schema: ContentItem } },
    problems: ['stale-version', 'wrong-state', 'own-organization'],
    run: async (deps, { param, body, caller }) => ok(await deps.items.exempt(param('id'), body, caller)),
  }),
  operation({
    id: 'withdrawExemption',
    method: 'delete',
    path: '/items/{id}/exemptions/{rule}',
    tag: 'items',
    summary: { zh: '撤销豁免', en: 'Take an exemption back' },
    query: NoQuery,
    body: noBody,
    answers: { 200: { zh: '撤销后的条目', en: 'The item afterwards', schema: ContentItem } },
    problems: ['stale-version'],
    run: async (deps, { param, caller }) =>
      ok(await deps.items.withdrawExemption(param('id'), param('rule'), caller)),
  }),
];
