import { AppError } from '../../schemas/errors.js';

/** The place where copies are kept does not do its part: passes by itself, or an administrator sees to it. */
export function unavailable(what: string, cause: unknown): AppError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new AppError('service-unavailable', `${what}: ${reason}`, { cause });
}
