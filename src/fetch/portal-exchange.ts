import type { PortalContext } from '../../adapters/portal-adapter.js';
import { AppError, isAppError } from '../../schemas/errors.js';
import type { FetchClient } from './fetch-client.js';

export interface PortalExchangeOptions {
  signal?: AbortSignal;
  totalTimeoutMs?: number;
  maxBytes?: number;
}

/**
 * `PortalContext.exchange` on the guarded client. No redirects: a portal that moved must be registered anew, or its
 * secrets would follow whoever redirects. After the request may have left, every failure is `portal-ambiguous`,
 * because the portal may have committed before the line broke, the time ran out or its answer became unreadable.
 */
export function createPortalExchange(
  client: FetchClient,
  options: PortalExchangeOptions = {},
): PortalContext['exchange'] {
  return async (request) => {
    try {
      return await client.request({ ...request, ...options, followRedirects: false });
    } catch (error) {
      throw isAppError(error) ? toPortalError(error) : error;
    }
  };
}

function toPortalError(error: AppError): AppError {
  const details = { ...error.details, fetchCode: error.code };
  if (error.details['sent'] === true) {
    return new AppError('portal-ambiguous', `nobody knows whether the portal committed: ${error.message}`, {
      details,
      cause: error,
    });
  }
  // A connection that took too long carried nothing; for the caller it is one more way of having no connection.
  if (error.code === 'fetch-timeout') {
    return new AppError('fetch-connect', error.message, { details, cause: error });
  }
  return error;
}
