import { isNativeError } from 'node:util/types';
import { AppError, isAppError } from '../../schemas/errors.js';
import { isStoreUnreachable } from '../store/connection.js';
import { refusal } from './words.js';

/** About what a store takes to come back. */
const STORE_RETRY_SECONDS = 2;

interface HttpFailure extends Error {
  status?: unknown;
  /** body-parser's own classification. */
  type?: unknown;
  /** Node's, e.g. of zlib. */
  code?: unknown;
  limit?: unknown;
}

/**
 * Gives whatever reached the error handler its code: our own errors keep theirs, those of the body reader and the router
 * and of a store that is away are told apart by class and code, anything else is `internal` with the original as cause.
 */
export function toAppError(error: unknown): AppError {
  if (isAppError(error)) return error;
  if (isStoreUnreachable(error)) {
    const texts = {
      zh: '文档库暂时没有回应，请稍后重试。',
      en: 'The document store does not answer at present; try again.',
    };
    return refusal('service-unavailable', texts, { cause: error, retryAfterSeconds: STORE_RETRY_SECONDS });
  }
  return readFailure(error) ?? new AppError('internal', 'unexpected error', { cause: error });
}

function readFailure(error: unknown): AppError | undefined {
  if (!isNativeError(error)) return undefined;
  const { status, type, code, limit } = error as HttpFailure;
  if (type === 'entity.too.large') return tooLarge(limit);
  if (type === 'request.aborted' || type === 'request.size.invalid') {
    return refusal('invalid-request', {
      zh: '请求正文不完整，与 Content-Length 不符。',
      en: 'The request body is incomplete: it does not match Content-Length.',
    });
  }
  if (typeof code === 'string' && code.startsWith('Z_')) {
    return refusal('invalid-request', {
      zh: '请求正文的 gzip 压缩数据已损坏或不完整。',
      en: 'The gzip data of the request body is damaged or incomplete.',
    });
  }
  // The router's only failure of its own: a percent-encoding in the address that does not decode.
  if (status === 400 && error instanceof URIError) {
    return refusal('invalid-request', {
      zh: '地址中的百分号编码有误。',
      en: 'The address holds a percent-encoding that does not decode.',
    });
  }
  return undefined;
}

function tooLarge(limit: unknown): AppError {
  const bytes = typeof limit === 'number' ? limit : 0;
  return refusal(
    'payload-too-large',
    {
      zh: `请求正文超过 ${bytes} 字节的上限（压缩的按解压后计）。`,
      en: `The request body exceeds the limit of ${bytes} bytes (counted after decompression).`,
    },
    { details: { limitBytes: bytes } },
  );
}
