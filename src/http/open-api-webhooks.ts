import { TEST_EVENT_TYPE, TestEvent, UNIT_EVENT_WORDS, UnitEvent } from '../../schemas/unit-event.js';
import { schemaReference } from './open-api-components.js';

/** What callbacks are sent (OpenAPI 3.1 `webhooks`): one entry an event type, each signed as Standard Webhooks 1.0. */
export function describeWebhooks(): Record<string, unknown> {
  const events = Object.entries(UNIT_EVENT_WORDS).map(
    ([type, words]) => [type, { post: describeEvent(type, words, schemaReference(UnitEvent)) }] as const,
  );
  const test = describeEvent(TEST_EVENT_TYPE, '测试', schemaReference(TestEvent));
  return Object.fromEntries([...events, [TEST_EVENT_TYPE, { post: test }]]);
}

function describeEvent(type: string, words: string, schema: unknown): Record<string, unknown> {
  return {
    operationId: `on-${type}`,
    tags: ['organizations'],
    summary: `${words} · ${type}`,
    description:
      '发往单位登记的回调地址，按 Standard Webhooks 签名；重发时 webhook-id 不变 · ' +
      'Sent to the callback of an organization, signed as Standard Webhooks; a repeat has the same webhook-id',
    security: [],
    parameters: SIGNATURE_HEADERS,
    requestBody: { required: true, content: { 'application/json': { schema } } },
    responses: {
      '2XX': { description: '已收到 · taken' },
      '410': { description: '不再接收，回调暂停 · takes nothing any more; the callback is paused' },
      default: { description: '稍后重试 · tried again later' },
    },
  };
}

const header = (name: string, description: string) => ({
  ...{ name, in: 'header', required: true, description },
  schema: { type: 'string' },
});

const SIGNATURE_HEADERS = [
  header('webhook-id', '事件标识，重发时相同 · identifies the event, the same on a repeat'),
  header('webhook-timestamp', '发送时刻，Unix 秒 · when it was sent, Unix seconds'),
  header('webhook-signature', '一个或多个 v1,<base64>，空格分隔 · one or more, separated by spaces'),
];
