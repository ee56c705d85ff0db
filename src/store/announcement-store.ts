import type { Connection } from 'mongoose';
import { defineModel, type Stored } from './connection.js';
import { retryUpsert } from './retry-upsert.js';

/** What the hub was last told of a feed. */
interface Announcement {
  id: string;
  digest: string;
  at: string;
}

export type AnnouncementStore = ReturnType<typeof createAnnouncementStore>;

export function createAnnouncementStore(connection: Connection) {
  defineModel<Announcement>(connection, 'announcements');
  const announcements = connection.collection<Stored<Announcement>>('announcements');

  async function find(feed: string): Promise<{ digest: string; at: string } | undefined> {
    const found = await announcements.findOne({ _id: feed });
    return found ? { digest: found.digest, at: found.at } : undefined;
  }

  async function keep({ id, digest, at }: Announcement): Promise<void> {
    await retryUpsert(() => announcements.updateOne({ _id: id }, { $set: { digest, at } }, { upsert: true }));
  }

  return { find, keep };
}
