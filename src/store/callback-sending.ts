import type { Connection } from 'mongoose';
import type { UnitEventType } from '../../schemas/unit-event.js';
import { signing, type CallbackLease, type CallbackRow, type Callbacks } from './callback-record.js';
import { defineModel } from './connection.js';
import { retryUpsert } from './retry-upsert.js';
import type { SecretBox } from './secret-box.js';

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

export function spreadNews(callbacks: Callbacks, connection: Connection) {
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

export function leaseCallbacks(callbacks: Callbacks, box: SecretBox) {
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

  /** Gives the lease back; no longer due unless there is other news than was seen. */
  async function settle(organizationId: string, token: string, newsUpTo: number): Promise<void> {
    const quiet = { ...held(organizationId, token), newsUpTo };
    const done = await callbacks.updateOne(quiet, { $unset: { lease: '', dueAt: '' } });
    if (done.matchedCount === 0) await release(organizationId, token);
  }

  async function release(organizationId: string, token: string): Promise<void> {
    await callbacks.updateOne(held(organizationId, token), { $unset: { lease: '' } });
  }

  return { findDue, takeLease, settle, release };
}

export function recordSending(callbacks: Callbacks) {
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

  return { moveOn, recordFailure };
}

function held(organizationId: string, token: string) {
  return { _id: organizationId, 'lease.token': token };
}

function toLeased(box: SecretBox, record: CallbackRow, now: string): LeasedCallback {
  const { _id, url, events, cursor, newsUpTo, failures, failingSince } = record;
  return {
    ...{ organizationId: _id, url, events, secrets: signing(box, record, now) },
    ...{ cursor, newsUpTo, failures },
    ...(failingSince !== undefined && { failingSince }),
  };
}
