import { ContentItem } from '../../../schemas/content-item.js';
import {
  ClaimRequest,
  DecisionRequest,
  OverrideRequest,
  ReassignmentRequest,
} from '../../../schemas/decision.js';
import type { ErrorCode } from '../../../schemas/errors.js';
import { NoQuery } from '../../../schemas/queries.js';
import { ok } from '../answers.js';
import { EXAMPLES } from '../examples.js';
import { jsonBody, operation, type Operation } from '../operation.js';

/** Why somebody may not act on an item in review. */
const REFUSALS: readonly ErrorCode[] = [
  ...(['stale-version', 'wrong-state', 'same-person', 'own-organization', 'claimed-by-other'] as const),
];

const ANSWER = { 200: { zh: '操作后的条目', en: 'The item afterwards', schema: ContentItem } };

/** 审核: what people do with an item that waits for them. */
export const reviewOperations: readonly Operation[] = [
  operation({
    id: 'decideItem',
    method: 'post',
    path: '/items/{id}/decisions',
    tag: 'items',
    summary: { zh: '审核', en: 'Decide on an item' },
    description: {
      zh: '通过、退回、不予采用、并入近似稿件、转送或作过期处理；写明所见版本，可写所读修订和环节。',
      en: 'Approve, return, decline, merge, send on or expire; names the version seen and, if wanted, the revision read and the stage meant.',
    },
    query: NoQuery,
    body: jsonBody(DecisionRequest, EXAMPLES.decision),
    idempotent: true,
    answers: { 200: { zh: '审核后的条目', en: 'The item after the decision', schema: ContentItem } },
    problems: [
      ...REFUSALS,
      ...(['blocked-by-findings', 'stale-revision', 'wrong-stage', 'claim-expired'] as const),
      ...(['missing-reason', 'unknown-reason', 'conflict'] as const),
    ],
    run: async (deps, { param, body, caller }) => ok(await deps.items.decide(param('id'), body, caller)),
  }),
  operation({
    id: 'claimItem',
    method: 'post',
    path: '/items/{id}/claim',
    tag: 'items',
    summary: { zh: '认领', en: 'Claim an item' },
    description: {
      zh: '认领期间他人不能审核；再次认领即续期，到期自动失效。',
      en: 'Keeps others from deciding; claiming again renews it, and it runs out by itself.',
    },
    query: NoQuery,
    body: jsonBody(ClaimRequest, EXAMPLES.claim),
    answers: ANSWER,
    problems: REFUSALS,
    run: async (deps, { param, body, caller }) => ok(await deps.items.claim(param('id'), body, caller)),
  }),
  operation({
    id: 'releaseItem',
    method: 'post',
    path: '/items/{id}/release',
    tag: 'items',
    summary: { zh: '释放认领', en: 'Release a claim' },
    query: NoQuery,
    body: jsonBody(ClaimRequest, EXAMPLES.claim),
    answers: ANSWER,
    problems: ['stale-version', 'wrong-state'],
    run: async (deps, { param, body, caller }) => ok(await deps.items.release(param('id'), body, caller)),
  }),
  operation({
    id: 'reassignItem',
    method: 'post',
    path: '/items/{id}/reassignments',
    tag: 'items',
    summary: { zh: '改派', en: 'Hand an item to another person' },
    query: NoQuery,
    body: jsonBody(ReassignmentRequest, EXAMPLES.reassignment),
    answers: ANSWER,
    problems: REFUSALS,
    run: async (deps, { param, body, caller }) => ok(await deps.items.reassign(param('id'), body, caller)),
  }),
  operation({
    id: 'overrideFindings',
    method: 'post',
    path: '/items/{id}/overrides',
    tag: 'items',
    summary: { zh: '放行检查结果', en: 'Answer for blocking findings' },
    description: {
      zh: '保密、坐标和地图类由保密审查员放行，其余也可由联络人放行；只对本修订有效。',
      en: 'Secrecy, coordinates and maps by the secrecy reviewer, the rest also by the liaison; counts for this revision only.',
    },
    query: NoQuery,
    body: jsonBody(OverrideRequest, EXAMPLES.override),
    answers: ANSWER,
    problems: ['stale-version', 'wrong-state', 'own-organization'],
    run: async (deps, { param, body, caller }) => ok(await deps.items.override(param('id'), body, caller)),
  }),
];
