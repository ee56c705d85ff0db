import type { Log } from '../commands/command-context.js';
import type { Catalog } from './catalog.js';
import type { Collection, CollectionIndex } from './collection.js';
import { expireDocuments } from './expire.js';
import type { LmdbStorage } from './lmdb-storage.js';
import { purgeDropped } from './purge.js';
import type { WriteQueue } from './write-queue.js';

const DEFAULT_SWEEP_SECONDS = 60;

/** Background work of a running store: expiring documents and purging dropped keys. */
export class Maintenance {
  #timer: NodeJS.Timeout | undefined;
  #purging: Promise<unknown> | undefined;
  #purgeAgain = false;
  #stopped = false;
  #seconds = DEFAULT_SWEEP_SECONDS;

  constructor(
    private readonly storage: LmdbStorage,
    private readonly catalog: Catalog,
    private readonly queue: WriteQueue,
    private readonly log: Log,
  ) {
    this.schedule();
  }

  /** MongoDB's parameter `ttlMonitorSleepSecs`; returns the previous value. */
  setSweepSeconds(seconds: number): number {
    const was = this.#seconds;
    this.#seconds = seconds;
    this.schedule();
    return was;
  }

  purgeSoon(): void {
    if (this.#stopped) return;
    if (this.#purging !== undefined) {
      this.#purgeAgain = true;
      return;
    }
    this.#purgeAgain = false;
    this.#purging = this.queue
      .run(purgeDropped(this.storage, this.catalog))
      .catch((error: unknown) => {
        this.log('purge-failed', { error: String(error) });
      })
      .finally(() => {
        this.#purging = undefined;
        if (this.#purgeAgain) this.purgeSoon();
      });
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  private schedule(): void {
    clearTimeout(this.#timer);
    if (this.#stopped) return;
    this.#timer = setTimeout(() => void this.sweep(), this.#seconds * 1000).unref();
  }

  private async sweep(): Promise<void> {
    for (const collection of this.catalog.all()) {
      for (const index of collection.indexes) {
        if (index.usable && index.definition.expireAfterSeconds !== undefined)
          await this.expire(collection, index);
      }
    }
    this.schedule();
  }

  private async expire(collection: Collection, index: CollectionIndex): Promise<void> {
    const fields = { namespace: collection.namespace, index: index.definition.name };
    try {
      const expired = await this.queue.run(expireDocuments(this.storage, collection, index, Date.now()));
      if (expired > 0) this.log('documents-expired', { ...fields, expired });
    } catch (error) {
      this.log('expiry-failed', { ...fields, error: String(error) });
    }
  }
}
