import { SourcePage } from '../../../schemas/answers.js';
import { NoQuery, SourceQuery } from '../../../schemas/queries.js';
import { NewSource, Source, SourceChange } from '../../../schemas/source.js';
import { accepted, created, found, ok, pageRequest } from '../answers.js';
import { EXAMPLES } from '../examples.js';
import { jsonBody, noBody, operation, type Operation } from '../operation.js';

const WHAT = { zh: '来源', en: 'source' };

const reading: readonly Operation[] = [
  operation({
    id: 'listSources',
    method: 'get',
    path: '/sources',
    tag: 'sources',
    summary: { zh: '来源列表', en: 'List sources' },
    query: SourceQuery,
    body: noBody,
    answers: { 200: { zh: '一页来源', en: 'One page of sources', schema: SourcePage } },
    run: async (deps, { query }) => {
      const filter = {
        ...(query.organization !== undefined && { organizationId: query.organization }),
        ...(query.alarm !== undefined && { alarm: query.alarm }),
      };
      return ok(await deps.sources.list(filter, pageRequest(query)));
    },
  }),
  operation({
    id: 'getSource',
    method: 'get',
    path: '/sources/{id}',
    tag: 'sources',
    summary: { zh: '来源详情', en: 'Read a source' },
    query: NoQuery,
    body: noBody,
    answers: { 200: { zh: '来源', en: 'The source', schema: Source } },
    run: async (deps, { param }) => ok(found(await deps.sources.find(param('id')), WHAT, param('id'))),
  }),
];

const changing: readonly Operation[] = [
  operation({
    id: 'registerSource',
    method: 'post',
    path: '/sources',
    tag: 'sources',
    summary: { zh: '登记来源', en: 'Register a source' },
    query: NoQuery,
    body: jsonBody(NewSource, EXAMPLES.source),
    answers: { 201: { zh: '已登记', en: 'Registered', schema: Source } },
    problems: ['conflict', 'fetch-invalid-url', 'fetch-forbidden-address'],
    run: async (deps, { body, caller }) => created(await deps.sources.register(body, caller)),
  }),
  operation({
    id: 'changeSource',
    method: 'patch',
    path: '/sources/{id}',
    tag: 'sources',
    summary: { zh: '修改来源', en: 'Change a source' },
    query: NoQuery,
    body: jsonBody(SourceChange, EXAMPLES.sourceChange),
    answers: { 200: { zh: '修改后的来源', en: 'The source after the change', schema: Source } },
    problems: ['conflict'],
    run: async (deps, { param, body, caller }) => ok(await deps.sources.change(param('id'), body, caller)),
  }),
  operation({
    id: 'collectSource',
    method: 'post',
    path: '/sources/{id}/collect',
    tag: 'sources',
    summary: { zh: '立即采集', en: 'Collect now' },
    description: {
      zh: '将来源设为立即到期，采集在后台进行。',
      en: 'Makes the source due now; collecting goes on in the background.',
    },
    query: NoQuery,
    body: noBody,
    answers: { 202: { zh: '已受理', en: 'Accepted', schema: Source } },
    problems: ['wrong-state'],
    run: async (deps, { param, caller }) => accepted(await deps.sources.requestCollect(param('id'), caller)),
  }),
];

export const sourceOperations: readonly Operation[] = [...reading, ...changing];
