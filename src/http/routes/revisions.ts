import { RevisionPage } from '../../../schemas/answers.js';
import { ContentItem } from '../../../schemas/content-item.js';
import { DifferenceQuery, NoQuery, PageQuery } from '../../../schemas/queries.js';
import { Difference, Revision } from '../../../schemas/revision.js';
import { ProposalDecision } from '../../../schemas/withdrawal-proposal.js';
import { found, ok, pageRequest } from '../answers.js';
import { EXAMPLES } from '../examples.js';
import { jsonBody, noBody, operation, type Operation } from '../operation.js';

const WHAT = { zh: '修订', en: 'revision' };
/** Numbers of revisions; anything else is the address of none. */
const NUMBER = /^[1-9]\d{0,8}$/;

export const revisionOperations: readonly Operation[] = [
  operation({
    id: 'listRevisions',
    method: 'get',
    path: '/items/{id}/revisions',
    tag: 'items',
    summary: { zh: '修订列表', en: 'List the revisions of an item' },
    query: PageQuery,
    body: noBody,
    answers: {
      200: { zh: '一页修订，新的在前', en: 'One page of revisions, newest first', schema: RevisionPage },
    },
    run: async (deps, { param, query, caller }) =>
      ok(await deps.items.revisions(param('id'), pageRequest(query), caller)),
  }),
  operation({
    id: 'getRevision',
    method: 'get',
    path: '/items/{id}/revisions/{revision}',
    tag: 'items',
    summary: { zh: '修订内容', en: 'Read one revision' },
    query: NoQuery,
    body: noBody,
    answers: { 200: { zh: '修订及其内容', en: 'The revision and its content', schema: Revision } },
    run: async (deps, { param, caller }) => {
      const number = param('revision');
      const revision = NUMBER.test(number)
        ? await deps.items.revision(param('id'), Number(number), caller)
        : undefined;
      return ok(found(revision, WHAT, number));
    },
  }),
  operation({
    id: 'compareRevisions',
    method: 'get',
    path: '/items/{id}/differences',
    tag: 'items',
    summary: { zh: '修订对比', en: 'Compare two revisions' },
    description: {
      zh: '逐字段列出差异，文字逐字比较；不指定时为最新修订与其前一次修订之间。',
      en: 'Field by field, texts character by character; without numbers, what the newest revision changed.',
    },
    query: DifferenceQuery,
    body: noBody,
    answers: { 200: { zh: '差异', en: 'The differences', schema: Difference } },
    run: async (deps, { param, query, caller }) =>
      ok(await deps.items.differences(param('id'), query, caller)),
  }),
  operation({
    id: 'decideProposal',
    method: 'post',
    path: '/items/{id}/proposals',
    tag: 'items',
    summary: { zh: '处理撤稿建议', en: 'Decide on a proposal to withdraw' },
    query: NoQuery,
    body: jsonBody(ProposalDecision, EXAMPLES.proposalDecision),
    idempotent: true,
    answers: { 200: { zh: '处理后的条目', en: 'The item after the decision', schema: ContentItem } },
    problems: ['stale-version', 'wrong-state'],
    run: async (deps, { param, body, caller }) =>
      ok(await deps.items.decideProposal(param('id'), body, caller)),
  }),
];
