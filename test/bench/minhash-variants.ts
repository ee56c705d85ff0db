/**
 * Ways to sign a text, for choosing one: how the minima are found, over how many characters a feature goes, and how the
 * slots are banded. Features are counted by occurrence, as in `src/domain/near-duplicate.ts`.
 */
export interface Variant {
  name: string;
  /** Characters of a feature. */
  n: number;
  rows: number;
  bands: number;
  find: FindMinima;
}

export interface Signed {
  slots: Uint8Array;
  bands: number[];
}

type FindMinima = (features: Int32Array, slots: number) => Uint32Array;

const { imul } = Math;
const GOLDEN = 0x9e3779b1;
const EMPTY = 0xffffffff;

function mix(value: number): number {
  let hash = imul(value ^ (value >>> 16), 0x85ebca6b);
  hash = imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

/** Every feature under every permutation: the textbook way. */
export function classic(features: Int32Array, slots: number): Uint32Array {
  const minima = new Uint32Array(slots).fill(EMPTY);
  for (const feature of features) {
    for (let slot = 0; slot < slots; slot++) {
      const value = mix(feature + imul(slot + 1, GOLDEN)) >>> 0;
      if (value < (minima[slot] ?? 0)) minima[slot] = value;
    }
  }
  return minima;
}

/** One permutation cut into slots; an empty slot borrows from the next that is filled. */
export function onePermutation(features: Int32Array, slots: number): Uint32Array {
  const minima = new Uint32Array(slots).fill(EMPTY);
  for (const feature of features) {
    const slot = ((feature >>> 16) * slots) >>> 16;
    const value = mix(feature ^ 0x27d4eb2f) >>> 0;
    if (value < (minima[slot] ?? 0)) minima[slot] = value;
  }
  return minima.map((value, slot) => (value === EMPTY ? borrow(minima, slot) : value));
}

function borrow(minima: Uint32Array, slot: number): number {
  for (let distance = 1; distance < minima.length; distance++) {
    const value = minima[(slot + distance) % minima.length] ?? EMPTY;
    if (value !== EMPTY) return mix(value + imul(distance, GOLDEN)) >>> 0;
  }
  return EMPTY;
}

/** One permutation after another, each only for the slots that are still empty. */
export function rounds(features: Int32Array, slots: number): Uint32Array {
  const minima = new Uint32Array(slots).fill(EMPTY);
  const filledIn = new Uint8Array(slots).fill(255);
  for (let round = 0; round < 64 && filledIn.includes(255); round++) {
    for (const feature of features) {
      const hash = mix(feature + imul(round + 1, GOLDEN));
      const slot = ((hash >>> 16) * slots) >>> 16;
      if ((filledIn[slot] ?? 0) < round) continue;
      const value = mix(hash ^ 0x27d4eb2f) >>> 0;
      if (filledIn[slot] === 255 || value < (minima[slot] ?? 0)) minima[slot] = value;
      filledIn[slot] = round;
    }
  }
  return minima;
}

export function featuresOf(text: string, n: number): Int32Array {
  const plain = text.replace(/[^\p{L}\p{N}]/gu, '');
  const times = new Map<number, number>();
  return Int32Array.from({ length: Math.max(0, plain.length - n + 1) }, (_, at) => {
    let hash = n;
    for (let next = at; next < at + n; next++) hash = mix(hash + imul(plain.charCodeAt(next), GOLDEN));
    const seen = times.get(hash) ?? 0;
    times.set(hash, seen + 1);
    return seen === 0 ? hash : mix(hash + imul(seen, GOLDEN));
  });
}

export function signWith({ rows, bands, find }: Variant, features: Int32Array): Signed {
  const minima = find(features, rows * bands);
  const keys = Array.from({ length: bands }, (_, band) => {
    let hash = band + 1;
    for (let row = 0; row < rows; row++) hash = mix(hash ^ (minima[band * rows + row] ?? 0)) + GOLDEN;
    return hash | 0;
  });
  return { slots: Uint8Array.from(minima), bands: keys };
}

/** As `similarityOf`, for any number of slots. */
export function agreement(one: Uint8Array, other: Uint8Array): number {
  let same = 0;
  for (let slot = 0; slot < one.length; slot++) if (one[slot] === other[slot]) same++;
  return Math.max(0, (same / one.length - 1 / 256) / (1 - 1 / 256));
}
