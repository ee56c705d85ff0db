/** How long a change may take to reach a process that works with the old one already. Milliseconds. */
const FRESH_MS = 2000;

/**
 * Keeps what is read often and changes seldom: looks again every two seconds at most, so that a change takes effect
 * everywhere without a restart. Those who ask while it looks wait for the same answer.
 */
export function createFreshly<T>(
  look: (before: T | undefined) => Promise<T>,
  now: () => Date,
): () => Promise<T> {
  let kept: { value: T } | undefined;
  let lookedAt = -Infinity;
  let looking: Promise<T> | undefined;

  async function lookAgain(): Promise<T> {
    const value = await look(kept?.value);
    kept = { value };
    lookedAt = now().getTime();
    return value;
  }

  return async () => {
    if (kept && now().getTime() - lookedAt < FRESH_MS) return kept.value;
    looking ??= lookAgain().finally(() => {
      looking = undefined;
    });
    return looking;
  };
}
