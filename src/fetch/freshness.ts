/** Seconds for which the answer says it stays as it is (RFC 9111 4.2); undefined when it says nothing usable. */
export function freshForSeconds(headers: Readonly<Record<string, string>>, now: Date): number | undefined {
  const control = headers['cache-control'];
  const directives = (control ?? '')
    .toLowerCase()
    .split(',')
    .map((directive) => directive.trim());
  if (directives.some((directive) => /^no-(cache|store)\b/.test(directive))) return 0;
  const maxAge = directives.map((directive) => /^max-age="?(\d{1,10})"?$/.exec(directive)?.[1]).find(Boolean);
  if (maxAge !== undefined) return Math.max(0, Number(maxAge) - ageOf(headers));
  return untilExpiry(headers, now);
}

function ageOf(headers: Readonly<Record<string, string>>): number {
  const age = headers['age']?.trim() ?? '';
  return /^\d{1,10}$/.test(age) ? Number(age) : 0;
}

/** Measured by the server's own clock where it tells it: clocks of old machines are wrong by hours. */
function untilExpiry(headers: Readonly<Record<string, string>>, now: Date): number | undefined {
  const expires = readDate(headers['expires']);
  if (expires === undefined) return undefined;
  const from = readDate(headers['date']) ?? now.getTime();
  return Math.max(0, Math.round((expires - from) / 1000));
}

/** HTTP dates only: `Date.parse` alone would take the common "0" and "-1" for years. */
function readDate(value: string | undefined): number | undefined {
  if (value === undefined || !/^[A-Z][a-z]{2,8},? .*\d{2}:\d{2}:\d{2}/.test(value.trim())) return undefined;
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : at;
}
