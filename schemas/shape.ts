import { Type, type TObject, type TProperties, type TSchema, type TUnsafe } from 'typebox';

/** An object that refuses properties it does not know: every schema of ours is one. */
export function shape<P extends TProperties>(properties: P, description?: string): TObject<P> {
  return Type.Object(properties, { additionalProperties: false, ...(description && { description }) });
}

/** One of a closed list of words. */
export function oneOf<const T extends readonly string[]>(values: T, description: string): TUnsafe<T[number]> {
  return Type.Unsafe<T[number]>(Type.Enum([...values], { type: 'string', description }));
}

export function text(description: string, maxLength = 2000) {
  return Type.String({ description, maxLength });
}

/** Long text, bounded in bytes at the door: `maxLength` counts code points and costs more than the rest of the check. */
export function longText(description: string) {
  return Type.String({ description });
}

/** An RFC 3339 date-time with offset; written by us at +08:00. */
export function instant(description: string) {
  return Type.String({ format: 'date-time', description: `${description} (RFC 3339, +08:00)` });
}

export function address(description: string) {
  return Type.String({ format: 'uri', maxLength: 4000, description });
}

export function identifier(description: string) {
  return Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$', description });
}

export function count(description: string) {
  return Type.Integer({ minimum: 0, description });
}

export function listOf<S extends TSchema>(schema: S, description: string, maxItems = 1000) {
  return Type.Array(schema, { description, maxItems });
}

export const optional = Type.Optional;
