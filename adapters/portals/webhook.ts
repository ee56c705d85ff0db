import type { Static } from 'typebox';
import type { Receipt } from '../../schemas/delivery.js';
import { toInstant } from '../../schemas/instant.js';
import { address, optional, shape } from '../../schemas/shape.js';
import type { PortalAdapter, PortalContext, PortalOrder } from '../portal-adapter.js';
import { ColumnsByKind } from './columns.js';
import { checkStatus } from './portal-answer.js';
import { toPortalEvent } from './portal-event.js';
import { PublicList, readPublicList } from './public-list.js';
import { signWebhook } from './standard-webhook.js';

export const WebhookOptions = shape(
  {
    url: address('address that takes the events'),
    columns: optional(ColumnsByKind),
    publicList: optional(PublicList),
  },
  'Webhook options of a portal that takes signed events',
);
export type WebhookOptions = Static<typeof WebhookOptions>;

/**
 * 签名 Webhook: each order an event signed as Standard Webhooks 1.0, whose id is the idempotency key; the receipt is the
 * 2xx answer. Such a portal cannot be asked: after an answer that never came the event is sent again under the same id.
 */
export const webhook: PortalAdapter<WebhookOptions> = {
  name: 'webhook',
  title: { zh: '签名 Webhook（Standard Webhooks）', en: 'Signed webhook (Standard Webhooks)' },
  example: { url: 'https://www.example.gov.cn/hooks/contents', columns: { news: '要闻' } },
  optionsSchema: WebhookOptions,
  secrets: ['signingSecret'],
  operations: ['publish', 'correct', 'withdraw'],
  acknowledges: ({ publicList }) => ['answer', ...(publicList ? (['public-list'] as const) : [])],
  fieldNames: () => 'theirs',
  send: sendEvent,
  withdraw: sendEvent,
  findReceipt: () => Promise.resolve(undefined),
  readList: async ({ publicList }, ctx) => (publicList ? readPublicList(publicList, ctx) : []),
};

async function sendEvent(order: PortalOrder, options: WebhookOptions, ctx: PortalContext): Promise<Receipt> {
  const { idempotencyKey } = order;
  const now = ctx.now();
  const at = order.decidedAt === undefined ? now : new Date(order.decidedAt);
  const body = JSON.stringify(toPortalEvent(order, options.columns, at));
  const response = await ctx.exchange({
    method: 'POST',
    url: options.url,
    headers: {
      'content-type': 'application/json; charset=utf-8',
      ...signWebhook(ctx.secret('signingSecret'), idempotencyKey, body, now),
    },
    body,
  });
  checkStatus(response, ctx);
  return {
    idempotencyKey,
    status: order.operation === 'withdraw' ? 'withdrawn' : 'accepted',
    // Its answer carries none: the id of the message is what both sides can name it by.
    receiptNumber: idempotencyKey,
    at: toInstant(now),
  };
}
