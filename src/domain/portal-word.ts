import type { ErrorCode } from '../../schemas/errors.js';
import type { PortalWord } from './circuit.js';

/** It refused what it was sent, or nobody could even try: repeated for everything, the portal is at fault and not the items. */
const REFUSALS: ReadonlySet<ErrorCode> = new Set([
  'portal-refused',
  'configuration-invalid',
  'fetch-forbidden-address',
  'fetch-invalid-url',
]);

/** It could not be reached, failed, or said what nobody can read. */
const FAILURES: ReadonlySet<ErrorCode> = new Set([
  'portal-unavailable',
  'portal-unauthorized',
  'portal-ambiguous',
  'portal-protocol',
  'fetch-dns',
  'fetch-connect',
  'fetch-tls',
  'fetch-timeout',
  'fetch-truncated',
  'fetch-protocol',
]);

/**
 * What a failed attempt says of the portal as a whole; undefined where it says nothing: the portal asked for patience, is
 * paused, or the fault is the item's or our own.
 */
export function wordOf(code: ErrorCode): PortalWord['word'] | undefined {
  if (code === 'portal-gone') return 'gone';
  if (REFUSALS.has(code)) return 'refused';
  return FAILURES.has(code) ? 'failed' : undefined;
}
