import { randomBytes } from 'node:crypto';
import type { Connection, mongo } from 'mongoose';
import type { Lane } from '../../schemas/lane.js';
import type { Source } from '../../schemas/source.js';
import type { Websub } from '../../schemas/websub.js';
import type { Stored, StoreIndex } from './connection.js';
import type { SecretBox } from './secret-box.js';
import type { SourceRecord } from './source-record.js';

/** A subscription as it lies on its source: one document, so that one write sees both. */
export interface StoredSubscription extends Websub {
  /** The unguessable part of the callback address. */
  token: string;
  /** What the hub signs with, sealed. */
  secret: string;
  /** What the hub is to verify now. */
  pending?: 'subscribe' | 'unsubscribe';
  /** The feed no longer announces this hub. */
  dropped?: boolean;
  /** When it must be looked at again. */
  dueAt?: string;
  /** When a message last made its source due. */
  wokenAt?: string;
  failures: number;
  /** Counts the writes: a writer that saw another one writes nothing. */
  version: number;
}

/** A subscription with what a worker must know of its source. */
export interface Subscription extends StoredSubscription {
  sourceId: string;
  lane: Lane;
  source: Pick<Source, 'state'>;
}

export type SubscriptionChange = Partial<Omit<StoredSubscription, 'token' | 'secret' | 'version'>>;
type Clearable = 'pending' | 'dropped' | 'dueAt' | 'expiresAt' | 'problem';

// Most sources have no subscription and none of these indexes holds them.
export const SUBSCRIPTION_INDEXES: StoreIndex[] = [
  { keys: { 'subscription.token': 1 }, options: { unique: true, sparse: true } },
  { keys: { 'subscription.dueAt': 1 }, options: { sparse: true } },
  { keys: { 'subscription.state': 1, state: 1 }, options: { sparse: true } },
];

const TOKEN_BYTES = 24;
const SECRET_BYTES = 32;

export function toWebsub({ hub, topic, state, expiresAt, problem }: StoredSubscription): Websub {
  return {
    ...{ hub, topic, state },
    ...(expiresAt !== undefined && { expiresAt }),
    ...(problem !== undefined && { problem }),
  };
}

export type SubscriptionStore = ReturnType<typeof createSubscriptionStore>;

type SourceCollection = mongo.Collection<Stored<SourceRecord>>;

/** Subscriptions at hubs, kept with the sources they belong to. */
export function createSubscriptionStore(connection: Connection, box: SecretBox) {
  const collection = connection.collection<Stored<SourceRecord>>('sources');
  return {
    ...beginSubscriptions(collection, box),
    ...readSubscriptions(collection),
    ...changeSubscriptions(collection),
  };
}

function beginSubscriptions(collection: SourceCollection, box: SecretBox) {
  /** Begins a subscription, in place of whatever the source had. */
  async function begin(
    sourceId: string,
    announced: { hub: string; topic: string },
    at: string,
  ): Promise<void> {
    const token = randomBytes(TOKEN_BYTES).toString('base64url');
    const secret = box.seal(randomBytes(SECRET_BYTES).toString('hex'), labelOf(sourceId, token));
    const { hub, topic } = announced;
    const fresh: StoredSubscription = {
      ...{ hub, topic, state: 'announced', token, secret, dueAt: at, failures: 0, version: 1 },
    };
    await collection.updateOne({ _id: sourceId }, { $set: { subscription: fresh } });
  }

  /** Says whether the feed still announces its hub; the subscription follows. */
  async function setDropped(sourceId: string, dropped: boolean, at: string): Promise<void> {
    await collection.updateOne(
      { _id: sourceId, subscription: { $exists: true } },
      {
        $set: { 'subscription.dropped': dropped, 'subscription.dueAt': at },
        $inc: { 'subscription.version': 1 },
      },
    );
  }

  const openSecret = ({ sourceId, token, secret }: Subscription): string =>
    box.open(secret, labelOf(sourceId, token));

  return { begin, setDropped, openSecret };
}

function readSubscriptions(collection: SourceCollection) {
  /** Due by time, of sources that stopped being collected, and of those collected again. */
  async function findDue(lanes: readonly Lane[], now: string, limit: number): Promise<Subscription[]> {
    const filters: mongo.Filter<Stored<SourceRecord>>[] = [
      { 'subscription.dueAt': { $lte: now } },
      { 'subscription.state': { $in: ['announced', 'requested', 'active'] }, state: { $ne: 'active' } },
      { 'subscription.state': 'ended', state: 'active' },
    ];
    const found = await Promise.all(
      filters.map((filter) =>
        collection
          .find({ ...filter, lane: { $in: [...lanes] } })
          .limit(limit)
          .toArray(),
      ),
    );
    const due = new Map(found.flat().map((record) => [record._id, record]));
    return [...due.values()].flatMap((record) => toSubscription(record) ?? []).slice(0, limit);
  }

  const find = async (sourceId: string) => toSubscription(await collection.findOne({ _id: sourceId }));
  const findByToken = async (token: string) =>
    toSubscription(await collection.findOne({ 'subscription.token': token }));

  return { findDue, find, findByToken };
}

function changeSubscriptions(collection: SourceCollection) {
  const held = ({ sourceId, token, version }: Subscription) => ({
    _id: sourceId,
    'subscription.token': token,
    'subscription.version': version,
  });

  /** Writes what follows from `seen`; undefined when it was changed meanwhile, else as it stands now. */
  async function change(
    seen: Subscription,
    fields: SubscriptionChange,
    clear: readonly Clearable[] = [],
  ): Promise<Subscription | undefined> {
    const under = (name: string) => `subscription.${name}`;
    const $set = Object.fromEntries(Object.entries(fields).map(([name, value]) => [under(name), value]));
    const $unset = Object.fromEntries(clear.map((name) => [under(name), '' as const]));
    const record = await collection.findOneAndUpdate(
      held(seen),
      { ...(clear.length > 0 && { $unset }), $set, $inc: { 'subscription.version': 1 } },
      { returnDocument: 'after' },
    );
    return toSubscription(record);
  }

  async function remove(seen: Subscription): Promise<void> {
    await collection.updateOne(held(seen), { $unset: { subscription: '' } });
  }

  /**
   * Makes the source of a message due at `at`. One that is being collected just now becomes due again: what it reads may
   * be older than the message. Answers false when it is due by then anyway.
   */
  async function wakeSource({ sourceId }: Subscription, at: string): Promise<boolean> {
    const done = await collection.updateOne(
      { _id: sourceId, state: 'active', $or: [{ nextPollAt: { $gt: at } }, { lease: { $exists: true } }] },
      { $set: { nextPollAt: at, 'subscription.wokenAt': at } },
    );
    return done.matchedCount > 0;
  }

  return { change, remove, wakeSource };
}

function labelOf(sourceId: string, token: string): string {
  return `subscription.${sourceId}.${token}`;
}

function toSubscription(record: Stored<SourceRecord> | null): Subscription | undefined {
  if (!record?.subscription) return undefined;
  const { _id: sourceId, lane, state, subscription } = record;
  return { ...subscription, sourceId, lane, source: { state } };
}
