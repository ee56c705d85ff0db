import { errors } from 'undici';
import { AppError, isAppError, type ErrorCode } from '../../schemas/errors.js';

/** How far a request had come when it failed. */
export type FetchPhase = 'url' | 'connect' | 'headers' | 'body' | 'redirect';

export interface FetchProgress {
  /** The address being asked for, after any redirects. */
  url: string;
  phase: FetchPhase;
  /** Whether any byte of the request may have reached the peer, so that it may have acted on it. */
  sent: boolean;
}

const TIMEOUTS = new Set(['UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT']);
const TLS_CODE =
  /^(ERR_TLS|ERR_SSL|EPROTO$|CERT_|CRL_|UNABLE_TO_|DEPTH_ZERO|SELF_SIGNED|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE)/;

/** Names a failure of the transport once, where it happened; `details` always carry `url`, `phase` and `sent`. */
export function toFetchError(error: unknown, progress: FetchProgress): AppError {
  if (isAppError(error)) return withProgress(error, progress);
  const code = codeOf(error);
  const fetchCode = error instanceof errors.HTTPParserError ? 'fetch-protocol' : classify(code, progress);
  return new AppError(fetchCode, `${MESSAGES[fetchCode]} (${code || 'no code'})`, {
    details: { ...progress, cause: code },
    cause: error,
  });
}

type TransportCode =
  | 'fetch-dns'
  | 'fetch-tls'
  | 'fetch-connect'
  | 'fetch-timeout'
  | 'fetch-protocol'
  | 'fetch-truncated'
  | 'fetch-too-large'
  | 'internal';

const MESSAGES: Record<TransportCode, string> = {
  'fetch-dns': 'the name cannot be resolved',
  'fetch-tls': 'no trusted TLS connection',
  'fetch-connect': 'no connection',
  'fetch-timeout': 'the peer took too long',
  'fetch-protocol': 'the answer is not HTTP',
  'fetch-truncated': 'the line broke before the answer was complete',
  'fetch-too-large': 'the headers of the answer are too large',
  internal: 'the request cannot be written',
} satisfies Partial<Record<ErrorCode, string>>;

function classify(code: string, { phase, sent }: FetchProgress): TransportCode {
  if (TIMEOUTS.has(code)) return 'fetch-timeout';
  if (code === 'UND_ERR_HEADERS_OVERFLOW') return 'fetch-too-large';
  if (code === 'UND_ERR_INVALID_ARG') return 'internal';
  if (TLS_CODE.test(code)) return 'fetch-tls';
  if (sent || phase === 'body') return 'fetch-truncated';
  return code === 'ENOTFOUND' || code.startsWith('EAI_') ? 'fetch-dns' : 'fetch-connect';
}

function withProgress(error: AppError, progress: FetchProgress): AppError {
  return new AppError(error.code, error.message, {
    details: { ...progress, ...error.details },
    retryable: error.retryable,
    ...(error.cause !== undefined && { cause: error.cause }),
  });
}

/** No `instanceof Error`: errors of Node itself may come from another realm. */
export function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
    ? error.code
    : '';
}
