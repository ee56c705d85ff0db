import mongoose, { type Connection, type mongo } from 'mongoose';
import type { TextSignature } from '../domain/near-duplicate.js';
import { defineModel, type Stored } from './connection.js';
import { retryUpsert } from './retry-upsert.js';

/** The signature of an item's text; `_id` is the item's. Apart from the items: small, and read only to find near ones. */
interface SignatureRecord {
  id: string;
  slots: mongo.Binary;
  figures: number;
  bands: number[];
}

type Signatures = mongo.Collection<Stored<SignatureRecord>>;

export interface KeptSignature extends Pick<TextSignature, 'slots' | 'figures'> {
  itemId: string;
}

export type SignatureStore = ReturnType<typeof createSignatureStore>;

export function createSignatureStore(connection: Connection) {
  defineModel<SignatureRecord>(connection, 'signatures', [{ keys: { bands: 1 } }]);
  const signatures: Signatures = connection.collection<Stored<SignatureRecord>>('signatures');

  /** Replaces the signatures of items; one whose text is too short now has none any more. */
  async function save(signed: ReadonlyMap<string, TextSignature | undefined>): Promise<void> {
    if (signed.size === 0) return;
    const writes = [...signed].map(([itemId, signature]) =>
      signature
        ? { replaceOne: { filter: { _id: itemId }, replacement: toRecord(signature), upsert: true } }
        : { deleteOne: { filter: { _id: itemId } } },
    );
    await retryUpsert(() => signatures.bulkWrite(writes, { ordered: false }));
  }

  /** Items with a band in common, at most `limit` of them, in no order that means anything. */
  async function findByBands(bands: readonly number[], limit: number): Promise<KeptSignature[]> {
    const found = await signatures
      .find({ bands: { $in: [...bands] } }, { projection: SHOWN })
      .limit(limit)
      .toArray();
    return found.map(toKept);
  }

  async function findMany(itemIds: readonly string[]): Promise<Map<string, KeptSignature>> {
    const found = await signatures.find({ _id: { $in: [...itemIds] } }, { projection: SHOWN }).toArray();
    return new Map(found.map((record) => [record._id, toKept(record)]));
  }

  return { save, findByBands, findMany };
}

const SHOWN = { slots: 1, figures: 1 } as const;

function toRecord({ slots, figures, bands }: TextSignature) {
  return { slots: new mongoose.mongo.Binary(slots), figures, bands };
}

function toKept({ _id, slots, figures }: Pick<Stored<SignatureRecord>, '_id' | 'slots' | 'figures'>) {
  return { itemId: _id, slots: slots.value(), figures };
}
