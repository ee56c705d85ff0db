import type { Connection } from 'mongoose';
import { defineModel, isDuplicateKey, type Stored } from './connection.js';

interface Round {
  /** What is looked at. */
  id: string;
  dueAt: string;
}

export type WatchStore = ReturnType<typeof createWatchStore>;

/** When things that nobody asks for are looked at next, so that of many processes one does. */
export function createWatchStore(connection: Connection) {
  defineModel<Round>(connection, 'watches');
  const rounds = connection.collection<Stored<Round>>('watches');

  async function isDue(id: string, now: string): Promise<boolean> {
    const found = await rounds.findOne({ _id: id });
    return !found || found.dueAt <= now;
  }

  /** Takes the round that is due, so that no other process does; false when there is none. */
  async function take(id: string, now: string, next: string): Promise<boolean> {
    const taken = await rounds.updateOne({ _id: id, dueAt: { $lte: now } }, { $set: { dueAt: next } });
    if (taken.matchedCount === 1) return true;
    try {
      await rounds.insertOne({ _id: id, dueAt: next });
      return true;
    } catch (error) {
      if (isDuplicateKey(error)) return false;
      throw error;
    }
  }

  return { isDue, take };
}
