/**
 * Host and port of the first web address among the options of a source: every family names its address in its options, in
 * a property of its own choosing. A default port is left out, so that http and https of one host count as one.
 */
export function hostOf(options: unknown): string | undefined {
  return [...addressesIn(options)][0]?.host;
}

/** Every web address among the options, in the order written. */
export function* addressesIn(value: unknown): Generator<URL> {
  if (typeof value === 'string') {
    if (/^https?:\/\//i.test(value) && URL.canParse(value)) yield new URL(value);
  } else if (typeof value === 'object' && value !== null) {
    for (const part of Object.values(value)) yield* addressesIn(part);
  }
}
