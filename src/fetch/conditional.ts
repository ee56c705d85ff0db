import { createHash } from 'node:crypto';

/** What is remembered of the last answer to ask "only if it changed". */
export interface Validators {
  etag?: string;
  lastModified?: string;
  /** Hex digest of the decoded body: many sites ignore the headers and send the same bytes again. */
  bodySha256?: string;
}

interface Answer {
  status: number;
  headers: Readonly<Record<string, string>>;
  body: Uint8Array;
}

export function toConditionalHeaders(validators: Validators): Record<string, string> {
  return {
    ...(validators.etag !== undefined && { 'if-none-match': validators.etag }),
    ...(validators.lastModified !== undefined && { 'if-modified-since': validators.lastModified }),
  };
}

/** Validators of a 200 answer; ill-formed ones are left out, since echoing them would spoil the next request. */
export function toValidators(answer: Answer): Validators {
  const etag = sound(answer.headers['etag']);
  const lastModified = sound(answer.headers['last-modified']);
  return {
    ...(etag !== undefined && { etag }),
    ...(lastModified !== undefined && { lastModified }),
    bodySha256: createHash('sha256').update(answer.body).digest('hex'),
  };
}

/** True for a 304, and for a 200 whose bytes are the ones we already have. */
export function isUnchanged(answer: Answer, validators: Validators, next: Validators): boolean {
  if (answer.status === 304) return true;
  return answer.status === 200 && next.bodySha256 !== undefined && next.bodySha256 === validators.bodySha256;
}

function sound(value: string | undefined): string | undefined {
  return value !== undefined && /^[\x20-\x7e]{1,500}$/.test(value) ? value : undefined;
}
