import type { Connection, mongo } from 'mongoose';
import type { ContentItem } from '../../schemas/content-item.js';
import type { Lane } from '../../schemas/lane.js';
import { defineModel, isDuplicateKey, type Stored } from './connection.js';
import type { ItemRecord } from './item-record.js';

/** An item whose cluster is to be found. */
export interface UnclusteredItem {
  id: string;
  text: string;
  /** The cluster it was in when it was read. */
  clusterId?: string;
  /** The mark as read: a revision made meanwhile sets another one, and stays due. */
  dueAt: string;
}

/** That one cluster became part of another; `_id` is the one given up. Kept for ever, so that old links lead on. */
interface ClusterMove {
  id: string;
  into: string;
  /** Members may still bear the old id; absent once all of them were moved. */
  unsettledAt?: string;
}

/** What is shown of a member, and by what the leader is chosen. */
export type MemberRecord = Pick<
  ContentItem,
  'id' | 'organizationId' | 'receivedAt' | 'state' | 'sourceId'
> & {
  title: string;
  publishedAt?: string;
};

type Items = mongo.Collection<ItemRecord>;
type Moves = mongo.Collection<Stored<ClusterMove>>;

export type ClusterStore = ReturnType<typeof createClusterStore>;

/**
 * A cluster is the items that bear its id; nothing else is stored of it, so it can be of any size and never contradicts
 * them. Two clusters become one by a move, written before the members are: whoever writes an id onto an item looks for a
 * move of that id afterwards (`settle`), so that no item stays behind, whatever runs at the same time or dies in between.
 */
export function createClusterStore(connection: Connection) {
  defineModel<ClusterMove>(connection, 'clusterMoves', [
    { keys: { unsettledAt: 1 }, options: { partialFilterExpression: { unsettledAt: { $exists: true } } } },
  ]);
  const items = connection.collection<ItemRecord>('items');
  const moves = connection.collection<Stored<ClusterMove>>('clusterMoves');
  return {
    ...findUnclustered(items),
    ...labelItems(items),
    ...uniteClusters(items, moves),
    ...readClusters(items),
  };
}

function findUnclustered(items: Items) {
  /** Items of one lane whose cluster is due, oldest first. */
  async function findDue(lane: Lane, before: string, limit: number): Promise<UnclusteredItem[]> {
    const found = await items
      .find<DueRecord>({ lane, clusterDueAt: { $lte: before } }, { projection: DUE })
      .sort({ clusterDueAt: 1 })
      .limit(limit)
      .toArray();
    return found.map(({ _id, clusterId, clusterDueAt, content }) => ({
      id: _id,
      // An item that cannot be read must not hold up all others: it has no text to compare.
      text: typeof content?.bodyText === 'string' ? content.bodyText : '',
      ...(clusterId !== undefined && { clusterId }),
      dueAt: clusterDueAt,
    }));
  }

  /** Since when the oldest item of a lane waits for its cluster. */
  async function oldestDue(lane: Lane): Promise<string | undefined> {
    const [oldest] = await items
      .find({ lane, clusterDueAt: { $exists: true } }, { projection: { clusterDueAt: 1 } })
      .sort({ clusterDueAt: 1 })
      .limit(1)
      .toArray();
    return oldest?.clusterDueAt;
  }

  /** Takes the marks away that were read; one made since stays. Items stored together bear the same one. */
  async function markClustered(done: readonly Pick<UnclusteredItem, 'id' | 'dueAt'>[]): Promise<void> {
    const marks = new Map<string, string[]>();
    for (const { id, dueAt } of done) marks.set(dueAt, [...(marks.get(dueAt) ?? []), id]);
    const writes = [...marks].map(([clusterDueAt, ids]) => ({
      updateMany: {
        filter: { _id: { $in: ids }, clusterDueAt },
        update: { $unset: { clusterDueAt: '' as const } },
      },
    }));
    if (writes.length > 0) await items.bulkWrite(writes, { ordered: false });
  }

  return { findDue, oldestDue, markClustered };
}

type DueRecord = Pick<ItemRecord, '_id' | 'clusterId'> & {
  content?: { bodyText?: unknown };
  clusterDueAt: string;
};
const DUE = { 'content.bodyText': 1, clusterId: 1, clusterDueAt: 1 } as const;

function labelItems(items: Items) {
  /** The cluster of each of these items that exists. */
  async function clustersOf(ids: readonly string[]): Promise<Map<string, string | undefined>> {
    const found = await items.find({ _id: { $in: [...ids] } }, { projection: { clusterId: 1 } }).toArray();
    return new Map(found.map(({ _id, clusterId }) => [_id, clusterId]));
  }

  /** Puts items into a cluster that are in none; one that somebody else has put into another stays there. */
  async function label(ids: readonly string[], clusterId: string): Promise<void> {
    const free = { _id: { $in: [...ids] }, clusterId: { $exists: false } };
    await items.updateMany(free, { $set: { clusterId } });
  }

  async function leave(id: string, clusterId: string): Promise<void> {
    await items.updateOne({ _id: id, clusterId }, { $unset: { clusterId: '' } });
  }

  /** Takes a cluster apart; its items are due, and find together again by what they say now. */
  async function dissolve(clusterId: string, at: string): Promise<void> {
    await items.updateMany({ clusterId }, { $unset: { clusterId: '' }, $set: { clusterDueAt: at } });
  }

  /** Members of a cluster, counted no further than `limit`. */
  function countMembers(clusterId: string, limit?: number): Promise<number> {
    return items.countDocuments({ clusterId }, limit === undefined ? {} : { limit });
  }

  return { clustersOf, label, leave, dissolve, countMembers };
}

function uniteClusters(items: Items, moves: Moves) {
  /** Makes one cluster of two, the older id stays; answers it once no member bears another. */
  async function unite(one: string, other: string, at: string): Promise<string> {
    if (one === other) return one;
    const [into, given] = one < other ? [one, other] : [other, one];
    const before = await move(given, into, at);
    // It was given up before, for a third: that one belongs to them as well.
    if (before !== undefined) await unite(before, into, at);
    return settle(given);
  }

  /**
   * Writes where a cluster goes, the least id if several want it; answers where it went before. In steps that each
   * either happen or are seen not to have: some engines answer an upsert that met another as if it had found nothing.
   */
  async function move(given: string, into: string, at: string): Promise<string | undefined> {
    for (;;) {
      const before = await moves.findOne({ _id: given });
      if (before === null) {
        if (await isNew(() => moves.insertOne({ _id: given, into, unsettledAt: at }))) return undefined;
      } else if (before.into <= into) {
        return before.into;
      } else {
        const written = await moves.updateOne(
          { _id: given, into: before.into },
          { $set: { into, unsettledAt: at } },
        );
        if (written.matchedCount === 1) return before.into;
      }
    }
  }

  /** Moves the members of a cluster to where it was united with, and on; answers where they are now. */
  async function settle(clusterId: string): Promise<string> {
    let current = clusterId;
    for (;;) {
      const move = await moves.findOne({ _id: current });
      if (!move) return current;
      await items.updateMany({ clusterId: current }, { $set: { clusterId: move.into } });
      const { _id, unsettledAt, into } = move;
      if (unsettledAt !== undefined)
        await moves.updateOne({ _id, unsettledAt, into }, { $unset: { unsettledAt: '' } });
      current = into;
    }
  }

  /** Finishes the moves that a process has left half done. */
  async function settleLeftovers(limit: number): Promise<void> {
    const left = await moves
      .find({ unsettledAt: { $exists: true } }, { projection: { into: 1 } })
      .limit(limit)
      .toArray();
    for (const { _id } of left) await settle(_id);
  }

  /** The cluster that an id leads to; itself when it was never united with another. */
  async function follow(clusterId: string): Promise<string> {
    let current = clusterId;
    for (;;) {
      const move = await moves.findOne({ _id: current });
      if (!move) return current;
      current = move.into;
    }
  }

  return { unite, settle, settleLeftovers, follow };
}

/** Whether the document is now there by this write; false when another has put it there. */
async function isNew(insert: () => Promise<unknown>): Promise<boolean> {
  try {
    await insert();
    return true;
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    return false;
  }
}

const MEMBER = {
  organizationId: 1,
  sourceId: 1,
  receivedAt: 1,
  state: 1,
  'content.title': 1,
  'content.publishedAt': 1,
} as const;

function readClusters(items: Items) {
  /** Members of a cluster, first received first. */
  async function findMembers(clusterId: string, limit: number): Promise<MemberRecord[]> {
    const found = await items
      .find({ clusterId }, { projection: MEMBER })
      .sort({ _id: 1 })
      .limit(limit)
      .toArray();
    return found.map(({ _id, organizationId, sourceId, receivedAt, state, content }) => ({
      ...{ id: _id, organizationId, receivedAt, state, title: content.title },
      ...(sourceId !== undefined && { sourceId }),
      ...(content.publishedAt !== undefined && { publishedAt: content.publishedAt }),
    }));
  }

  return { findMembers };
}
