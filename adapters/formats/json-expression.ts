import { JSON_PATH, valuesAt } from './json-path.js';

/**
 * How a field is taken from an object: a path, several paths of which the first that says something counts (`a|b.c`), a
 * constant (`=通知公告`), or a text with paths in braces (`https://www.example.gov.cn/art/{id}.html`).
 */
export const JSON_EXPRESSION = `^(?:=[\\s\\S]*|[^{]*\\{[\\s\\S]*|${JSON_PATH}(?:\\|${JSON_PATH})*)$`;

/** Every text an expression yields; a template with a hole yields none. */
export function textsOf(value: unknown, expression: string): string[] {
  return findValues(value, expression)
    .map(toText)
    .filter((text) => text !== undefined);
}

export function textOf(value: unknown, expression: string): string | undefined {
  return textsOf(value, expression)[0];
}

/** Like `textsOf`, before the values are made text: dates come as numbers and lists. */
export function findValues(value: unknown, expression: string): unknown[] {
  if (expression.startsWith('=')) return [expression.slice(1)];
  if (expression.includes('{')) return [fill(value, expression)].filter((text) => text !== undefined);
  for (const path of expression.split('|')) {
    const found = valuesAt(value, path).filter(saysSomething);
    if (found.length > 0) return found;
  }
  return [];
}

function fill(value: unknown, template: string): string | undefined {
  const holes: string[] = [];
  const filled = template.replace(/\{([^{}]*)\}/g, (_whole, path: string) => {
    const text = textOf(value, path);
    if (text === undefined) holes.push(path);
    return text ?? '';
  });
  return holes.length === 0 ? filled : undefined;
}

function saysSomething(value: unknown): boolean {
  if (typeof value === 'string') return value.trim() !== '' && value.trim().toLowerCase() !== 'null';
  return value !== null && value !== undefined;
}

/** Text and numbers as text; anything else has no reading as a field. */
export function toText(value: unknown): string | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : undefined;
  return typeof value === 'string' ? value.trim() || undefined : undefined;
}
