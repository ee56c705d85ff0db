/** Deepest nesting a body may have: our schemas need 6; whatever walks the value later may do so recursively. */
export const MAX_JSON_DEPTH = 64;

/** Most values one body may hold: a validator that names every wrong one would be busy for seconds with a million. */
export const MAX_JSON_VALUES = 50_000;

export type JsonHazard = 'too-deep' | 'too-many' | { forbiddenName: string };

/**
 * Looks through a parsed body for what a schema with free-form parts would let through: nesting that overflows the stack
 * of later code, values without number, and an own property `__proto__`, which becomes a prototype as soon as somebody
 * assigns it.
 */
export function findJsonHazard(value: unknown): JsonHazard | undefined {
  return look(value, 0, { left: MAX_JSON_VALUES });
}

function look(value: unknown, depth: number, count: { left: number }): JsonHazard | undefined {
  count.left -= 1;
  if (count.left < 0) return 'too-many';
  if (typeof value !== 'object' || value === null) return undefined;
  if (depth >= MAX_JSON_DEPTH) return 'too-deep';
  if (Object.hasOwn(value, '__proto__')) return { forbiddenName: '/__proto__' };
  for (const [name, member] of Object.entries(value)) {
    const hazard = look(member, depth + 1, count);
    if (hazard) return under(name, hazard);
  }
  return undefined;
}

function under(name: string, hazard: JsonHazard): JsonHazard {
  if (typeof hazard === 'string') return hazard;
  const step = name.replaceAll('~', '~0').replaceAll('/', '~1');
  return { forbiddenName: `/${step}${hazard.forbiddenName}` };
}
