import { readRecord } from '../storage/key-space.js';
import type { LmdbStorage } from '../storage/lmdb-storage.js';
import type { IndexRange } from './bound-index.js';

/** One index entry. */
export interface Entry {
  key: Buffer;
  record: number;
}

const FIRST_CHUNK = 32;
const LAST_CHUNK = 512;

/**
 * Reads one range of keys piece by piece and remembers only where it stands, so a cursor that rests for minutes holds
 * no snapshot of the storage. Entries written behind its position are not seen, those ahead are.
 */
export class RangeReader {
  #chunk: Entry[] = [];
  #at = 0;
  #size = FIRST_CHUNK;
  #rest: IndexRange | undefined;

  constructor(
    private readonly storage: LmdbStorage,
    range: IndexRange,
    private readonly reverse: boolean,
    /** Unique entries keep the record in the value, others at the end of the key. */
    private readonly recordInValue: boolean,
  ) {
    this.#rest = range;
  }

  next(): Entry | undefined {
    if (this.#at === this.#chunk.length) this.fill();
    return this.#chunk[this.#at++];
  }

  private fill(): void {
    this.#at = 0;
    this.#chunk = [];
    const range = this.#rest;
    if (range === undefined) return;
    this.#chunk = this.recordInValue ? this.fromValues(range) : this.fromKeys(range);
    const last = this.#chunk.at(-1);
    this.#rest =
      last === undefined || this.#chunk.length < this.#size ? undefined : this.after(range, last.key);
    this.#size = Math.min(this.#size * 4, LAST_CHUNK);
  }

  private fromKeys(range: IndexRange): Entry[] {
    return this.storage
      .keys(range, this.#size, this.reverse)
      .map((key) => ({ key, record: readRecord(key) }));
  }

  private fromValues(range: IndexRange): Entry[] {
    return this.storage
      .entries(range, this.#size, this.reverse)
      .map(({ key, value }) => ({ key, record: readRecord(value) }));
  }

  private after(range: IndexRange, key: Buffer): IndexRange {
    if (this.reverse) return { ...range, to: key };
    return { ...range, from: Buffer.concat([key, Buffer.from([0])]) };
  }
}
