import { RuleList } from '../../../schemas/answers.js';
import { SourceRanking, SourceRankingRequest } from '../../../schemas/cluster.js';
import { NoQuery, RuleQuery } from '../../../schemas/queries.js';
import { Rule, RuleChange } from '../../../schemas/rule.js';
import { found, ok } from '../answers.js';
import { EXAMPLES } from '../examples.js';
import { jsonBody, noBody, operation, type Operation } from '../operation.js';

const WHAT = { zh: '规则', en: 'rule' };

const RANKING = { zh: '来源权威顺序', en: 'The ranking', schema: SourceRanking };

/** 规则: thresholds of the secrecy checks and word lists, each change a new version. */
export const ruleOperations: readonly Operation[] = [
  operation({
    id: 'listRules',
    method: 'get',
    path: '/rules',
    tag: 'rules',
    summary: { zh: '检查规则列表', en: 'List the rules of the checks' },
    query: NoQuery,
    body: noBody,
    answers: {
      200: { zh: '现行规则，不含词条', en: 'The current rules, without their terms', schema: RuleList },
    },
    run: async (deps) => ok({ items: await deps.rules.list() }),
  }),
  operation({
    id: 'getRule',
    method: 'get',
    path: '/rules/{id}',
    tag: 'rules',
    summary: { zh: '检查规则详情', en: 'Read a rule' },
    query: RuleQuery,
    body: noBody,
    answers: { 200: { zh: '规则，含词条', en: 'The rule with its terms', schema: Rule } },
    run: async (deps, { param, query }) =>
      ok(found(await deps.rules.find(param('id'), query.version), WHAT, param('id'))),
  }),
  operation({
    id: 'changeRule',
    method: 'put',
    path: '/rules/{id}',
    tag: 'rules',
    summary: { zh: '修改检查规则', en: 'Change a rule' },
    description: {
      zh: '新增一个版本，数秒内对全部进程生效；写明所依据的现行版本，新建词表写 0。',
      en: 'Writes a new version, in force everywhere within seconds; names the current version it replaces, 0 for a new word list.',
    },
    query: NoQuery,
    body: jsonBody(RuleChange, EXAMPLES.ruleChange),
    answers: { 200: { zh: '新版本', en: 'The new version', schema: Rule } },
    problems: ['stale-version'],
    run: async (deps, { param, body, caller }) => ok(await deps.rules.change(param('id'), body, caller)),
  }),
  operation({
    id: 'getSourceRanking',
    method: 'get',
    path: '/rules/source-ranking',
    tag: 'rules',
    summary: { zh: '来源权威顺序', en: 'Read the ranking of sources' },
    query: NoQuery,
    body: noBody,
    answers: { 200: RANKING },
    run: async (deps) => ok(await deps.rules.findSourceRanking()),
  }),
  operation({
    id: 'changeSourceRanking',
    method: 'put',
    path: '/rules/source-ranking',
    tag: 'rules',
    summary: { zh: '设定来源权威顺序', en: 'Replace the ranking of sources' },
    description: {
      zh: '多个单位报送近似稿件时，列出的单位依次优先，其余按单位类别排序；立即生效。',
      en: 'Where several organizations report the same, those listed lead in this order, all others by kind; counts at once.',
    },
    query: NoQuery,
    body: jsonBody(SourceRankingRequest, EXAMPLES.sourceRanking),
    answers: { 200: RANKING },
    run: async (deps, { body, caller }) => ok(await deps.rules.changeSourceRanking(body, caller)),
  }),
];
