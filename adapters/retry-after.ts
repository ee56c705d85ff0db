// A peer that asks for more has made a mistake; a week keeps the source or portal from being forgotten for years.
const LONGEST_SECONDS = 7 * 24 * 3600;

/**
 * Seconds that a Retry-After header asks us to wait: from whole seconds or an HTTP date (RFC 9110 10.2.3), never
 * negative, at most a week; undefined when absent or unreadable.
 */
export function parseRetryAfter(header: string | undefined, now: Date): number | undefined {
  const text = header?.trim() ?? '';
  if (/^\d+$/.test(text)) return Math.min(Number(text), LONGEST_SECONDS);
  // Date.parse alone would take "5 minutes" or "-1" for a date.
  if (!/^[A-Z][a-z]{2,8},? .*\d{2}:\d{2}:\d{2}/.test(text)) return undefined;
  const at = Date.parse(text);
  if (Number.isNaN(at)) return undefined;
  return Math.min(Math.max(0, Math.ceil((at - now.getTime()) / 1000)), LONGEST_SECONDS);
}
