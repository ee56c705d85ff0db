const SHANGHAI_OFFSET_MS = 8 * 3600 * 1000;

/** Where "now" comes from; tests hand in their own. */
export type Clock = () => Date;

/**
 * RFC 3339 at +08:00 with milliseconds: the one form in which we store and answer times. Its width is fixed, so that
 * text order is time order and an index on it serves ranges.
 */
export function toInstant(date: Date): string {
  return new Date(date.getTime() + SHANGHAI_OFFSET_MS).toISOString().replace('Z', '+08:00');
}

export function addSeconds(date: Date, seconds: number): Date {
  return new Date(date.getTime() + seconds * 1000);
}
