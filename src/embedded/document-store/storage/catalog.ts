import { BsonType } from '../bson/bson-type.js';
import { encodeDocument } from '../bson/encode.js';
import { documentValue, fieldsOf, itemsOf, type RawValue } from '../bson/raw-value.js';
import { readFlag, readString, readWholeNumber } from '../bson/scalars.js';
import {
  idIndexDefinition,
  indexSpecification,
  parseIndexDefinition,
  type IndexDefinition,
} from '../index/index-definition.js';
import { MongoError } from '../mongo-error.js';
import { Collection, type CollectionIndex } from './collection.js';
import { CATALOG, DROPPED, FIRST_FREE, readRecord, recordKey, spaceRange } from './key-space.js';
import type { LmdbStorage } from './lmdb-storage.js';

const EMPTY = Buffer.alloc(0);
const ALL = 1_000_000;

/**
 * Which collections and indexes exist. Changes happen inside a storage transaction and are written in it; if the commit
 * fails, `reload` goes back to what is stored.
 */
export class Catalog {
  readonly #collections = new Map<string, Collection>();
  #nextId = FIRST_FREE;

  constructor(private readonly storage: LmdbStorage) {
    this.reload();
  }

  /** Reads everything anew from the storage. */
  reload(): void {
    for (const collection of this.#collections.values()) collection.dropped = true;
    this.#collections.clear();
    for (const { key, value } of this.storage.entries(spaceRange(CATALOG), ALL, false)) {
      const collection = this.parseCollection(readRecord(key), documentValue(value));
      this.#collections.set(collection.namespace, collection);
    }
    this.#nextId = this.highestId() + 1;
  }

  find(db: string, name: string): Collection | undefined {
    return this.#collections.get(`${db}.${name}`);
  }

  all(): Collection[] {
    return [...this.#collections.values()];
  }

  ofDatabase(db: string): Collection[] {
    return this.all().filter((collection) => collection.db === db);
  }

  /** The collection, made when it does not exist. */
  ensure(db: string, name: string): Collection {
    const existing = this.find(db, name);
    if (existing !== undefined) return existing;
    checkNamespace(db, name);
    const indexes = [this.newIndex(idIndexDefinition(), false)];
    const collection = new Collection(this.storage, db, name, this.#nextId++, indexes, this.save);
    this.#collections.set(collection.namespace, collection);
    this.save(collection);
    return collection;
  }

  /** Removes a collection at once; its keys are purged later, piece by piece. */
  drop(collection: Collection): void {
    collection.dropped = true;
    this.#collections.delete(collection.namespace);
    this.storage.remove(recordKey(CATALOG, collection.id));
    for (const id of [collection.id, ...collection.indexes.map((index) => index.id)]) this.markDropped(id);
  }

  addIndex(collection: Collection, definition: IndexDefinition, building: boolean): CollectionIndex {
    const index = this.newIndex(definition, building);
    collection.indexes.push(index);
    this.save(collection);
    return index;
  }

  /** Recorded as complete with this transaction; readers get it when its entries are there for them to see. */
  finishIndex(collection: Collection, index: CollectionIndex): void {
    index.building = false;
    this.save(collection);
    this.storage.afterCommit(() => {
      index.usable = true;
    });
  }

  dropIndex(collection: Collection, index: CollectionIndex): void {
    const at = collection.indexes.indexOf(index);
    if (at === -1) return;
    collection.indexes.splice(at, 1);
    this.markDropped(index.id);
    this.save(collection);
  }

  /** Spaces whose keys still have to be deleted. */
  droppedSpaces(): number[] {
    return this.storage.keys(spaceRange(DROPPED), ALL, false).map(readRecord);
  }

  forgetDropped(space: number): void {
    this.storage.remove(recordKey(DROPPED, space));
  }

  private markDropped(space: number): void {
    this.storage.put(recordKey(DROPPED, space), EMPTY);
  }

  private newIndex(definition: IndexDefinition, building: boolean): CollectionIndex {
    return { id: this.#nextId++, definition, multikey: 0, lossy: false, building, usable: !building };
  }

  private readonly save = (collection: Collection): void => {
    const indexes = collection.indexes.map(({ id, definition, multikey, lossy, building }) => ({
      id,
      spec: indexSpecification(definition),
      multikey,
      lossy,
      building,
    }));
    const record = encodeDocument({ db: collection.db, name: collection.name, indexes });
    this.storage.put(recordKey(CATALOG, collection.id), record);
  };

  private parseCollection(id: number, record: RawValue): Collection {
    const fields = new Map(fieldsOf(record).map(({ name, value }) => [name, value]));
    const [db, name, indexes] = [fields.get('db'), fields.get('name'), fields.get('indexes')];
    if (db === undefined || name === undefined || indexes === undefined)
      throw new Error('the catalog is damaged');
    return new Collection(
      this.storage,
      readString(db),
      readString(name),
      id,
      itemsOf(indexes).map(parseIndex),
      this.save,
    );
  }

  /** Ids are never reused, not even those of spaces that wait to be purged. */
  private highestId(): number {
    const used = this.all().flatMap(({ id, indexes }) => [id, ...indexes.map((index) => index.id)]);
    return Math.max(FIRST_FREE - 1, ...used, ...this.droppedSpaces());
  }
}

function parseIndex(record: RawValue): CollectionIndex {
  const fields = new Map(fieldsOf(record).map(({ name, value }) => [name, value]));
  const [id, spec, multikey] = [fields.get('id'), fields.get('spec'), fields.get('multikey')];
  if (id === undefined || spec === undefined || multikey === undefined)
    throw new Error('the catalog is damaged');
  const definition = parseIndexDefinition(spec);
  const building = flag(fields.get('building'));
  return {
    id: readWholeNumber(id) ?? 0,
    definition: definition.name === '_id_' ? idIndexDefinition() : definition,
    multikey: readWholeNumber(multikey) ?? 0,
    lossy: flag(fields.get('lossy')),
    building,
    usable: !building,
  };
}

function flag(value: RawValue | undefined): boolean {
  return value?.type === BsonType.bool && readFlag(value) === true;
}

const MAX_NAMESPACE = 255;

function checkNamespace(db: string, name: string): void {
  const invalid = (why: string): MongoError =>
    new MongoError(73, `Invalid namespace specified '${db}.${name}'${why}`);
  if (db === '' || /[\s/\\."$*<>:|?\0]/.test(db)) throw invalid('');
  if (name === '' || name.startsWith('.') || name.includes('$') || name.includes('\0')) {
    throw name.includes('$') ? new MongoError(73, `Invalid collection name: ${name}`) : invalid('');
  }
  if (name.startsWith('system.')) throw new MongoError(73, `Invalid system namespace: ${db}.${name}`);
  if (Buffer.byteLength(`${db}.${name}`) > MAX_NAMESPACE)
    throw invalid(`: Fully qualified namespace is too long`);
}
