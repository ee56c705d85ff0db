type Present<T> = { [K in keyof T]?: NonNullable<T[K]> };

/** The properties that have a value: what is unknown is absent, never `undefined`. */
export function present<T extends object>(fields: T): Present<T> {
  const kept: Present<T> = {};
  for (const name in fields) {
    const value = fields[name];
    if (value !== undefined && value !== null) kept[name] = value;
  }
  return kept;
}
