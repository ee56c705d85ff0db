import { AppError, ERROR_CODES, type ErrorCode } from '../../schemas/errors.js';
import { componentSchemas, schemaReference } from './open-api-components.js';
import { SYSTEM_PATHS } from './open-api-system.js';
import { describeWebhooks } from './open-api-webhooks.js';
import { API_PREFIX, TAGS, type AnswerDescription, type Operation, type Tag } from './operation.js';
import { rolesFor } from './operation-roles.js';
import { PROBLEM_MEDIA_TYPE, toProblem } from './problem.js';
import { PROBLEM_TITLES } from './problem-titles.js';
import type { Words } from './words.js';

export interface OpenApiDocument {
  openapi: '3.1.0';
  paths: Record<string, Record<string, unknown>>;
  components: { schemas: Record<string, unknown> } & Record<string, unknown>;
  [part: string]: unknown;
}

const TAG_WORDS: Readonly<Record<Tag, Words>> = {
  items: { zh: '条目：报送、审核、更正、撤稿', en: 'Items: submit, decide, correct, withdraw' },
  clusters: { zh: '近似稿件组', en: 'Clusters of items with nearly the same text' },
  sources: { zh: '来源：采集的订阅与网站', en: 'Sources: feeds and sites we collect from' },
  deliveries: { zh: '报送：条目在各门户的情况', en: 'Deliveries: how an item stands at each portal' },
  alerts: { zh: '告警', en: 'Alerts' },
  portals: { zh: '门户与回执', en: 'Portals and their receipts' },
  organizations: { zh: '单位', en: 'Organizations' },
  accounts: { zh: '账号与 API 密钥', en: 'Accounts and API keys' },
  routes: { zh: '分发：规则、试运行', en: 'Routing: rules and dry runs' },
  policies: { zh: '审核策略：环节、会签、补审', en: 'Review policies: stages, co-signing, second review' },
  clock: {
    zh: '审核时限：工作日历、值班、通知、指标',
    en: 'Review clock: calendar, duty roster, notices, figures',
  },
  audit: { zh: '审计日志：查阅、导出、链尾', en: 'Audit log: look-ups, exports, its head' },
  rules: { zh: '规则：检查规则、来源权威顺序', en: 'Rules: of the checks, ranking of sources' },
};

/** The OpenAPI 3.1 document, made from the same table as the routes. */
export function openApiDocument(operations: readonly Operation[], publicUrl: string): OpenApiDocument {
  return {
    openapi: '3.1.0',
    info: {
      title: '报送网关 API (baosong)',
      version: '1.0.0',
      summary: '政府网站内容报送：采集、审核、送达门户 · from unit sites through review to the portals',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: publicUrl }],
    security: [{ apiKey: [] }],
    tags: [...TAGS.map((tag) => ({ name: tag, description: both(TAG_WORDS[tag]) })), SYSTEM_TAG],
    paths: { ...operationPaths(operations), ...SYSTEM_PATHS },
    webhooks: describeWebhooks(),
    components: {
      schemas: componentSchemas(),
      securitySchemes: {
        apiKey: { type: 'http', scheme: 'bearer', description: 'API 密钥 · API key, bs_<id>_<secret>' },
      },
      parameters: SHARED_PARAMETERS,
      headers: SHARED_HEADERS,
    },
  };
}

const SYSTEM_TAG = { name: 'system', description: '运行状态 · State of the service' };

const SHARED_PARAMETERS = {
  IdempotencyKey: {
    name: 'Idempotency-Key',
    in: 'header',
    description:
      '重发同一请求时用同一个键，只会执行一次 · The same key on a repeated request: it runs once, the repeat gets the first answer',
    schema: { type: 'string', minLength: 1, maxLength: 257 },
    example: '8e03978e-40d5-43dd-bc93-6894a57f9324',
  },
  AcceptLanguage: {
    name: 'Accept-Language',
    in: 'header',
    description: '错误说明的语言，默认中文 · Language of problem texts; Chinese by default',
    schema: { type: 'string' },
    example: 'zh-CN',
  },
};

const SHARED_HEADERS = {
  RequestId: { description: '请求编号 · request id', schema: { type: 'string' } },
  Location: { description: '新资源的地址 · address of what was created', schema: { type: 'string' } },
  IdempotencyReplayed: {
    description: '为 true 时是先前的回复 · true: the answer of an earlier request',
    schema: { type: 'string', enum: ['true'] },
  },
};

function operationPaths(operations: readonly Operation[]): OpenApiDocument['paths'] {
  const paths: OpenApiDocument['paths'] = {};
  for (const operation of operations) {
    const path = `${API_PREFIX}${operation.path}`;
    paths[path] = { ...paths[path], [operation.method]: describeOperation(operation) };
  }
  return paths;
}

function describeOperation(operation: Operation): Record<string, unknown> {
  const { id, tag, summary, description } = operation;
  const roles = `角色 · roles: ${rolesFor(id).join(', ')}`;
  return {
    operationId: id,
    tags: [tag],
    summary: both(summary),
    description: description ? `${both(description)}\n\n${roles}` : roles,
    parameters: parametersOf(operation),
    ...requestBodyOf(operation),
    responses: { ...successResponses(operation), ...problemResponses(problemCodes(operation)) },
  };
}

function parametersOf({ path, query, idempotent }: Operation): unknown[] {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
  const { properties = {} }: { properties?: Record<string, { description?: string }> } = query;
  return [
    ...names.map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } })),
    ...Object.entries(properties).map(([name, schema]) => ({
      name,
      in: 'query',
      description: schema.description ?? name,
      schema: schemaReference(schema),
    })),
    ...(idempotent ? [{ $ref: '#/components/parameters/IdempotencyKey' }] : []),
    { $ref: '#/components/parameters/AcceptLanguage' },
  ];
}

function requestBodyOf({ body }: Operation): Record<string, unknown> {
  if (body.kind === 'none') return {};
  const content =
    body.content ??
    (body.kind === 'raw'
      ? { '*/*': { schema: {} } }
      : { 'application/json': { schema: schemaReference(body.schema), example: body.example } });
  return { requestBody: { required: true, content } };
}

function successResponses(operation: Operation): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(operation.answers).map(([status, answer]) => [
      status,
      {
        description: both(answer),
        headers: successHeaders(operation, status),
        ...contentOf(answer),
      },
    ]),
  );
}

function successHeaders({ path, idempotent, body }: Operation, status: string): Record<string, unknown> {
  // Of lines some may be repeats and some not: the head of the answer comes before that is known.
  const replays = idempotent && body.kind !== 'lines';
  return {
    'X-Request-Id': { $ref: '#/components/headers/RequestId' },
    ...(status === '201' && !path.includes('{') && { Location: { $ref: '#/components/headers/Location' } }),
    ...(replays && { 'Idempotency-Replayed': { $ref: '#/components/headers/IdempotencyReplayed' } }),
  };
}

/** A text answer has a media type and no schema of ours. */
function contentOf({ schema, mediaType = 'application/json' }: AnswerDescription): Record<string, unknown> {
  if (schema) return { content: { [mediaType]: { schema: schemaReference(schema) } } };
  if (mediaType === 'application/json') return {};
  return { content: { [mediaType]: { schema: { type: 'string' } } } };
}

function problemCodes({ path, body, idempotent, problems = [] }: Operation): ErrorCode[] {
  const codes = new Set<ErrorCode>(['invalid-request', 'unauthenticated', 'forbidden', ...problems]);
  if (path.includes('{')) codes.add('not-found');
  if (body.kind === 'json') codes.add('malformed-json').add('validation-failed');
  if (body.kind === 'document') codes.add('validation-failed');
  if (body.kind !== 'none') codes.add('payload-too-large').add('unsupported-media-type');
  if (idempotent) codes.add('idempotency-conflict').add('idempotency-in-progress');
  return [...codes, 'service-unavailable', 'internal'];
}

/** One response a status, with an example for every code that comes under it. */
function problemResponses(codes: readonly ErrorCode[]): Record<string, unknown> {
  const responses: Record<string, unknown> = {};
  for (const status of new Set(codes.map((code) => ERROR_CODES[code].status))) {
    const here = codes.filter((code) => ERROR_CODES[code].status === status);
    responses[String(status)] = {
      description: here.map((code) => both(PROBLEM_TITLES[code].title)).join('; '),
      headers: { 'X-Request-Id': { $ref: '#/components/headers/RequestId' } },
      content: {
        [PROBLEM_MEDIA_TYPE]: {
          schema: { $ref: '#/components/schemas/Problem' },
          examples: Object.fromEntries(here.map((code) => [code, { value: exampleProblem(code) }])),
        },
      },
    };
  }
  return responses;
}

function exampleProblem(code: ErrorCode): unknown {
  const { advice } = PROBLEM_TITLES[code];
  return toProblem(
    new AppError(code, advice.en, { fields: [{ pointer: '', ...advice }] }),
    'zh',
    'request-id',
  );
}

function both({ zh, en }: Words): string {
  return `${zh} · ${en}`;
}
