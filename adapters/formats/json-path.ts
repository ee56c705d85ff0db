import { isJsonObject } from './parse-json.js';

interface NamedStep {
  name: string;
}
type PathStep = NamedStep | number | '*';

const NAME = String.raw`[^.[\]{}|=][^.[\]{}|]*`;
const BRACKET = String.raw`\[(?:\d{1,6}|\*|'[^']{1,200}')\]`;

/** `a.b[0].c`, `list[*].name`, `['a.b']`. A name may hold anything but the signs of the notation itself. */
export const JSON_PATH = `(?:${NAME}|${BRACKET})(?:\\.${NAME}|${BRACKET})*`;

const STEP = /\.?([^.[\]{}|]+)|\[(?:(\d+)|(\*)|'([^']*)')\]/g;
/** `list[*][*][*]` multiplies; nobody needs more values of one field. */
const MAX_VALUES = 1000;

/** Every value at a path, in order; only own properties of objects and elements of arrays are ever looked at. */
export function valuesAt(value: unknown, path: string): unknown[] {
  let found: unknown[] = [value];
  for (const step of toSteps(path)) {
    found = found.flatMap((each) => below(each, step)).slice(0, MAX_VALUES);
  }
  return found;
}

/** The first value at a path, or undefined. */
export function valueAt(value: unknown, path: string): unknown {
  return valuesAt(value, path)[0];
}

const compiled = new Map<string, readonly PathStep[]>();

function toSteps(path: string): readonly PathStep[] {
  const known = compiled.get(path);
  if (known !== undefined) return known;
  const steps = [...path.matchAll(STEP)].map(([, name, index, every, quoted]): PathStep => {
    if (index !== undefined) return Number(index);
    return every === undefined ? { name: (name ?? quoted ?? '').trim() } : '*';
  });
  // Paths come from registrations; a gateway that sees ever new ones must not keep them all.
  if (compiled.size > 5000) compiled.clear();
  compiled.set(path, steps);
  return steps;
}

function below(value: unknown, step: PathStep): unknown[] {
  if (step === '*') return Array.isArray(value) ? value.slice(0, MAX_VALUES) : [];
  if (typeof step === 'number') return Array.isArray(value) && step < value.length ? [value[step]] : [];
  return isJsonObject(value) && Object.hasOwn(value, step.name) ? [value[step.name]] : [];
}
