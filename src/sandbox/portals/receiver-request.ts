import { createHash, timingSafeEqual } from 'node:crypto';
import { isAppError } from '../../../schemas/errors.js';
import { Refusal } from './refusal.js';

export function checkBearer(header: string | undefined, token: string): void {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  if (token === '' || !timingSafeEqual(digest(header ?? ''), digest(`Bearer ${token}`))) {
    throw new Refusal(401, 'unauthenticated', 'the token is missing or wrong');
  }
}

/** Reads a body that `express.raw` collected, as strict UTF-8. */
export function readText(body: unknown): string {
  if (!Buffer.isBuffer(body) || body.length === 0) throw new Refusal(400, 'empty-body', 'the body is empty');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    throw new Refusal(400, 'not-utf8', 'the body is not UTF-8');
  }
}

export function parseJsonBody(body: unknown): unknown {
  const text = readText(body);
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new Refusal(400, 'malformed-json', 'the body is not JSON');
  }
}

/** Any failure as the portal's refusal. */
export function toRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  if (isAppError(error)) {
    const fields = error.fields.map(({ pointer, en }) => `${pointer} ${en}`).join('; ');
    return new Refusal(error.status, error.code, fields === '' ? error.message : fields.slice(0, 1000));
  }
  // The body reader's errors carry their status: 413 too large, 415 compressed, 400 cut.
  const status: unknown =
    typeof error === 'object' && error !== null && 'status' in error ? error.status : undefined;
  if (typeof status === 'number' && status < 500)
    return new Refusal(status, 'unreadable-body', String(error));
  return new Refusal(503, 'unavailable', 'the portal cannot keep what it receives');
}
