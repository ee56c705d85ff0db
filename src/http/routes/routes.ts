import { RouteList } from '../../../schemas/answers.js';
import { ContentItem } from '../../../schemas/content-item.js';
import { NoQuery, RouteRemovalQuery, RuleQuery } from '../../../schemas/queries.js';
import {
  DryRunAnswer,
  DryRunRequest,
  RerouteRequest,
  Route,
  RouteChange,
  RoutingExplanation,
} from '../../../schemas/route.js';
import { found, ok } from '../answers.js';
import { EXAMPLES } from '../examples.js';
import { jsonBody, noBody, operation, type Operation } from '../operation.js';

const WHAT = { zh: '分发规则', en: 'routing rule' };

/** Which portals items go to, and into which columns there; every change a new version. */
export const routeOperations: readonly Operation[] = [
  operation({
    id: 'listRoutes',
    method: 'get',
    path: '/routes',
    tag: 'routes',
    summary: { zh: '分发规则列表', en: 'List the routing rules' },
    query: NoQuery,
    body: noBody,
    answers: {
      200: {
        zh: '现行规则，按询问次序',
        en: 'The current rules, in the order they are asked',
        schema: RouteList,
      },
    },
    run: async (deps) => ok({ items: await deps.routes.list() }),
  }),
  operation({
    id: 'getRoute',
    method: 'get',
    path: '/routes/{id}',
    tag: 'routes',
    summary: { zh: '分发规则详情', en: 'Read a routing rule' },
    query: RuleQuery,
    body: noBody,
    answers: { 200: { zh: '规则的一个版本', en: 'One version of the rule', schema: Route } },
    run: async (deps, { param, query }) =>
      ok(found(await deps.routes.find(param('id'), query.version), WHAT, param('id'))),
  }),
  operation({
    id: 'changeRoute',
    method: 'put',
    path: '/routes/{id}',
    tag: 'routes',
    summary: { zh: '新增或修改分发规则', en: 'Add or change a routing rule' },
    description: {
      zh: '新增一个版本，立即生效；写明所依据的现行版本，新规则写 0。已送出的条目不受影响。',
      en: 'Writes a new version, in force at once; names the current version it replaces, 0 for a new rule. What was sent stays.',
    },
    query: NoQuery,
    body: jsonBody(RouteChange, EXAMPLES.routeChange),
    answers: { 200: { zh: '新版本', en: 'The new version', schema: Route } },
    problems: ['stale-version', 'conflict'],
    run: async (deps, { param, body, caller }) => ok(await deps.routes.change(param('id'), body, caller)),
  }),
  operation({
    id: 'removeRoute',
    method: 'delete',
    path: '/routes/{id}',
    tag: 'routes',
    summary: { zh: '删除分发规则', en: 'Remove a routing rule' },
    description: {
      zh: '不再适用、不再列出；各版本保留，可按版本号查阅，也可再次启用。',
      en: 'It applies no more and is listed no more; its versions stay, can be read by number and taken up again.',
    },
    query: RouteRemovalQuery,
    body: noBody,
    answers: { 200: { zh: '最后一个版本', en: 'Its last version', schema: Route } },
    problems: ['stale-version'],
    run: async (deps, { param, query, caller }) => ok(await deps.routes.remove(param('id'), query, caller)),
  }),
  operation({
    id: 'dryRunRoutes',
    method: 'post',
    path: '/routes/dry-run',
    tag: 'routes',
    summary: { zh: '试运行分发规则', en: 'Try routing rules' },
    description: {
      zh: '以最近的条目试算去向，不作任何改动。给出规则时与现行规则比较，不给时以现行规则与实际送达比较。',
      en: 'Shows where the newest items would go and changes nothing. Rules given are compared with the stored ones; without any, the stored ones with what was sent.',
    },
    query: NoQuery,
    body: jsonBody(DryRunRequest, EXAMPLES.dryRun),
    answers: { 200: { zh: '试算结果', en: 'What would become of them', schema: DryRunAnswer } },
    run: async (deps, { body }) => ok(await deps.routes.dryRun(body)),
  }),
];

/** Routing of one item: why it goes where it goes, and sending it on. */
export const itemRoutingOperations: readonly Operation[] = [
  operation({
    id: 'explainRouting',
    method: 'get',
    path: '/items/{id}/routing',
    tag: 'items',
    summary: { zh: '条目的去向及理由', en: 'Why an item goes where it goes' },
    description: {
      zh: '逐条规则说明是否符合、哪项条件不符；已送出的注明当时依据的规则。',
      en: 'Says of every rule whether it matches and which condition fails; of what was sent, by which rule.',
    },
    query: NoQuery,
    body: noBody,
    answers: { 200: { zh: '分发说明', en: 'The explanation', schema: RoutingExplanation } },
    run: async (deps, { param, caller }) => ok(await deps.items.explainRouting(param('id'), caller)),
  }),
  operation({
    id: 'rerouteItem',
    method: 'post',
    path: '/items/{id}/routing',
    tag: 'items',
    summary: { zh: '按现行规则补送', en: 'Send an item where the rules send it now' },
    description: {
      zh: '已发布的条目补送现行规则新指向的门户；不从任何门户撤下。',
      en: 'A published item goes also to the portals that the rules name now; it is taken down nowhere.',
    },
    query: NoQuery,
    body: jsonBody(RerouteRequest, EXAMPLES.reroute),
    answers: { 200: { zh: '条目', en: 'The item', schema: ContentItem } },
    problems: ['stale-version', 'wrong-state'],
    run: async (deps, { param, body, caller }) => ok(await deps.items.reroute(param('id'), body, caller)),
  }),
];
