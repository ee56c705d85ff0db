import { foldedCharacters } from './fold-characters.js';
import { withoutBylines } from './without-bylines.js';

/**
 * Which texts are nearly the same: a MinHash signature over the pairs of neighbouring characters, each occurrence a
 * feature of its own so that a text that repeats itself does not look like a single sentence. All numbers are chosen by
 * measurement (docs/decisions/011-near-duplicates.md, `npm run bench:near`).
 */
export interface TextSignature {
  /** One byte a slot: two texts agree in about the share of slots that they have features in common. */
  slots: Uint8Array;
  /** 32-bit numbers, one a band of slots: texts that are nearly the same have at least one in common. */
  bands: number[];
  /** Digest of the numbers in the text in their order: bulletins of one series agree in all else. 32 bits. */
  figures: number;
}

const BANDS = 24;
const ROWS = 5;
export const SIGNATURE_SLOTS = BANDS * ROWS;

/** Letters and digits that a text must have: below, one phrase in common would make two notices alike. */
export const SHORTEST_SIGNED = 50;
/** Characters of a text that are looked at: bounds the time, and no article is longer. */
const LONGEST_SIGNED = 200_000;

/** Share of common features from which two texts count as nearly the same: 5 % edited leaves 0.82 ± 0.04. */
export const NEAR = 0.6;

/** Undefined for a text too short to tell. */
export function signText(text: string): TextSignature | undefined {
  const features = readFeatures(withoutBylines(text.slice(0, LONGEST_SIGNED)));
  if (features.count < SHORTEST_SIGNED - 1) return undefined;
  const minima = sketch(features.count);
  return { slots: Uint8Array.from(minima), bands: toBands(minima), figures: features.figures };
}

/** Estimated share of features that two texts have in common (resemblance), 0 to 1. */
export function similarityOf(one: Uint8Array, other: Uint8Array): number {
  let same = 0;
  for (let slot = 0; slot < SIGNATURE_SLOTS; slot++) if (one[slot] === other[slot]) same++;
  // Two different minima share their byte once in 256.
  return Math.max(0, (same / SIGNATURE_SLOTS - 1 / 256) / (1 - 1 / 256));
}

/** Buffers are kept between texts: a signature takes microseconds, and most of them would go into collecting garbage. */
let features = new Int32Array(4096);
let seenKeys = new Uint32Array(8192);
let seenTimes = new Uint16Array(8192);

// A name of its own: it is called for every character.
const { imul } = Math;
const GOLDEN = 0x9e3779b1;
const NUMBER_BEGINS = 0x100;

/** The finalizer of MurmurHash3: every bit of the input reaches every bit of the output. */
function mix(value: number): number {
  let hash = imul(value ^ (value >>> 16), 0x85ebca6b);
  hash = imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

/** Fills `features` with a hash for each pair of characters and its how-many-eth occurrence. */
function readFeatures(text: string): { count: number; figures: number } {
  const table = foldedCharacters();
  const mask = prepareBuffers(text.length);
  let count = 0;
  let before = 0;
  let figures = 0;
  let inNumber = false;
  for (let at = 0; at < text.length; at++) {
    const character = table[text.charCodeAt(at)] ?? 0;
    const digit = isDigit(character);
    // Where a number begins is part of it: 1.5 is not 15.
    if (digit) figures = mix(figures + imul(character + (inNumber ? 0 : NUMBER_BEGINS), GOLDEN));
    inNumber = digit;
    if (character === 0) continue;
    if (before !== 0) features[count++] = occurrence(before, character, mask);
    before = character;
  }
  return { count, figures };
}

function isDigit(character: number): boolean {
  return character >= 0x30 && character <= 0x39;
}

/** A table of counts at most half full; answers the mask of its slots. */
function prepareBuffers(length: number): number {
  if (features.length < length) features = new Int32Array(length * 2);
  const size = 2 ** Math.ceil(Math.log2(2 * length + 16));
  if (seenKeys.length < size) {
    seenKeys = new Uint32Array(size);
    seenTimes = new Uint16Array(size);
  }
  seenKeys.fill(0, 0, size);
  seenTimes.fill(0, 0, size);
  return size - 1;
}

function occurrence(first: number, second: number, mask: number): number {
  const key = ((first << 16) | second) >>> 0;
  const hash = mix(key ^ 0x5bd1e995);
  let place = hash & mask;
  while (seenKeys[place] !== 0 && seenKeys[place] !== key) place = (place + 1) & mask;
  seenKeys[place] = key;
  const times = seenTimes[place] ?? 0;
  seenTimes[place] = times + 1;
  return times === 0 ? hash : mix(hash + imul(times, GOLDEN));
}

const EMPTY = 255;
/** Rounds after which no slot of the shortest text is empty any more, in all likelihood by far. */
const MOST_ROUNDS = 64;
const minima = new Uint32Array(SIGNATURE_SLOTS);
const filledIn = new Uint8Array(SIGNATURE_SLOTS);

/**
 * Each round throws every feature into one slot, where the least hash stays; slots that are still empty get theirs in
 * the next round. A long text needs one or two rounds, a short one more, and all are comparable.
 */
function sketch(count: number): Uint32Array {
  minima.fill(0xffffffff);
  filledIn.fill(EMPTY);
  let empty = SIGNATURE_SLOTS;
  for (let round = 0; empty > 0 && round < MOST_ROUNDS; round++) empty -= throwAll(count, round);
  return minima;
}

/** Answers how many slots were filled that had been empty. */
function throwAll(count: number, round: number): number {
  const salt = imul(round + 1, GOLDEN);
  let filled = 0;
  for (let at = 0; at < count; at++) {
    const hash = mix((features[at] ?? 0) + salt);
    const slot = ((hash >>> 16) * SIGNATURE_SLOTS) >>> 16;
    const since = filledIn[slot] ?? 0;
    if (since < round) continue;
    const value = mix(hash ^ 0x27d4eb2f) >>> 0;
    if (since === EMPTY) {
      filledIn[slot] = round;
      filled++;
      minima[slot] = value;
    } else if (value < (minima[slot] ?? 0)) minima[slot] = value;
  }
  return filled;
}

/** The number of the band is part of it, so that two different bands do not meet in the index. */
function toBands(slots: Uint32Array): number[] {
  return Array.from({ length: BANDS }, (_, band) => {
    let hash = band + 1;
    for (let row = 0; row < ROWS; row++) hash = mix(hash ^ (slots[band * ROWS + row] ?? 0)) + GOLDEN;
    return hash | 0;
  });
}
