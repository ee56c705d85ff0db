import { OrganizationPage } from '../../../schemas/answers.js';
import { CrawlConsentRequest, NewOrganization, Organization } from '../../../schemas/organization.js';
import { NoQuery, PageQuery } from '../../../schemas/queries.js';
import { created, found, ok, pageRequest } from '../answers.js';
import { EXAMPLES } from '../examples.js';
import { jsonBody, noBody, operation, type Operation } from '../operation.js';

const WHAT = { zh: '单位', en: 'organization' };

export const organizationOperations: readonly Operation[] = [
  operation({
    id: 'listOrganizations',
    method: 'get',
    path: '/organizations',
    tag: 'organizations',
    summary: { zh: '单位列表', en: 'List organizations' },
    query: PageQuery,
    body: noBody,
    answers: { 200: { zh: '一页单位', en: 'One page of organizations', schema: OrganizationPage } },
    run: async (deps, { query }) => ok(await deps.organizations.list(pageRequest(query))),
  }),
  operation({
    id: 'getOrganization',
    method: 'get',
    path: '/organizations/{id}',
    tag: 'organizations',
    summary: { zh: '单位详情', en: 'Read an organization' },
    query: NoQuery,
    body: noBody,
    answers: { 200: { zh: '单位', en: 'The organization', schema: Organization } },
    run: async (deps, { param }) => ok(found(await deps.organizations.find(param('id')), WHAT, param('id'))),
  }),
  operation({
    id: 'createOrganization',
    method: 'post',
    path: '/organizations',
    tag: 'organizations',
    summary: { zh: '登记单位', en: 'Register an organization' },
    query: NoQuery,
    body: jsonBody(NewOrganization, EXAMPLES.organization),
    answers: { 201: { zh: '已登记', en: 'Registered', schema: Organization } },
    problems: ['conflict'],
    run: async (deps, { body, caller }) => created(await deps.organizations.create(body, caller)),
  }),
  operation({
    id: 'grantCrawlConsent',
    method: 'post',
    path: '/organizations/{id}/crawl-consent',
    tag: 'organizations',
    summary: { zh: '登记同意采集', en: 'Record consent to being read' },
    description: {
      zh: '单位同意网关采集其网站，不受 robots.txt 限制；登记的地址本身不需要同意。',
      en: 'The organization lets the gateway read its sites whatever robots.txt says; registered addresses need no consent.',
    },
    query: NoQuery,
    body: jsonBody(CrawlConsentRequest, EXAMPLES.crawlConsent),
    answers: { 200: { zh: '单位', en: 'The organization', schema: Organization } },
    run: async (deps, { param, body, caller }) =>
      ok(await deps.organizations.grantConsent(param('id'), body, caller)),
  }),
  operation({
    id: 'withdrawCrawlConsent',
    method: 'delete',
    path: '/organizations/{id}/crawl-consent',
    tag: 'organizations',
    summary: { zh: '撤回同意采集', en: 'Withdraw consent to being read' },
    query: NoQuery,
    body: noBody,
    answers: { 200: { zh: '单位', en: 'The organization', schema: Organization } },
    run: async (deps, { param, caller }) => ok(await deps.organizations.withdrawConsent(param('id'), caller)),
  }),
];
