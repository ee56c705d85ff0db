import type { Connection, mongo } from 'mongoose';
import type { Callback } from '../../schemas/callback.js';
import type { UnitEventType } from '../../schemas/unit-event.js';
import { defineModel, isDuplicateKey, type Stored } from './connection.js';
import type { SecretBox } from './secret-box.js';
import { retryUpsert } from './retry-upsert.js';

interface SealedSecret {
  id: string;
  sealed: string;
  createdAt: string;
  endsAt?: string;
}

interface CallbackLease {
  token: string;
  until: string;
}

type Shown = Omit<Callback, 'organizationId' | 'secrets' | 'pending' | 'nextAttemptAt'>;

/** A callback as it is kept, one an organization; `id` is the organization. */
interface CallbackRecord extends Shown {
  id: string;
  secrets: SealedSecret[];
  /** Number in the audit log up to which everything wanted was sent. */
  cursor: number;
  /** Number up to which there is news: it was looked for that far. */
  newsUpTo: number;
  /** When the next look is due; absent when everything that is known of was sent. */
  dueAt?: string;
  lease?: CallbackLease;
}

type Row = Stored<CallbackRecord>;
type Callbacks = mongo.Collection<Row>;

/** A callback that somebody sends for now. */
export interface LeasedCallback {
  organizationId: string;
  url: string;
  events: readonly UnitEventType[];
  /** That sign now, separated by spaces. */
  secrets: string;
  cursor: number;
  newsUpTo: number;
  failures: number;
  failingSince?: string;
}

export interface DueCallback {
  organizationId: string;
  dueAt: string;
  failing: boolean;
}

export interface CallbackProblem {
  at: string;
  code: string;
  message: string;
}

const SPREAD = 'spread';

export type CallbackStore = ReturnType<typeof createCallbackStore>;

/** Where organizations hear of their items, and how far each has heard. Secrets are sealed. */
export function createCallbackStore(connection: Connection, box: SecretBox) {
  const model = defineModel<CallbackRecord>(connection, 'callbacks', [{ keys: { state: 1, dueAt: 1 } }]);
  const callbacks = connection.collection<Row>(model.collection.collectionName);
  return {
    ...keepCallbacks(callbacks, box),
    ...spreadNews(callbacks, connection),
    ...leaseCallbacks(callbacks, box),
  };
}

/** What a person sets. */
export interface CallbackSetting {
  organizationId: string;
  url: string;
  events: UnitEventType[];
  at: string;
  by: string;
}

export interface NewSecret {
  id: string;
  /** `whsec_…` */
  plain: string;
}

function keepCallbacks(callbacks: Callbacks, box: SecretBox) {
  async function find(organizationId: string): Promise<Callback | undefined> {
    const record = await callbacks.findOne({ _id: organizationId });
    return record ? toCallback(record) : undefined;
  }

  /** Registers one that hears of everything behind `number`; undefined when there is one already. */
  async function create(
    { organizationId, url, events, at, by }: CallbackSetting,
    secret: NewSecret,
    number: number,
  ): Promise<Callback | undefined> {
    const record: Row = {
      ...{
        _id: organizationId,
        url,
        events,
        state: 'active',
        secrets: [seal(box, organizationId, secret, at)],
      },
      ...{ cursor: number, newsUpTo: number, dueAt: at, sent: 0, failures: 0, version: 1 },
      ...{ createdAt: at, changedAt: at, changedBy: by },
    };
    try {
      await callbacks.insertOne(record);
      return toCallback(record);
    } catch (error) {
      if (isDuplicateKey(error)) return undefined;
      throw error;
    }
  }

  /** Changes it and lets it go on where it stands; undefined when there is none. */
  async function change({
    organizationId,
    url,
    events,
    at,
    by,
  }: CallbackSetting): Promise<Callback | undefined> {
    const record = await callbacks.findOneAndUpdate(
      { _id: organizationId },
      {
        $set: { url, events, ...goingOn(at), changedAt: at, changedBy: by },
        $inc: { version: 1 },
        $unset: { problem: '', failingSince: '' },
      },
      { returnDocument: 'after' },
    );
    return record ? toCallback(record) : undefined;
  }

  /** Its test succeeded: what waits is sent. */
  async function resume(organizationId: string, at: string): Promise<void> {
    await callbacks.updateOne(
      { _id: organizationId },
      { $set: goingOn(at), $unset: { problem: '', failingSince: '' } },
    );
  }

  /** A new secret in force; the one before signs until `endsAt`, older ones no more. Undefined when there is no callback. */
  async function rotate(
    organizationId: string,
    secret: NewSecret,
    { at, by, endsAt }: { at: string; by: string; endsAt: string },
  ): Promise<Callback | undefined> {
    for (;;) {
      const seen = await callbacks.findOne({ _id: organizationId });
      if (!seen) return undefined;
      const [current] = seen.secrets;
      const old = current && endsAt > at ? [{ ...current, endsAt }] : [];
      const secrets = [seal(box, organizationId, secret, at), ...old];
      const record = await callbacks.findOneAndUpdate(
        { _id: organizationId, version: seen.version },
        { $set: { secrets, changedAt: at, changedBy: by }, $inc: { version: 1 } },
        { returnDocument: 'after' },
      );
      if (record) return toCallback(record);
    }
  }

  async function remove(organizationId: string): Promise<boolean> {
    return (await callbacks.deleteOne({ _id: organizationId })).deletedCount === 1;
  }

  /** What signs now, separated by spaces; undefined when there is no callback. */
  async function openSecrets(organizationId: string, now: string): Promise<string | undefined> {
    const record = await callbacks.findOne({ _id: organizationId });
    return record ? signing(box, record, now) : undefined;
  }

  return { find, create, change, resume, rotate, remove, openSecrets };
}

const goingOn = (at: string) => ({ state: 'active' as const, failures: 0, dueAt: at });

function spreadNews(callbacks: Callbacks, connection: Connection) {
  defineModel<{ id: string; number: number }>(connection, 'callbackNews');
  const positions = connection.collection<{ _id: string; number: number }>('callbackNews');

  /** How far the log was looked through for news; undefined where nobody has begun. */
  async function findPosition(): Promise<number | undefined> {
    return (await positions.findOne({ _id: SPREAD }))?.number;
  }

  /** Begins looking behind `number`, unless somebody has. */
  async function begin(number: number): Promise<void> {
    await retryUpsert(() =>
      positions.updateOne({ _id: SPREAD }, { $setOnInsert: { number } }, { upsert: true }),
    );
  }

  /** Marks the callbacks of these organizations, then moves on. Whoever does the same at the same time does no harm. */
  async function spread(
    { from, upTo, news }: { from: number; upTo: number; news: ReadonlyMap<string, number> },
    at: string,
  ): Promise<void> {
    const marks = [...news].flatMap(([_id, number]) => [
      // First what there is, then that it is due: a sender that is about to find nothing left notices either.
      { updateOne: { filter: { _id, newsUpTo: { $lt: number } }, update: { $set: { newsUpTo: number } } } },
      { updateOne: { filter: { _id, dueAt: { $exists: false } }, update: { $set: { dueAt: at } } } },
    ]);
    if (marks.length > 0) await callbacks.bulkWrite(marks, { ordered: true });
    await positions.updateOne({ _id: SPREAD, number: from }, { $set: { number: upTo } });
  }

  return { findPosition, begin, spread };
}

function leaseCallbacks(callbacks: Callbacks, box: SecretBox) {
  const held = (organizationId: string, token: string) => ({ _id: organizationId, 'lease.token': token });

  async function findDue(now: string, limit: number): Promise<DueCallback[]> {
    const found = await callbacks
      .find({ state: 'active', dueAt: { $lte: now } })
      .sort({ dueAt: 1 })
      .limit(limit)
      .toArray();
    return found.map(({ _id, dueAt = now, failures }) => ({
      ...{ organizationId: _id, dueAt, failing: failures > 0 },
    }));
  }

  /** Takes it for sending; undefined when nothing is due or somebody else sends. */
  async function takeLease(
    organizationId: string,
    now: string,
    lease: CallbackLease,
  ): Promise<LeasedCallback | undefined> {
    const free = [{ lease: { $exists: false } }, { 'lease.until': { $lte: now } }];
    const record = await callbacks.findOneAndUpdate(
      { _id: organizationId, state: 'active', dueAt: { $lte: now }, $or: free },
      { $set: { lease } },
      { returnDocument: 'after' },
    );
    return record ? toLeased(box, record, now) : undefined;
  }

  /** Everything up to `number` was sent, or is not wanted; false when the lease was lost. */
  async function moveOn(
    organizationId: string,
    token: string,
    { number, sentAt, until }: { number: number; sentAt?: string; until: string },
  ): Promise<boolean> {
    const done = await callbacks.updateOne(held(organizationId, token), {
      $set: {
        ...{ cursor: number, 'lease.until': until },
        ...(sentAt !== undefined && { lastSentAt: sentAt, failures: 0 }),
      },
      ...(sentAt !== undefined && {
        $inc: { sent: 1 },
        $unset: { problem: '' as const, failingSince: '' as const },
      }),
    });
    return done.matchedCount === 1;
  }

  /** Gives the lease back; no longer due unless there is other news than was seen. */
  async function settle(organizationId: string, token: string, newsUpTo: number): Promise<void> {
    const quiet = { ...held(organizationId, token), newsUpTo };
    const done = await callbacks.updateOne(quiet, { $unset: { lease: '', dueAt: '' } });
    if (done.matchedCount === 0) await release(organizationId, token);
  }

  async function release(organizationId: string, token: string): Promise<void> {
    await callbacks.updateOne(held(organizationId, token), { $unset: { lease: '' } });
  }

  /** An attempt failed: due again at `dueAt`, or paused until a person sees to it. */
  async function recordFailure(
    organizationId: string,
    token: string,
    failure: { problem: CallbackProblem; failingSince: string; dueAt: string; paused: boolean },
  ): Promise<void> {
    const { problem, failingSince, dueAt, paused } = failure;
    await callbacks.updateOne(held(organizationId, token), {
      $set: { problem, failingSince, dueAt, ...(paused && { state: 'paused' as const }) },
      $inc: { failures: 1 },
      $unset: { lease: '' },
    });
  }

  return { findDue, takeLease, moveOn, settle, release, recordFailure };
}

function seal(box: SecretBox, organizationId: string, { id, plain }: NewSecret, at: string): SealedSecret {
  return { id, sealed: box.seal(plain, labelOf(organizationId, id)), createdAt: at };
}

function labelOf(organizationId: string, secretId: string): string {
  return `callback.${organizationId}.${secretId}`;
}

function signing(box: SecretBox, { _id, secrets }: Row, now: string): string {
  return secrets
    .filter(({ endsAt }) => endsAt === undefined || endsAt > now)
    .map(({ id, sealed }) => box.open(sealed, labelOf(_id, id)))
    .join(' ');
}

function toLeased(box: SecretBox, record: Row, now: string): LeasedCallback {
  const { _id, url, events, cursor, newsUpTo, failures, failingSince } = record;
  return {
    ...{ organizationId: _id, url, events, secrets: signing(box, record, now) },
    ...{ cursor, newsUpTo, failures },
    ...(failingSince !== undefined && { failingSince }),
  };
}

function toCallback({ _id, secrets, cursor, newsUpTo, dueAt, lease, ...rest }: Row): Callback {
  return {
    ...{ organizationId: _id, ...rest },
    secrets: secrets.map(({ sealed: _sealed, ...shown }) => shown),
    pending: newsUpTo > cursor,
    ...(dueAt !== undefined && rest.failures > 0 && { nextAttemptAt: dueAt }),
  };
}
