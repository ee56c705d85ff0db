import type fc from 'fast-check';

/**
 * In `npm test` every run draws the same inputs, so that a change fails for what it changes; `npm run fuzz` draws many more,
 * new ones each time. A failure prints the seed: `FUZZ_SEED=… npm run fuzz` draws it again.
 */
const runs = Number(process.env.FUZZ_RUNS ?? 0);
const seed = process.env.FUZZ_SEED;
const fixedSeed = seed === undefined ? 20_261_124 : Number(seed);

/** Parameters of one property that draws `usual` inputs in an ordinary test run. */
export function fuzzRun<T>(usual: number): fc.Parameters<T> {
  if (runs === 0) return { numRuns: usual, seed: fixedSeed };
  return { numRuns: runs, ...(seed !== undefined && { seed: fixedSeed }) };
}
