import { ERROR_CODES, type ErrorCode } from '../../schemas/errors.js';

const MINUTE = 60;
const HOUR = 3600;
const DAY = 24 * HOUR;

/** Seconds before the second, third … attempt at a file; when they are used up it is given up until its next revision. */
const PATIENT: readonly number[] = [MINUTE, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 12 * HOUR];
/** Sites publish a page before its files reach every server; after half an hour a file that is not there is missing. */
const MISSING: readonly number[] = [30 * MINUTE];
/** A site that blocks us is not to be hammered. */
const BLOCKED: readonly number[] = [6 * HOUR, 24 * HOUR];
/** A robots.txt that forbids it: by then the site may have opened it, or the organization consented. */
const FORBIDDEN: readonly number[] = [DAY, 7 * DAY];
/** A robots.txt that cannot be read forbids everything, until it can. */
const UNREADABLE_ROBOTS: readonly number[] = [HOUR, 6 * HOUR, DAY];

export interface MediaFailure {
  code: ErrorCode;
  /** HTTP status, where that was the failure. */
  status?: number | undefined;
  retryable: boolean;
  retryAfterSeconds?: number | undefined;
}

/**
 * Seconds until the next attempt after `attempts` of them failed; undefined to give up. A Retry-After is never undercut.
 */
export function mediaRetrySeconds(failure: MediaFailure, attempts: number): number | undefined {
  const pause = scheduleFor(failure)[attempts - 1];
  return pause === undefined ? undefined : Math.max(pause, failure.retryAfterSeconds ?? 0);
}

function scheduleFor({ code, status, retryable }: MediaFailure): readonly number[] {
  if (code === 'fetch-blocked-by-site') return BLOCKED;
  if (code === 'fetch-robots-disallowed') return retryable ? UNREADABLE_ROBOTS : FORBIDDEN;
  if (code === 'fetch-http-status' && isAboutTheFile(status)) return MISSING;
  return retryable && ERROR_CODES[code].retryable ? PATIENT : [];
}

/** 408, 425 and 429 are about the moment, every other 4xx is about the file. */
function isAboutTheFile(status: number | undefined): boolean {
  return status !== undefined && status < 500 && ![408, 425, 429].includes(status);
}
