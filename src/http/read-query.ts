import type { Static, TSchema } from 'typebox';
import { AppError } from '../../schemas/errors.js';
import { validator } from '../../schemas/validator.js';

const WHOLE_NUMBER = /^-?\d{1,15}$/;

/**
 * Compiles a reader of query parameters. Whole numbers come as text and are converted where the schema asks for them; a
 * parameter that is unknown, repeated or wrong is named in an `invalid-request` (400).
 */
export function queryReader<Q extends TSchema>(schema: Q): (query: unknown) => Static<Q> {
  const checker = validator(schema);
  const numbers = integerNames(schema);
  return (query) => {
    const checked = checker.check(withNumbers(query, numbers));
    if (checked.ok) return checked.value;
    throw new AppError('invalid-request', 'query parameters do not fit', {
      fields: checked.fields,
      details: { in: 'query' },
    });
  };
}

function integerNames(schema: TSchema): string[] {
  const { properties = {} }: { properties?: Record<string, { type?: unknown }> } = schema;
  return Object.keys(properties).filter((name) => properties[name]?.type === 'integer');
}

/** A copy with a plain prototype: Node's own parser answers objects without one. */
function withNumbers(query: unknown, numbers: readonly string[]): Record<string, unknown> {
  const copy: Record<string, unknown> = { ...(query as object) };
  for (const name of numbers) {
    const text = copy[name];
    if (typeof text === 'string' && WHOLE_NUMBER.test(text)) copy[name] = Number(text);
  }
  return copy;
}
