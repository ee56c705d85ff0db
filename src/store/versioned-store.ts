import type { Connection } from 'mongoose';
import { AppError } from '../../schemas/errors.js';
import type { Validator } from '../../schemas/validator.js';
import { defineModel, isDuplicateKey, type Stored } from './connection.js';

/** Something of which every version is kept. */
export interface Versioned {
  id: string;
  version: number;
}

/** One version; `_id` is `id@version`, so that of two people who change it at once one wins. */
interface VersionRecord extends Versioned {
  /** The id that all versions share. */
  ruleId: string;
  [field: string]: unknown;
}

export interface VersionedStore<T extends Versioned> {
  /** The newest version of each that was ever changed; they are few. */
  listCurrent(): Promise<T[]>;
  /** Names of the newest versions, `id@version`: cheap to ask for again and again. */
  listVersions(): Promise<string[]>;
  /** The newest version unless one is named. */
  find(id: string, version?: number): Promise<T | undefined>;
  /** Throws `stale-version` when somebody else has written this version first. */
  add(value: T): Promise<void>;
}

/** Settings that people change by writing a new version: rules of the checks, review policies, the calendar. */
export function createVersionedStore<T extends Versioned>(
  connection: Connection,
  name: string,
  schema: Validator<T>,
): VersionedStore<T> {
  const model = defineModel<VersionRecord>(connection, name, [{ keys: { ruleId: 1, version: 1 } }]);
  const versions = connection.collection<Stored<VersionRecord>>(model.collection.collectionName);
  const toValue = ({ _id, ruleId, ...fields }: Stored<VersionRecord>): T =>
    schema.parse({ ...fields, id: ruleId }, `${name} ${_id}`);

  async function listVersions(): Promise<string[]> {
    const rows = await versions
      .aggregate<{ _id: string; version: number }>([
        { $group: { _id: '$ruleId', version: { $max: '$version' } } },
      ])
      .toArray();
    return rows.map(({ _id, version }) => `${_id}@${version}`).sort();
  }

  return {
    listVersions,
    async listCurrent() {
      const newest = await listVersions();
      const found = await versions.find({ _id: { $in: newest } }).toArray();
      return found.map(toValue).sort((a, b) => (a.id < b.id ? -1 : 1));
    },
    async find(id, version) {
      const filter = { ruleId: id, ...(version !== undefined && { version }) };
      const [found] = await versions.find(filter).sort({ version: -1 }).limit(1).toArray();
      return found && toValue(found);
    },
    async add(value) {
      const { id, ...rest } = value;
      try {
        await versions.insertOne({ ...rest, _id: `${id}@${value.version}`, ruleId: id });
      } catch (cause) {
        if (!isDuplicateKey(cause)) throw cause;
        throw new AppError('stale-version', `${name}: ${id} was changed by somebody else`, {
          details: { id },
          cause,
        });
      }
    },
  };
}
