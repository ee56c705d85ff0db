import type { Static } from 'typebox';
import {
  bureauProblem,
  bureauReceipts,
  type BureauArticle,
  type BureauWithdrawal,
} from '../../schemas/bureau-api.js';
import type { Receipt } from '../../schemas/delivery.js';
import { AppError } from '../../schemas/errors.js';
import { address, optional, shape } from '../../schemas/shape.js';
import type {
  PortalAdapter,
  PortalContext,
  PortalOrder,
  PortalRequest,
  PortalResponse,
} from '../portal-adapter.js';
import { columnOf, ColumnsByKind } from './columns.js';
import { checkSignature } from './message-signature.js';
import {
  checkAnswerToQuestion,
  checkReceipt,
  checkReceiptAddress,
  checkStatus,
  contentOf,
  joinUrl,
  toText,
  unreadable,
} from './portal-answer.js';
import { PublicList, readPublicList } from './public-list.js';

export const BureauOptions = shape(
  {
    baseUrl: address('address of the portal interface, e.g. https://www.example.gov.cn/api/submissions'),
    columns: optional(ColumnsByKind),
    publicList: optional(PublicList),
  },
  '局门户 options of the bureau portal',
);
export type BureauOptions = Static<typeof BureauOptions>;

/**
 * 局政府网站: JSON over HTTP with a bearer token. The portal answers a write with its receipt; adoption may also come
 * later by a callback signed with `callbackKey`.
 */
export const bureau: PortalAdapter<BureauOptions> = {
  name: 'bureau',
  title: { zh: '局门户网站（JSON 接口）', en: 'Bureau portal (JSON)' },
  example: {
    baseUrl: 'https://www.example.gov.cn/api/submissions',
    columns: { news: '要闻', notice: '通知公告' },
  },
  optionsSchema: BureauOptions,
  secrets: ['token', 'callbackKey'],
  operations: ['publish', 'correct', 'withdraw'],
  acknowledges: ({ publicList }) => [
    ...(['answer', 'callback', 'asking'] as const),
    ...(publicList ? (['public-list'] as const) : []),
  ],
  fieldNames: () => 'ours',

  async send(order, options, ctx) {
    const request = toArticleRequest(order, options);
    return readReceipt(await ctx.exchange(authorized(request, ctx)), order.idempotencyKey, ctx);
  },

  async withdraw(order, options, ctx) {
    const request = toWithdrawalRequest(order, options);
    return readReceipt(await ctx.exchange(authorized(request, ctx)), order.idempotencyKey, ctx);
  },

  async findReceipt(idempotencyKey, options, ctx) {
    const url = joinUrl(options.baseUrl, 'operations', idempotencyKey);
    const response = await ctx.exchange(
      authorized({ method: 'GET', url, headers: { accept: 'application/json' } }, ctx),
    );
    if (response.status === 404 && isUnknownOperation(response)) return undefined;
    checkAnswerToQuestion(response);
    return readReceipt(response, idempotencyKey, ctx);
  },

  readCallback({ headers, body }, _options, ctx) {
    checkSignature(ctx.secret('callbackKey'), headers, body, ctx.now());
    const { receipts } = bureauReceipts.parse(parseJson(body), 'receipt callback');
    receipts.forEach(checkReceiptAddress);
    return receipts;
  },

  readList: async ({ publicList }, ctx) => (publicList ? readPublicList(publicList, ctx) : []),
};

export function toArticleRequest(order: PortalOrder, options: BureauOptions): PortalRequest {
  const content = contentOf(order);
  const column = columnOf(order, options.columns);
  const article: BureauArticle = { ...toOperation(order), ...(column !== undefined && { column }), content };
  return toRequest('PUT', joinUrl(options.baseUrl, 'articles', order.itemId), order, article);
}

export function toWithdrawalRequest(order: PortalOrder, options: BureauOptions): PortalRequest {
  const url = joinUrl(options.baseUrl, 'articles', order.itemId, 'withdrawal');
  return toRequest('POST', url, order, toOperation(order));
}

function toOperation(order: PortalOrder): BureauWithdrawal {
  const { itemId, revision, operation, lane, organization, reason } = order;
  return { itemId, revision, operation, lane, organization, ...(reason !== undefined && { reason }) };
}

function toRequest(
  method: 'PUT' | 'POST',
  url: string,
  order: PortalOrder,
  body: BureauWithdrawal,
): PortalRequest {
  const headers = {
    accept: 'application/json',
    'content-type': 'application/json; charset=utf-8',
    'idempotency-key': order.idempotencyKey,
  };
  return { method, url, headers, body: JSON.stringify(body) };
}

function authorized(request: PortalRequest, ctx: PortalContext): PortalRequest {
  return { ...request, headers: { ...request.headers, authorization: `Bearer ${ctx.secret('token')}` } };
}

function readReceipt(response: PortalResponse, idempotencyKey: string, ctx: PortalContext): Receipt {
  checkStatus(response, ctx);
  return checkReceipt(parseAnswer(response), idempotencyKey);
}

function isUnknownOperation(response: PortalResponse): boolean {
  const checked = bureauProblem.check(tryJson(response.body));
  return checked.ok && checked.value.code === 'unknown-operation';
}

function parseAnswer(response: PortalResponse): unknown {
  const value = tryJson(response.body);
  if (value === undefined) throw unreadable('it is not JSON');
  return value;
}

function parseJson(body: Uint8Array): unknown {
  const value = tryJson(body);
  if (value === undefined) throw new AppError('validation-failed', 'the receipt callback is not JSON');
  return value;
}

function tryJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(toText(body)) as unknown;
  } catch {
    return undefined;
  }
}
