import { hash } from 'node:crypto';
import type { Request } from 'express';
import type { ApiDependencies, Caller, StoredAnswer } from './api-dependencies.js';
import { canonicalJson } from '../domain/canonical-json.js';
import { refusal } from './words.js';

const VISIBLE = /^[\x21-\x7e]{1,255}$/;

/** The key of a request, its optional quotes (RFC 8941 string, as the IETF draft writes it) taken off. */
export function readIdempotencyKey(header: string | string[] | undefined): string | undefined {
  if (header === undefined) return undefined;
  const text = typeof header === 'string' ? header : '';
  const key = text.length > 1 && text.startsWith('"') && text.endsWith('"') ? text.slice(1, -1) : text;
  if (VISIBLE.test(key)) return key;
  throw refusal('invalid-request', {
    zh: 'Idempotency-Key 须为 1 至 255 个可见 ASCII 字符，且只出现一次。',
    en: 'Idempotency-Key must be 1 to 255 visible ASCII characters and appear once.',
  });
}

/**
 * Runs the work once for this key. The digest covers what the request means, not how it was written: a client that
 * serializes the same object again in another order repeats, it does not conflict.
 */
export function runOnce(
  deps: Pick<ApiDependencies, 'idempotency'>,
  request: { req: Request; caller: Caller; key: string; body: unknown },
  work: () => Promise<StoredAnswer>,
): Promise<StoredAnswer & { replayed: boolean }> {
  const { req, caller, key, body } = request;
  const digest = requestDigest(req.method, req.path, body);
  return deps.idempotency.once({ accountId: caller.account.id, key, digest }, work);
}

/** SHA-256, hex, over method, path and canonical body. */
export function requestDigest(method: string, path: string, body: unknown): string {
  return hash('sha256', `${method} ${path}\n${canonicalJson(body)}`);
}
