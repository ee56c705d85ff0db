import { PolicyList } from '../../../schemas/answers.js';
import { Policy, PolicyChange, PolicyDryRun, PolicyDryRunAnswer } from '../../../schemas/policy.js';
import { NoQuery, RuleQuery } from '../../../schemas/queries.js';
import { found, ok } from '../answers.js';
import { EXAMPLES } from '../examples.js';
import { jsonBody, noBody, operation, type Operation } from '../operation.js';

const WHAT = { zh: '审核策略', en: 'policy' };

/** 审核策略: which stages an item goes through, each change a new version. */
export const policyOperations: readonly Operation[] = [
  operation({
    id: 'tryPolicies',
    method: 'post',
    path: '/policies/dry-run',
    tag: 'policies',
    summary: { zh: '审核策略试算', en: 'Try the policies on an item' },
    description: {
      zh: '给出受理编号，或通道、类别、单位、栏目；可附上待试的策略。不保存任何内容。',
      en: 'Takes an item, or lane, kind, organization and column; with policies to be tried instead of those in force. Stores nothing.',
    },
    query: NoQuery,
    body: jsonBody(PolicyDryRun, EXAMPLES.policyDryRun),
    answers: {
      200: { zh: '将适用的策略与环节', en: 'The policy and its stages', schema: PolicyDryRunAnswer },
    },
    run: async (deps, { body, caller }) => ok(await deps.policies.tryOn(body, caller)),
  }),
  operation({
    id: 'listPolicies',
    method: 'get',
    path: '/policies',
    tag: 'policies',
    summary: { zh: '审核策略列表', en: 'List the review policies' },
    query: NoQuery,
    body: noBody,
    answers: {
      200: { zh: '现行策略，按匹配顺序', en: 'Policies in the order they are tried', schema: PolicyList },
    },
    run: async (deps) => ok({ items: await deps.policies.list() }),
  }),
  operation({
    id: 'getPolicy',
    method: 'get',
    path: '/policies/{id}',
    tag: 'policies',
    summary: { zh: '审核策略详情', en: 'Read a review policy' },
    query: RuleQuery,
    body: noBody,
    answers: { 200: { zh: '策略', en: 'The policy', schema: Policy } },
    run: async (deps, { param, query }) =>
      ok(found(await deps.policies.find(param('id'), query.version), WHAT, param('id'))),
  }),
  operation({
    id: 'changePolicy',
    method: 'put',
    path: '/policies/{id}',
    tag: 'policies',
    summary: { zh: '修改审核策略', en: 'Change a review policy' },
    description: {
      zh: '新增一个版本；审核中的条目仍按开始时的版本。写明所依据的现行版本，新建写 0。',
      en: 'Writes a new version; items in review keep the one they started with. Names the current version it replaces, 0 for a new policy.',
    },
    query: NoQuery,
    body: jsonBody(PolicyChange, EXAMPLES.policyChange),
    answers: { 200: { zh: '新版本', en: 'The new version', schema: Policy } },
    problems: ['stale-version'],
    run: async (deps, { param, body, caller }) => ok(await deps.policies.change(param('id'), body, caller)),
  }),
];
