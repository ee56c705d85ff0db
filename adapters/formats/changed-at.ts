/** W3C date and time as sitemaps write it; the parts after the day are optional, the zone too. */
const W3C = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)\s*(Z|[+-]\d{2}:?\d{2})?)?$/i;

/**
 * When something was last changed, as RFC 3339, from what a listing says of it. A day alone ends at its last second, so
 * that a change later that day is not overlooked; a time without a zone is Chinese. Undefined where it says no time.
 */
export function toChangedAt(written: string | undefined): string | undefined {
  const match = W3C.exec(written?.trim() ?? '');
  if (match === null) return undefined;
  const [, day = '', time = '23:59:59', zone = '+08:00'] = match;
  const clock = time.length === 5 ? `${time}:00` : time;
  const offset = /^[+-]\d{4}$/.test(zone) ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone.toUpperCase();
  const instant = `${day}T${clock}${offset}`;
  return Number.isNaN(Date.parse(instant)) ? undefined : instant;
}
