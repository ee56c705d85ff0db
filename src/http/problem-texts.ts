import type { Words } from './words.js';

/** What people read about an error code. */
export interface ProblemTexts {
  /** What kind of problem. */
  title: Words;
  /** What to do about it, where the occurrence itself brings no text. */
  advice: Words;
}
