import { createHash } from 'node:crypto';
import type { Connection } from 'mongoose';
import type { LinkState } from '../../schemas/link-state.js';
import { defineModel, type Stored } from './connection.js';

type LinkRecord = LinkState & { id: string };
export type LinkStore = ReturnType<typeof createLinkStore>;

/** Documents that expire by themselves: the answer of an address nobody links to any more is worth nothing. Seconds. */
const KEPT_SECONDS = 60 * 86_400;

/** What addresses answered when they were last asked, for all items together. */
export function createLinkStore(connection: Connection) {
  const model = defineModel<LinkRecord & { expiresAt: Date }>(connection, 'links', [
    { keys: { expiresAt: 1 }, options: { expireAfterSeconds: 0 } },
  ]);
  const collection = connection.collection<Stored<LinkRecord> & { expiresAt: Date }>(
    model.collection.collectionName,
  );

  async function findMany(urls: readonly string[]): Promise<Map<string, LinkState>> {
    if (urls.length === 0) return new Map();
    const found = await collection.find({ _id: { $in: urls.map(keyOf) } }).toArray();
    return new Map(found.map(({ _id, expiresAt: _expires, ...link }) => [link.url, link]));
  }

  async function save(link: LinkState): Promise<void> {
    const expiresAt = new Date(Date.parse(link.checkedAt) + KEPT_SECONDS * 1000);
    await collection.replaceOne({ _id: keyOf(link.url) }, { ...link, expiresAt }, { upsert: true });
  }

  return { findMany, save };
}

/** Addresses may be longer than a key. */
function keyOf(url: string): string {
  return createHash('sha256').update(url).digest('base64url');
}
