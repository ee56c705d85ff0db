import { AppError, isAppError } from '../../schemas/errors.js';

/** A host whose turn belongs to others, for who may not wait for it. */
export interface BusyHost {
  host: string;
  /** When the turn is expected. */
  afterMs: number;
}

export function hostBusy({ host, afterMs }: BusyHost): AppError {
  return new AppError('fetch-host-busy', `the turn at ${host} belongs to others`, {
    details: { host, afterMs },
  });
}

/** Undefined for every other failure. */
export function readHostBusy(error: unknown): BusyHost | undefined {
  if (!isAppError(error) || error.code !== 'fetch-host-busy') return undefined;
  const { host, afterMs } = error.details;
  return typeof host === 'string' && typeof afterMs === 'number' ? { host, afterMs } : undefined;
}
