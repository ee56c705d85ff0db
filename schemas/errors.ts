/**
 * The closed list of error codes. HTTP maps a code to a problem type once (`src/http`), workers map `retryable` once.
 * Texts for people are looked up by code, Chinese first.
 */
export const ERROR_CODES = {
  // what the caller sent
  'invalid-request': { status: 400, retryable: false },
  'malformed-json': { status: 400, retryable: false },
  unauthenticated: { status: 401, retryable: false },
  forbidden: { status: 403, retryable: false },
  'not-found': { status: 404, retryable: false },
  'method-not-allowed': { status: 405, retryable: false },
  conflict: { status: 409, retryable: false },
  'stale-version': { status: 409, retryable: false },
  'wrong-state': { status: 409, retryable: false },
  'wrong-stage': { status: 409, retryable: false },
  'stale-revision': { status: 409, retryable: false },
  'claimed-by-other': { status: 409, retryable: false },
  'claim-expired': { status: 409, retryable: false },
  'missing-reason': { status: 422, retryable: false },
  'unknown-reason': { status: 422, retryable: false },
  'same-person': { status: 403, retryable: false },
  'own-organization': { status: 403, retryable: false },
  'blocked-by-findings': { status: 409, retryable: false },
  'idempotency-conflict': { status: 422, retryable: false },
  'idempotency-in-progress': { status: 409, retryable: true },
  'payload-too-large': { status: 413, retryable: false },
  'range-not-satisfiable': { status: 416, retryable: false },
  'unsupported-media-type': { status: 415, retryable: false },
  'validation-failed': { status: 422, retryable: false },
  /** A hub still sends what nobody subscribes to any more. */
  'subscription-gone': { status: 410, retryable: false },
  'signature-invalid': { status: 401, retryable: false },
  'too-many-requests': { status: 429, retryable: true },
  // what a source, or the way to it, did
  'fetch-invalid-url': { status: 422, retryable: false },
  'fetch-forbidden-address': { status: 422, retryable: false },
  'fetch-dns': { status: 502, retryable: true },
  'fetch-connect': { status: 502, retryable: true },
  'fetch-tls': { status: 502, retryable: true },
  'fetch-timeout': { status: 504, retryable: true },
  'fetch-too-large': { status: 502, retryable: false },
  'fetch-too-many-redirects': { status: 502, retryable: false },
  'fetch-unsupported-encoding': { status: 502, retryable: false },
  'fetch-truncated': { status: 502, retryable: true },
  /** What came is not HTTP, or its compression is damaged. */
  'fetch-protocol': { status: 502, retryable: true },
  /** The caller's own signal ended it: time limit of the source, or the process drains. */
  'fetch-aborted': { status: 503, retryable: true },
  /** The turn at the host belongs to others at this moment; who may not wait for it comes again. */
  'fetch-host-busy': { status: 503, retryable: true },
  'fetch-http-status': { status: 502, retryable: true },
  'fetch-blocked-by-site': { status: 502, retryable: true },
  /** The site's robots.txt keeps robots from this address, and its organization has not consented otherwise. */
  'fetch-robots-disallowed': { status: 502, retryable: false },
  'parse-empty': { status: 422, retryable: false },
  'parse-unrecognized': { status: 422, retryable: false },
  'parse-malformed': { status: 422, retryable: false },
  'parse-too-deep': { status: 422, retryable: false },
  'parse-too-large': { status: 422, retryable: false },
  'parse-no-entries': { status: 422, retryable: false },
  /** Reading it would take longer than one document may keep the process from everything else. */
  'parse-timeout': { status: 422, retryable: false },
  // what a source as a whole shows
  'source-identity-degraded': { status: 502, retryable: false },
  'source-mass-vanish': { status: 502, retryable: false },
  /** Protected by a password, as a whole or in parts. */
  'parse-encrypted': { status: 422, retryable: false },
  /** Pages without any text: scanned, or drawn as pictures. */
  'parse-no-text': { status: 422, retryable: false },
  // what a portal did
  'portal-refused': { status: 502, retryable: false },
  'portal-gone': { status: 502, retryable: false },
  /** It does not know us: a key that expired, a clock that is off. That is never the fault of an item. */
  'portal-unauthorized': { status: 502, retryable: true },
  'portal-unavailable': { status: 502, retryable: true },
  'portal-throttled': { status: 502, retryable: true },
  'portal-ambiguous': { status: 502, retryable: true },
  /** The portal cannot do what is asked of it: people must see to it. */
  'portal-unsupported': { status: 502, retryable: false },
  /** An administrator has paused the portal: its items wait. */
  'portal-paused': { status: 503, retryable: true },
  'portal-protocol': { status: 502, retryable: true },
  // our own side
  'lease-lost': { status: 409, retryable: true },
  'configuration-invalid': { status: 500, retryable: false },
  'service-unavailable': { status: 503, retryable: true },
  'schema-too-new': { status: 500, retryable: false },
  internal: { status: 500, retryable: false },
} as const satisfies Record<string, { status: number; retryable: boolean }>;

export type ErrorCode = keyof typeof ERROR_CODES;

/** One wrong field: RFC 6901 pointer into what was sent, and what was expected there. */
export interface FieldError {
  pointer: string;
  zh: string;
  en: string;
}

export interface AppErrorOptions {
  /** Facts for people and programs; must never hold a secret. */
  details?: Record<string, unknown>;
  fields?: FieldError[];
  /** Seconds the other side asked us to wait (Retry-After). */
  retryAfterSeconds?: number;
  /** Overrides the default of the code, e.g. an HTTP 404 from a source is not worth an immediate retry. */
  retryable?: boolean;
  cause?: unknown;
}

/** The one error class: thrown where the failure is understood, never re-classified by message text. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly status: number;
  readonly retryable: boolean;
  readonly details: Record<string, unknown>;
  readonly fields: FieldError[];
  readonly retryAfterSeconds: number | undefined;

  constructor(
    readonly code: ErrorCode,
    message: string,
    options: AppErrorOptions = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.status = ERROR_CODES[code].status;
    this.retryable = options.retryable ?? ERROR_CODES[code].retryable;
    this.details = options.details ?? {};
    this.fields = options.fields ?? [];
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}

export function isAppError(error: unknown): error is AppError {
  return error instanceof AppError;
}
