import { PortalList, ReceiptsAnswer } from '../../../schemas/answers.js';
import { NewPortal, Portal, PortalChange, PortalPreview, PreviewRequest } from '../../../schemas/portal.js';
import { NoQuery } from '../../../schemas/queries.js';
import { created, found, ok } from '../answers.js';
import { EXAMPLES } from '../examples.js';
import { jsonBody, noBody, operation, rawBody, type Operation } from '../operation.js';

const WHAT = { zh: '门户', en: 'portal' };

export const portalOperations: readonly Operation[] = [
  operation({
    id: 'listPortals',
    method: 'get',
    path: '/portals',
    tag: 'portals',
    summary: { zh: '门户列表', en: 'List portals' },
    query: NoQuery,
    body: noBody,
    answers: { 200: { zh: '全部门户', en: 'All portals', schema: PortalList } },
    run: async (deps) => ok({ items: await deps.portals.list() }),
  }),
  operation({
    id: 'getPortal',
    method: 'get',
    path: '/portals/{id}',
    tag: 'portals',
    summary: { zh: '门户详情', en: 'Read a portal' },
    query: NoQuery,
    body: noBody,
    answers: { 200: { zh: '门户', en: 'The portal', schema: Portal } },
    run: async (deps, { param }) => ok(found(await deps.portals.find(param('id')), WHAT, param('id'))),
  }),
  operation({
    id: 'registerPortal',
    method: 'post',
    path: '/portals',
    tag: 'portals',
    summary: { zh: '登记门户', en: 'Register a portal' },
    query: NoQuery,
    body: jsonBody(NewPortal, EXAMPLES.portal),
    answers: { 201: { zh: '已登记', en: 'Registered', schema: Portal } },
    problems: ['conflict'],
    run: async (deps, { body, caller }) => created(await deps.portals.register(body, caller)),
  }),
  operation({
    id: 'changePortal',
    method: 'patch',
    path: '/portals/{id}',
    tag: 'portals',
    summary: { zh: '修改、停用或启用门户', en: 'Change, pause or resume a portal' },
    description: {
      zh: '给出的设置取代原有设置，未给出的不变；凭据按名替换。写明所依据的现行版本。',
      en: 'What is given replaces what was there, the rest stays; credentials are replaced by name. Names the current version.',
    },
    query: NoQuery,
    body: jsonBody(PortalChange, EXAMPLES.portalChange),
    answers: { 200: { zh: '修改后的门户', en: 'The portal after the change', schema: Portal } },
    problems: ['stale-version'],
    run: async (deps, { param, body, caller }) => ok(await deps.portals.change(param('id'), body, caller)),
  }),
  operation({
    id: 'previewPortal',
    method: 'post',
    path: '/portals/{id}/preview',
    tag: 'portals',
    summary: { zh: '预览将发送的内容', en: 'Preview what would be sent' },
    description: {
      zh: '由门户的适配器按其字段映射生成，不发送；可试用另一份字段映射。凭据和签名不显示。',
      en: "Made by the portal's adapter with its field mapping, and not sent; another mapping can be tried. Credentials and signatures are not shown.",
    },
    query: NoQuery,
    body: jsonBody(PreviewRequest, EXAMPLES.portalPreview),
    answers: { 200: { zh: '将发送的内容', en: 'What would be sent', schema: PortalPreview } },
    problems: ['portal-unsupported', 'configuration-invalid'],
    run: async (deps, { param, body, caller }) => ok(await deps.portals.preview(param('id'), body, caller)),
  }),
  operation({
    id: 'acceptReceipts',
    method: 'post',
    path: '/portals/{id}/receipts',
    tag: 'portals',
    summary: { zh: '接收回执', en: 'Take in receipts' },
    description: {
      zh: '正文格式由门户的适配器决定，签名按原始正文（gzip 的按解压后）核验。',
      en: "The portal's adapter reads the body; its signature covers the bytes as sent, after gzip is undone.",
    },
    query: NoQuery,
    body: rawBody,
    answers: { 200: { zh: '回执已记录', en: 'Receipts are recorded', schema: ReceiptsAnswer } },
    problems: ['signature-invalid', 'portal-protocol', 'wrong-state'],
    run: async (deps, { param, body, caller }) =>
      ok(await deps.portals.acceptReceipts(param('id'), body, caller)),
  }),
];
