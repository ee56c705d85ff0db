import { Readiness } from '../../schemas/requests.js';
import { schemaReference } from './open-api-components.js';
import { PROBLEM_MEDIA_TYPE } from './problem.js';

const PROBLEM = { [PROBLEM_MEDIA_TYPE]: { schema: { $ref: '#/components/schemas/Problem' } } };

const TOKEN = {
  ...{ name: 'token', in: 'path', required: true, schema: { type: 'string' } },
  description: '订阅时交给中心的回调标识 · given to the hub with the callback',
};

function open(operationId: string, summary: string, responses: Record<string, unknown>) {
  return { get: { operationId, tags: ['system'], summary, security: [], responses } };
}

/** Addresses outside the versioned API: open to probes, metrics collectors and client generators. */
export const SYSTEM_PATHS: Record<string, Record<string, unknown>> = {
  '/healthz': open('health', '进程存活 · The process is alive', {
    200: {
      description: '存活 · alive',
      content: {
        'application/json': {
          schema: {
            type: 'object',
            required: ['status'],
            properties: { status: { type: 'string', const: 'alive' } },
            additionalProperties: false,
          },
        },
      },
    },
  }),
  '/readyz': open('readiness', '能否受理请求 · Whether requests can be served', {
    200: {
      description: '就绪 · ready',
      content: { 'application/json': { schema: schemaReference(Readiness) } },
    },
    503: {
      description: '依赖的服务不可用，见 details · a dependency is down, see details',
      content: PROBLEM,
    },
  }),
  '/metrics': open('metrics', '运行指标 · Metrics in Prometheus text', {
    200: { description: '指标 · metrics', content: { 'text/plain': { schema: { type: 'string' } } } },
  }),
  '/feeds/{file}': {
    get: {
      operationId: 'readFeed',
      tags: ['system'],
      summary: '门户或栏目的订阅源 · The feed of a portal or column: Atom, RSS or JSON Feed',
      security: [],
      parameters: [
        {
          ...{ name: 'file', in: 'path', required: true, schema: { type: 'string' } },
          description: '门户代码或栏目，加 .atom、.rss 或 .json · portal or column, and the format',
        },
        {
          ...{ name: 'cursor', in: 'query', schema: { type: 'string' } },
          description: '上一页给出的下一页 · the page after',
        },
      ],
      responses: {
        200: {
          description: '订阅源 · the feed',
          content: Object.fromEntries(
            ['atom+xml', 'rss+xml', 'feed+json'].map((type) => [
              `application/${type}`,
              { schema: { type: 'string' } },
            ]),
          ),
        },
        304: { description: '没有变化 · not changed' },
        404: { description: '没有这个门户或栏目 · no such portal or column', content: PROBLEM },
      },
    },
  },
  '/websub/{token}': {
    get: {
      operationId: 'verifySubscription',
      tags: ['system'],
      summary: 'WebSub 中心核实订阅意图 · A WebSub hub verifies our intent',
      security: [],
      parameters: [
        TOKEN,
        ...['hub.mode', 'hub.topic', 'hub.challenge', 'hub.lease_seconds', 'hub.reason'].map((name) => ({
          ...{ name, in: 'query', description: 'W3C WebSub 5.3', schema: { type: 'string' } },
        })),
      ],
      responses: {
        200: {
          description: '原样返回 hub.challenge · the challenge',
          content: { 'text/plain': { schema: { type: 'string' } } },
        },
        404: { description: '并未请求此订阅 · nobody asked for this subscription', content: PROBLEM },
      },
    },
    post: {
      operationId: 'takeHubMessage',
      tags: ['system'],
      summary: 'WebSub 中心推送更新 · A WebSub hub tells of news',
      security: [],
      parameters: [
        TOKEN,
        {
          ...{ name: 'X-Hub-Signature', in: 'header', schema: { type: 'string' } },
          description: '正文的 HMAC 签名 · HMAC of the body with the secret of the subscription',
        },
      ],
      requestBody: { required: true, content: { '*/*': { schema: {} } } },
      responses: {
        202: { description: '已受理，随即采集该来源 · accepted, the source is collected' },
        401: { description: '签名无效 · the signature is wrong', content: PROBLEM },
        410: { description: '订阅已不存在，请停止推送 · no such subscription any more', content: PROBLEM },
      },
    },
  },
  '/api/openapi.json': open('openApi', '接口说明 · This document', {
    200: {
      description: 'OpenAPI 3.1',
      content: { 'application/json': { schema: { type: 'object' } } },
    },
  }),
};
