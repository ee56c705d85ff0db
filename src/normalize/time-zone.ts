import { toMilliseconds, type DateFields } from './instant.js';

/**
 * Minutes east of Greenwich. CST is the one name with two homes: RFC 822 means US Central, but Chinese CMSs write it for
 * China Standard Time (Java's zone name), and those are our sources.
 */
const NAMED_ZONES = new Map<string, number>([
  ...(['UT', 'UTC', 'GMT', 'Z', 'WET'] as const).map((name) => [name, 0] as const),
  ...(['CST', 'BJT', 'HKT', 'SGT', 'PHT', 'AWST'] as const).map((name) => [name, 480] as const),
  ...(['JST', 'KST'] as const).map((name) => [name, 540] as const),
  ...(['EST', 'CDT', 'ET'] as const).map((name) => [name, -300] as const),
  ...(['EDT', 'AST', 'AT', 'CLT'] as const).map((name) => [name, -240] as const),
  ...(['MDT', 'CT'] as const).map((name) => [name, -360] as const),
  ...(['MST', 'PDT', 'MT'] as const).map((name) => [name, -420] as const),
  ...(['PST', 'AKDT', 'PT'] as const).map((name) => [name, -480] as const),
  ...(['ADT', 'BRT', 'ART'] as const).map((name) => [name, -180] as const),
  ['NST', -210],
  ['NDT', -150],
  ['AKST', -540],
  ['HST', -600],
  ...(['BST', 'WEST', 'CET', 'MET', 'MEZ'] as const).map((name) => [name, 60] as const),
  ...(['CEST', 'MEST', 'MESZ', 'EET', 'SAST'] as const).map((name) => [name, 120] as const),
  ...(['EEST', 'MSK', 'TRT'] as const).map((name) => [name, 180] as const),
  ['MSD', 240],
  ['PKT', 300],
  ['IST', 330],
  ['NPT', 345],
  ...(['ICT', 'WIB'] as const).map((name) => [name, 420] as const),
  ['ACST', 570],
  ['AEST', 600],
  ['AEDT', 660],
  ['NZST', 720],
  ['NZDT', 780],
]);

/** Source of a pattern for the zone names known here, and for those of the tz database. */
export const ZONE_NAME = String.raw`(?:${[...NAMED_ZONES.keys()].sort((a, b) => b.length - a.length).join('|')}|[A-Z][a-z]+\/[A-Z][A-Za-z_]+)`;

const NUMERIC = /^(?:[A-Z]+)?\s*([+-])[+-]?\s*(\d{1,2}):?(\d{2})?$/;

/**
 * Reads `+0800`, `+08:00`, `+08`, `GMT+8`, `EST`, `Z`, military letters as RFC 822 defines them, and names of the tz
 * database, whose offset depends on when (`at`, local time there); undefined when unknown, infinite when impossible.
 */
export function parseZone(text: string, at?: DateFields): number | undefined {
  const zone = text.trim().toUpperCase();
  const numeric = NUMERIC.exec(zone);
  if (numeric !== null) {
    // 60 minutes and more are no zone, and a date in no zone is none.
    if (Number(numeric[3] ?? 0) > 59) return Number.POSITIVE_INFINITY;
    const minutes = Number(numeric[2]) * 60 + Number(numeric[3] ?? 0);
    return numeric[1] === '-' ? -minutes : minutes;
  }
  return NAMED_ZONES.get(zone) ?? militaryZone(zone) ?? (zone.includes('/') ? offsetIn(zone, at) : undefined);
}

/** RFC 822, section 5: A is -1 to M -12 (J not used), N +1 to Y +12. */
function militaryZone(zone: string): number | undefined {
  const west = 'ABCDEFGHIKLM'.indexOf(zone);
  const east = 'NOPQRSTUVWXY'.indexOf(zone);
  if (zone.length !== 1) return undefined;
  if (west >= 0) return -(west + 1) * 60;
  return east >= 0 ? (east + 1) * 60 : undefined;
}

/** Asked twice, because the offset at the local time is known only with the offset. */
function offsetIn(zone: string, at: DateFields | undefined): number | undefined {
  const local = at && toMilliseconds({ ...at, offsetMinutes: 0 });
  if (local === undefined) return undefined;
  const first = offsetAt(zone, local);
  return first === undefined ? undefined : offsetAt(zone, local - first * 60_000);
}

function offsetAt(zone: string, milliseconds: number): number | undefined {
  try {
    const format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' });
    const name = format.formatToParts(milliseconds).find(({ type }) => type === 'timeZoneName')?.value;
    return name === undefined ? undefined : parseZone(name);
  } catch {
    return undefined;
  }
}
