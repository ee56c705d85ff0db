import { randomInt } from 'node:crypto';
import type { RawValue } from '../bson/raw-value.js';
import { MongoError } from '../mongo-error.js';
import type { Collection } from '../storage/collection.js';
import type { Pause } from './run-plan.js';

/** Documents of a cursor that are still to come. */
export type DocumentStream = Iterator<RawValue | Pause, undefined, undefined>;

export interface Cursor {
  id: bigint;
  namespace: string;
  stream: DocumentStream;
  /** A document that did not fit into the last batch. */
  held: RawValue | undefined;
  /** The cursor ends when its collection is dropped. */
  collection: Collection | undefined;
  /** The connection that used it last; when that closes, nobody will ask again. */
  connection: object;
  usedAt: number;
  busy: boolean;
}

const IDLE_MS = 10 * 60 * 1000;
const SWEEP_MS = 30 * 1000;

/** Open cursors. Each holds a position, not a snapshot, so an abandoned one costs little until it is swept. */
export class Cursors {
  readonly #cursors = new Map<bigint, Cursor>();
  readonly #timer = setInterval(() => {
    this.sweep(Date.now() - IDLE_MS);
  }, SWEEP_MS).unref();

  open(cursor: Omit<Cursor, 'id' | 'usedAt' | 'busy'>): Cursor {
    const opened: Cursor = { ...cursor, id: this.freeId(), usedAt: Date.now(), busy: false };
    this.#cursors.set(opened.id, opened);
    return opened;
  }

  /** Takes a cursor into use by a connection. */
  use(id: bigint, namespace: string, connection: object): Cursor {
    const cursor = this.#cursors.get(id);
    if (cursor === undefined) throw new MongoError(43, `cursor id ${id.toString()} not found`);
    if (cursor.namespace !== namespace) {
      throw new MongoError(
        13,
        `Requested getMore on namespace '${namespace}', but cursor belongs to a different namespace ${cursor.namespace}`,
      );
    }
    if (cursor.busy) throw new MongoError(12051, `cursor id ${id.toString()} is already in use`);
    if (cursor.collection?.dropped === true) {
      this.close(id);
      throw new MongoError(175, `collection dropped. UUID ${namespace}`);
    }
    cursor.busy = true;
    cursor.connection = connection;
    return cursor;
  }

  release(cursor: Cursor): void {
    cursor.busy = false;
    cursor.usedAt = Date.now();
  }

  close(id: bigint): boolean {
    const cursor = this.#cursors.get(id);
    cursor?.stream.return?.();
    return this.#cursors.delete(id);
  }

  closeOf(connection: object): void {
    for (const cursor of this.#cursors.values()) if (cursor.connection === connection) this.close(cursor.id);
  }

  /** Closes what has been idle since before the given time. */
  sweep(before: number): void {
    for (const cursor of this.#cursors.values())
      if (!cursor.busy && cursor.usedAt < before) this.close(cursor.id);
  }

  stop(): void {
    clearInterval(this.#timer);
    for (const id of [...this.#cursors.keys()]) this.close(id);
  }

  get size(): number {
    return this.#cursors.size;
  }

  private freeId(): bigint {
    for (;;) {
      const id = (BigInt(randomInt(1, 0x7fffffff)) << 32n) | BigInt(randomInt(0, 0xffffffff));
      if (!this.#cursors.has(id)) return id;
    }
  }
}
