import { portalReceipt, type Receipt } from '../../schemas/delivery.js';
import { AppError, type ErrorCode } from '../../schemas/errors.js';
import type { PortalContext, PortalOrder, PortalResponse } from '../portal-adapter.js';
import { parseRetryAfter } from '../retry-after.js';

/**
 * Throws what a status means for the delivery, as `PortalAdapter` promises; a 2xx passes. `own` holds what this portal
 * means otherwise than HTTP does.
 */
export function checkStatus(
  response: PortalResponse,
  ctx: Pick<PortalContext, 'now'>,
  own: Readonly<Partial<Record<number, ErrorCode>>> = {},
): void {
  const code = own[response.status] ?? codeFor(response.status);
  if (code === undefined) return;
  const retryAfterSeconds = parseRetryAfter(response.headers['retry-after'], ctx.now());
  throw new AppError(code, `the portal answered HTTP ${response.status}: ${excerpt(response.body)}`, {
    details: { status: response.status, answer: excerpt(response.body) },
    ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
  });
}

/**
 * 401 and 407 speak of us and not of the item (RFC 9110 15.5.2, 15.5.8); 408 and 425 say "again, later" although they
 * are 4xx (RFC 9110 15.5.9, RFC 8470 5.2).
 */
function codeFor(status: number): ErrorCode | undefined {
  if (status >= 200 && status < 300) return undefined;
  if (status === 401 || status === 407) return 'portal-unauthorized';
  if (status === 410) return 'portal-gone';
  if (status === 429) return 'portal-throttled';
  if (status >= 500 || status === 408 || status === 425) return 'portal-unavailable';
  return status >= 400 ? 'portal-refused' : 'portal-protocol';
}

/**
 * A refused question (wrong address, a proxy's 404, an expired token) says nothing about what the portal holds: it must
 * neither lead to sending again nor mark the delivery as refused.
 */
export function checkAnswerToQuestion({ status, body }: PortalResponse): void {
  if (codeFor(status) === 'portal-refused') throw unreadable(`HTTP ${status}: ${excerpt(body)}`, { status });
}

/** A receipt counts only when it fits its schema and answers the key it is for. */
export function checkReceipt(candidate: unknown, idempotencyKey: string): Receipt {
  const checked = portalReceipt.check(candidate);
  if (!checked.ok) throw unreadable('the receipt does not fit its schema', { fields: checked.fields });
  if (checked.value.idempotencyKey !== idempotencyKey) {
    throw unreadable('the receipt answers another key', { received: checked.value.idempotencyKey });
  }
  checkReceiptAddress(checked.value);
  return checked.value;
}

/** The address is shown to people as a link, so `javascript:` and the like must not get through. */
export function checkReceiptAddress({ url }: Receipt): void {
  if (url !== undefined && !/^https?:\/\//i.test(url))
    throw unreadable('the address is not http or https', { url });
}

export function unreadable(message: string, details: Record<string, unknown> = {}): AppError {
  return new AppError('portal-protocol', `nobody can read the portal's answer: ${message}`, { details });
}

/** What a portal wrote, made fit for a log line and a screen. */
export function excerpt(body: Uint8Array): string {
  const text = Buffer.from(body.subarray(0, 1200)).toString('utf8');
  return text
    .replace(/[\p{C}\s]+/gu, ' ')
    .trim()
    .slice(0, 300);
}

export function toText(body: Uint8Array): string {
  return Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8');
}

export function contentOf(order: PortalOrder): NonNullable<PortalOrder['content']> {
  if (order.content === undefined)
    throw new AppError('internal', `${order.idempotencyKey} carries no content`);
  return order.content;
}

export function joinUrl(baseUrl: string, ...segments: string[]): string {
  return [baseUrl.replace(/\/+$/, ''), ...segments.map(encodeURIComponent)].join('/');
}
