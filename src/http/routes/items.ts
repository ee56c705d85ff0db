import { ItemPage } from '../../../schemas/answers.js';
import { ContentItem } from '../../../schemas/content-item.js';
import { ItemQuery, NoQuery } from '../../../schemas/queries.js';
import {
  CorrectionRequest,
  Submission,
  SubmissionAnswer,
  WithdrawalRequest,
} from '../../../schemas/requests.js';
import type { ItemFilter } from '../api-dependencies.js';
import { created, found, ok, pageRequest } from '../answers.js';
import { EXAMPLES } from '../examples.js';
import { jsonBody, noBody, operation, type Operation } from '../operation.js';

const WHAT = { zh: '条目', en: 'item' };
const FILE = { zh: '文件', en: 'file' };

function itemFilter({ state, lane, organization, kind, q, proposal, cluster }: ItemQuery): ItemFilter {
  return {
    ...(state !== undefined && { state }),
    ...(lane !== undefined && { lane }),
    ...(organization !== undefined && { organizationId: organization }),
    ...(kind !== undefined && { kind }),
    ...(q !== undefined && { q }),
    ...(proposal !== undefined && { proposal }),
    ...(cluster !== undefined && { clusterId: cluster }),
  };
}

const reading: readonly Operation[] = [
  operation({
    id: 'listItems',
    method: 'get',
    path: '/items',
    tag: 'items',
    summary: { zh: '条目列表', en: 'List items' },
    query: ItemQuery,
    body: noBody,
    answers: { 200: { zh: '一页条目', en: 'One page of items', schema: ItemPage } },
    run: async (deps, { query, caller }) =>
      ok(await deps.items.list(itemFilter(query), pageRequest(query), caller)),
  }),
  operation({
    id: 'getItem',
    method: 'get',
    path: '/items/{id}',
    tag: 'items',
    summary: { zh: '条目详情', en: 'Read an item' },
    query: NoQuery,
    body: noBody,
    answers: { 200: { zh: '条目', en: 'The item', schema: ContentItem } },
    run: async (deps, { param, caller }) =>
      ok(found(await deps.items.find(param('id'), caller), WHAT, param('id'))),
  }),
  operation({
    id: 'getItemFile',
    method: 'get',
    path: '/items/{id}/media/{sha256}',
    tag: 'items',
    summary: { zh: '图片或附件的已存副本', en: 'Read the stored copy of an image or attachment' },
    description: {
      zh: '支持 Range、If-None-Match 和 If-Range；除常见图片和 PDF 外一律作为下载。',
      en: 'Range, If-None-Match and If-Range are honoured; all but common images and PDF come as downloads.',
    },
    query: NoQuery,
    body: noBody,
    answers: {
      200: { zh: '整个文件', en: 'The whole file', mediaType: '*/*' },
      206: { zh: '文件的一段', en: 'A part of it', mediaType: '*/*' },
      304: { zh: '没有变化', en: 'Not changed' },
    },
    problems: ['range-not-satisfiable'],
    run: async (deps, { param, caller }) => ({
      file: found(await deps.items.findFile(param('id'), param('sha256'), caller), FILE, param('sha256')),
    }),
  }),
];

const submitting = operation({
  id: 'submitItem',
  method: 'post',
  path: '/items',
  tag: 'items',
  summary: { zh: '报送一条信息', en: 'Submit an item' },
  description: {
    zh: '同一 externalId 再次报送即为同一条目的新修订；回复受理编号及查询地址。',
    en: 'The same externalId again is a new revision of the same item. Answers the submission number and where to follow it.',
  },
  query: NoQuery,
  body: jsonBody(Submission, EXAMPLES.submission),
  idempotent: true,
  answers: {
    201: { zh: '新收或新修订', en: 'Created, or a new revision', schema: SubmissionAnswer },
    200: {
      zh: '无变化，或与已有条目重复',
      en: 'Unchanged, or merged as a duplicate',
      schema: SubmissionAnswer,
    },
  },
  problems: ['conflict', 'wrong-state'],
  run: async (deps, { body, caller }) => {
    const answer = await deps.items.submit(body, caller);
    return answer.outcome === 'created' || answer.outcome === 'revised' ? created(answer) : ok(answer);
  },
});

const changing: readonly Operation[] = [
  operation({
    id: 'correctItem',
    method: 'post',
    path: '/items/{id}/corrections',
    tag: 'items',
    summary: { zh: '更正', en: 'Correct an item' },
    query: NoQuery,
    body: jsonBody(CorrectionRequest, EXAMPLES.correction),
    idempotent: true,
    answers: { 200: { zh: '更正后的条目', en: 'The item after the correction', schema: ContentItem } },
    problems: ['stale-version', 'wrong-state'],
    run: async (deps, { param, body, caller }) => ok(await deps.items.correct(param('id'), body, caller)),
  }),
  operation({
    id: 'withdrawItem',
    method: 'post',
    path: '/items/{id}/withdrawals',
    tag: 'items',
    summary: { zh: '撤稿', en: 'Withdraw an item' },
    query: NoQuery,
    body: jsonBody(WithdrawalRequest, EXAMPLES.withdrawal),
    idempotent: true,
    answers: { 200: { zh: '撤稿后的条目', en: 'The item after the withdrawal', schema: ContentItem } },
    problems: ['wrong-state'],
    run: async (deps, { param, body, caller }) => ok(await deps.items.withdraw(param('id'), body, caller)),
  }),
];

export const itemOperations: readonly Operation[] = [submitting, ...reading, ...changing];
