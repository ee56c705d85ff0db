import type { mongo } from 'mongoose';
import { isDuplicateKey } from './connection.js';
import { KNOWN_ITEM_FIELDS, type ItemRecord, type KnownItem } from './item-record.js';

type Items = mongo.Collection<ItemRecord>;

/** What an article answers to from now on. */
export interface NewIdentity {
  id: string;
  originKey: string;
  url?: string;
  externalId?: string;
}

/** By what else than its key an item of a source is recognized. */
export function recognizeItems(items: Items) {
  /** Items of one source at these canonical addresses; several where different articles share one. */
  async function findByAddress(sourceId: string, urls: readonly string[]): Promise<KnownItem[]> {
    if (urls.length === 0) return [];
    return findKnownItems({ sourceId, 'content.url': { $in: [...urls] } });
  }

  /** Items of any source with exactly these contents, in any state. */
  async function findWithContent(digests: readonly string[]): Promise<KnownItem[]> {
    if (digests.length === 0) return [];
    return findKnownItems({ 'fingerprints.content': { $in: [...digests] } });
  }

  async function findKnownItems(filter: mongo.Filter<ItemRecord>): Promise<KnownItem[]> {
    const found = await items.find(filter, { projection: KNOWN_ITEM_FIELDS }).toArray();
    return found.map(({ _id, ...rest }) => ({ id: _id, ...rest }));
  }

  /**
   * Writes what known articles are called now. Their content stays the revision it is: an address is no part of what an
   * article says. A name that another item has keeps with that one.
   */
  async function rename(identities: readonly NewIdentity[]): Promise<void> {
    if (identities.length === 0) return;
    const keys = identities.map(({ originKey }) => originKey);
    const taken = await items.find({ originKey: { $in: keys } }, { projection: { originKey: 1 } }).toArray();
    const used = new Set(taken.map(({ originKey }) => originKey));
    const free = identities.filter(({ originKey }) => !used.has(originKey) && used.add(originKey));
    if (free.length === 0) return;
    try {
      await items.bulkWrite(free.map(toRename), { ordered: false });
    } catch (error) {
      // Another process gave the name away a moment ago.
      if (!isDuplicateKey(error)) throw error;
    }
  }

  return { findByAddress, findWithContent, rename };
}

function toRename({ id, originKey, url, externalId }: NewIdentity) {
  const names = {
    originKey,
    ...(url !== undefined && { 'content.url': url }),
    ...(externalId !== undefined && { 'content.externalId': externalId }),
  };
  return { updateOne: { filter: { _id: id }, update: { $set: names } } };
}
