import type { Connection, mongo } from 'mongoose';
import {
  SOURCE_ALARM_CODES,
  type SourceAlarm,
  type SourceAlarmCode,
  type SourceHealth,
  type SourceWaiting,
} from '../../schemas/source-health.js';
import type { Source, SourceChange, SourceProblem } from '../../schemas/source.js';
import type { SourcePulse } from '../domain/source-pulse.js';
import { fromStored, type Stored } from './connection.js';
import { leaseSources } from './lease-sources.js';
import type { Page, PageRequest } from './page.js';
import { createRegistryStore } from './registry-store.js';
import { hostOf } from './source-host.js';
import { SUBSCRIPTION_INDEXES } from './subscription-store.js';
import { toPublic, type SourceCollection, type SourceMemory, type SourceRecord } from './source-record.js';

/** What a collection changes of its source beside the counts. */
export type SourceFindings = Partial<Pick<Source, 'state' | 'stopped' | 'identity'>> &
  Pick<SourceMemory, 'identityWatch' | 'missing'>;

export interface CollectCounts {
  items: number;
  duplicates: number;
  revisions: number;
  skipped: number;
}

/** How a collection ended, written in one go. */
export interface CollectResult extends CollectCounts {
  token: string;
  at: string;
  nextPollAt: string;
  /** The poll that was due when the collection began: one asked for since is not answered by it. */
  polledFor: string;
  findings?: SourceFindings;
  unchanged: boolean;
  problem?: SourceProblem;
  failed: boolean;
  /** The process had to stop, or the source goes on in the queue of slow ones: neither a success nor a failure. */
  interrupted: boolean;
  slow: boolean;
  /** Until then the host is left in peace; without it the next collection may follow at once. */
  hostRestsUntil?: string;
  /** What is known of it now; absent after an interruption, which tells nothing. */
  verdict?: {
    pulse: SourcePulse;
    alarms: SourceAlarm[];
    health: SourceHealth;
    currentIntervalSeconds: number;
    waiting: SourceWaiting;
    certificateEndsAt?: string;
  };
}

export interface SourceFilter {
  organizationId?: string;
  alarm?: SourceAlarmCode;
}

export type SourceStore = ReturnType<typeof createSourceStore>;

export function createSourceStore(connection: Connection) {
  const registry = createRegistryStore<SourceRecord>(connection, 'sources', [
    { keys: { state: 1, lane: 1, nextPollAt: 1 } },
    { keys: { organizationId: 1, _id: 1 } },
    { keys: { 'options.url': 1 } },
    ...SUBSCRIPTION_INDEXES,
    { keys: { 'alarms.code': 1 } },
    {
      keys: { host: 1, 'lease.slot': 1 },
      options: {
        unique: true,
        partialFilterExpression: { host: { $exists: true }, 'lease.slot': { $exists: true } },
      },
    },
  ]);
  const { collection } = registry;
  const find = async (id: string) => {
    const found = await registry.find(id);
    return found && toPublic(found);
  };
  const create = async (source: Source): Promise<Source> =>
    toPublic(await registry.create({ ...source, ...hostField(source) }));
  const list = async (filter: SourceFilter, page: PageRequest): Promise<Page<Source>> => {
    const found = await registry.list(toMongoFilter(filter), page);
    return { ...found, items: found.items.map(toPublic) };
  };
  return {
    collection,
    find,
    create,
    list,
    ...leaseSources(collection),
    ...changeSources(collection),
    ...watchSources(collection),
  };
}

function toMongoFilter({ organizationId, alarm }: SourceFilter): mongo.Filter<Stored<SourceRecord>> {
  return {
    ...(organizationId !== undefined && { organizationId }),
    ...(alarm !== undefined && { 'alarms.code': alarm }),
  };
}

/** What people change of a source; `resumedAt` lets one go on that the gateway had stopped. */
export type SourceUpdate = Omit<SourceChange, 'identity'> &
  Partial<Pick<Source, 'identity' | 'nextPollAt'>> & { resumedAt?: string };

function changeSources(collection: SourceCollection) {
  /** Writes the outcome and gives the lease back, unless it was lost meanwhile. */
  async function finish(id: string, result: CollectResult): Promise<void> {
    const { token, nextPollAt, polledFor, verdict } = result;
    const held = { _id: id, 'lease.token': token };
    const { $set, ...rest } = toOutcome(result);
    const waiting = verdict && { waiting: verdict.waiting };
    const done = await collection.updateOne(
      { ...held, nextPollAt: polledFor },
      { $set: { ...$set, nextPollAt, ...waiting }, ...rest },
    );
    // Somebody asked for a collection while this one ran: it stays due.
    if (done.matchedCount === 0) await collection.updateOne(held, { $set, ...rest });
  }

  async function change(
    id: string,
    { intervalSeconds, resumedAt, ...fields }: SourceUpdate,
  ): Promise<Source | undefined> {
    const $unset = {
      ...(intervalSeconds === null && { intervalSeconds: '' as const }),
      // Asked for now: whatever it was waiting for is over.
      ...(fields.nextPollAt !== undefined && { waiting: '' as const }),
      ...(resumedAt !== undefined && { stopped: '' as const }),
    };
    const $set = {
      ...fields,
      ...('options' in fields && hostField(fields)),
      ...(fields.identity && { 'memory.identityWatch': {} }),
      ...(resumedAt !== undefined && { 'memory.vanishAcknowledgedAt': resumedAt }),
      ...(typeof intervalSeconds === 'number' && { intervalSeconds }),
    };
    const record = await collection.findOneAndUpdate(
      { _id: id },
      { $set, ...(Object.keys($unset).length > 0 && { $unset }) },
      { returnDocument: 'after' },
    );
    return record ? toPublic(fromStored<SourceRecord>(record)) : undefined;
  }

  /** Writes the bureau's decision on a source that waits for it; undefined when it does not. */
  async function decide(
    id: string,
    fields: Pick<Source, 'approval' | 'state' | 'nextPollAt'>,
  ): Promise<Source | undefined> {
    const record = await collection.findOneAndUpdate(
      { _id: id, state: { $in: ['pending', 'declined'] } },
      { $set: fields },
      { returnDocument: 'after' },
    );
    return record ? toPublic(fromStored<SourceRecord>(record)) : undefined;
  }

  /** Before the first of its items is marked: a collection that dies in between is followed by one that looks. */
  async function expectMissing(id: string): Promise<void> {
    await collection.updateOne({ _id: id }, { $set: { 'memory.missing': true } });
  }

  return { finish, change, decide, expectMissing };
}

function watchSources(collection: SourceCollection) {
  /** Sources with each alarm, zero included. */
  async function countByAlarm(): Promise<Record<SourceAlarmCode, number>> {
    const counts = SOURCE_ALARM_CODES.map(
      async (code) => [code, await collection.countDocuments({ 'alarms.code': code })] as const,
    );
    return Object.fromEntries(await Promise.all(counts)) as Record<SourceAlarmCode, number>;
  }

  /** Feeds registered under any of these addresses, by whomever. */
  async function findFeeds(urls: readonly string[]): Promise<Source[]> {
    if (urls.length === 0) return [];
    const found = await collection.find({ adapter: 'feed', 'options.url': { $in: [...urls] } }).toArray();
    return found.map((record) => toPublic(fromStored<SourceRecord>(record)));
  }

  return { countByAlarm, findFeeds };
}

function toOutcome(result: CollectResult) {
  const { at, unchanged, problem, failed, interrupted, items, duplicates, revisions, skipped } = result;
  const { token, slow, hostRestsUntil, verdict } = result;
  const { waiting, pulse, ...known } = verdict ?? {};
  const resting = hostRestsUntil !== undefined && {
    'lease.token': `${token} ended`,
    'lease.ended': true,
    'lease.until': hostRestsUntil,
  };
  return {
    $set: {
      ...toFindings(result.findings),
      ...known,
      ...(pulse && { pulse: JSON.stringify(pulse) }),
      ...resting,
      slow,
      ...(problem && { lastProblem: problem }),
      ...(!failed && !interrupted && { lastSuccessAt: at, consecutiveFailures: 0 }),
    },
    ...(!resting && { $unset: { lease: '' as const } }),
    $inc: {
      collections: 1,
      unchanged: unchanged ? 1 : 0,
      ...(failed && { consecutiveFailures: 1 }),
      ...{ items, duplicates, revisions, skipped },
    },
  };
}

function toFindings({ identityWatch, missing, ...shown }: SourceFindings = {}) {
  return {
    ...shown,
    ...(identityWatch && { 'memory.identityWatch': identityWatch }),
    ...(missing !== undefined && { 'memory.missing': missing }),
  };
}

/** Kept with the source, because the index that gives hosts their turns looks at documents alone. */
function hostField({ options }: { options: unknown }): { host?: string } {
  const host = hostOf(options);
  return host === undefined ? {} : { host };
}
