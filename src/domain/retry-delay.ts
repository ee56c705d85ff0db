/** Seconds: the first retry of a delivery, and the longest wait between two. Retries go on for days. */
const FIRST_SECONDS = 2;
const LONGEST_SECONDS = 1800;

/**
 * Exponential back-off with half of it jittered, so that portals coming back are not hit in step.
 * `failures` counts from 1; `random` is in [0, 1); a Retry-After the portal gave is never undercut.
 */
export function retryDelaySeconds(failures: number, random: number, retryAfterSeconds = 0): number {
  const full = Math.min(FIRST_SECONDS * 2 ** Math.min(failures - 1, 20), LONGEST_SECONDS);
  return Math.max(full / 2 + (full / 2) * random, retryAfterSeconds);
}
