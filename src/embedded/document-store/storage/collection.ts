import { describeElement } from '../bson/describe.js';
import { documentValue, type RawValue } from '../bson/raw-value.js';
import { NULL_VALUE } from '../bson/arithmetic.js';
import { encodeDocument } from '../bson/encode.js';
import type { IndexDefinition } from '../index/index-definition.js';
import { indexEntries, tupleOfKey, type IndexEntries } from '../index/index-entries.js';
import { MongoError } from '../mongo-error.js';
import { readRecord, recordKey, recordValue, spaceRange, withRecord } from './key-space.js';
import type { LmdbStorage } from './lmdb-storage.js';

/** One index of one collection, with what has been learnt from its entries. */
export interface CollectionIndex {
  id: number;
  definition: IndexDefinition;
  /** Bit per field that went through an array; a range on such a field may list a document twice. */
  multikey: number;
  /** Some key lost its order (hashed tail, odd decimal): fit for finding, not for sorting. */
  lossy: boolean;
  /** Still being filled, though writers keep it up to date already. */
  building: boolean;
  /** Complete, and committed as such: readers may use it. */
  usable: boolean;
}

const EMPTY = Buffer.alloc(0);

/** The documents of one collection and their index entries. All writes happen inside a storage transaction. */
export class Collection {
  #nextRecord: number;
  #count: number;
  /** Inserted minus removed in the transaction that is not committed yet. */
  #uncommitted = 0;
  dropped = false;

  constructor(
    private readonly storage: LmdbStorage,
    readonly db: string,
    readonly name: string,
    readonly id: number,
    readonly indexes: CollectionIndex[],
    /** Called when `multikey` or `lossy` of an index changed, to have it recorded in the same transaction. */
    private readonly onIndexChange: (collection: Collection) => void,
  ) {
    const [last] = storage.keys(spaceRange(id), 1, true);
    this.#nextRecord = last === undefined ? 1 : readRecord(last) + 1;
    this.#count = last === undefined ? 0 : storage.count(spaceRange(id));
  }

  get namespace(): string {
    return `${this.db}.${this.name}`;
  }

  /** Number of committed documents, counted when the collection is opened and kept from then on. */
  get count(): number {
    return this.#count;
  }

  read(record: number): RawValue | undefined {
    const bytes = this.storage.get(recordKey(this.id, record));
    return bytes === undefined ? undefined : documentValue(bytes);
  }

  /** Stores a new document under a new record number; refuses it whole when a unique index objects. */
  insert(document: RawValue): number {
    const prepared = this.indexes.map((index) => ({
      index,
      entries: indexEntries(index.definition, index.id, document),
    }));
    for (const { index, entries } of prepared) this.checkUnique(index, entries.keys, document, undefined);
    const record = this.#nextRecord++;
    // from here on only puts: a refusal can no longer leave half a write behind
    this.storage.put(recordKey(this.id, record), document.bytes);
    for (const { index, entries } of prepared) this.addEntries(index, entries, entries.keys, record);
    this.changeCount(1);
    return record;
  }

  /** Replaces a document; only entries that differ are touched. `heads` names the top-level fields that may differ. */
  replace(record: number, before: RawValue, after: RawValue, heads?: ReadonlySet<string>): void {
    const prepared = this.indexes
      .filter(({ definition }) => heads === undefined || !isDisjoint(definition.heads, heads))
      .map((index) => this.prepareChange(index, before, after));
    for (const { index, added } of prepared) this.checkUnique(index, added, after, record);
    this.storage.put(recordKey(this.id, record), after.bytes);
    for (const { index, entries, added, removed } of prepared) {
      for (const key of removed) this.removeEntry(index, key, record);
      this.addEntries(index, entries, added, record);
    }
  }

  remove(record: number, document: RawValue): void {
    const prepared = this.indexes.map((index) => ({
      index,
      keys: indexEntries(index.definition, index.id, document).keys,
    }));
    this.storage.remove(recordKey(this.id, record));
    for (const { index, keys } of prepared) for (const key of keys) this.removeEntry(index, key, record);
    this.changeCount(-1);
  }

  /** Adds the entries of a document that was stored before the index existed. */
  addToIndex(index: CollectionIndex, record: number, document: RawValue): void {
    const entries = indexEntries(index.definition, index.id, document);
    this.checkUnique(index, entries.keys, document, record);
    this.addEntries(index, entries, entries.keys, record);
  }

  /** Readers must not see a count that is ahead of what they can read. */
  private changeCount(by: 1 | -1): void {
    if (this.#uncommitted === 0) {
      this.storage.afterCommit(() => {
        this.#count += this.#uncommitted;
        this.#uncommitted = 0;
      });
    }
    this.#uncommitted += by;
  }

  private prepareChange(index: CollectionIndex, before: RawValue, after: RawValue) {
    const old = indexEntries(index.definition, index.id, before).keys;
    const entries = indexEntries(index.definition, index.id, after);
    return {
      index,
      entries,
      added: entries.keys.filter((key) => !old.some((other) => other.equals(key))),
      removed: old.filter((key) => !entries.keys.some((other) => other.equals(key))),
    };
  }

  private checkUnique(
    index: CollectionIndex,
    keys: readonly Buffer[],
    document: RawValue,
    record: number | undefined,
  ): void {
    if (!index.definition.unique) return;
    for (const key of keys) {
      const holder = this.storage.get(key);
      if (holder !== undefined && readRecord(holder) !== record)
        throw duplicateKey(this.namespace, index.definition, document, key, index.id);
    }
  }

  private addEntries(
    index: CollectionIndex,
    entries: IndexEntries,
    keys: readonly Buffer[],
    record: number,
  ): void {
    if (index.definition.unique) for (const key of keys) this.storage.put(key, recordValue(record));
    else for (const key of keys) this.storage.put(withRecord(key, record), EMPTY);
    if ((entries.multikey & ~index.multikey) !== 0 || (entries.lossy && !index.lossy)) {
      index.multikey |= entries.multikey;
      index.lossy ||= entries.lossy;
      this.onIndexChange(this);
    }
  }

  private removeEntry(index: CollectionIndex, key: Buffer, record: number): void {
    if (!index.definition.unique) this.storage.remove(withRecord(key, record));
    else {
      // while a unique index is being built the entry may belong to the document it clashes with
      const holder = index.building ? this.storage.get(key) : undefined;
      if (holder === undefined || readRecord(holder) === record) this.storage.remove(key);
    }
  }
}

function isDisjoint(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  for (const item of b) if (a.has(item)) return false;
  return true;
}

/** The error that drivers turn into their duplicate-key error. */
function duplicateKey(
  namespace: string,
  index: IndexDefinition,
  document: RawValue,
  key: Buffer,
  indexId: number,
): MongoError {
  const keyValue: Record<string, RawValue> = {};
  const tuple = tupleOfKey(index, indexId, document, key);
  index.fields.forEach(({ path }, at) => {
    keyValue[path.text] = tuple[at] ?? NULL_VALUE;
  });
  const shown = Object.entries(keyValue).map(([name, value]) => describeElement(name, value));
  return new MongoError(
    11000,
    `E11000 duplicate key error collection: ${namespace} index: ${index.name} dup key: { ${shown.join(', ')} }`,
    { keyPattern: index.keyPattern, keyValue: documentValue(encodeDocument(keyValue)) },
  );
}
