import type { Collected, CollectContext } from '../../adapters/source-adapter.js';
import { isAppError, type AppError } from '../../schemas/errors.js';
import { toInstant, type Clock } from '../../schemas/instant.js';
import type { RawEntry } from '../../schemas/raw-entry.js';
import type { SourceProblem } from '../../schemas/source.js';
import { toSeconds, type Arrival, type CollectionRun, type SourcePace } from '../domain/source-pulse.js';
import { toCheckWakeUps } from '../queue/wake-ups.js';
import type { WakeUp } from '../queue/queues.js';
import type { LeasedSource } from '../store/source-record.js';
import type { CollectCounts, SourceFindings } from '../store/source-store.js';
import { CollectionWatch } from './collection-watch.js';
import type { SettleCollection } from './settle-collection.js';
import type { SeenHub } from './note-hub.js';
import type { EntrySigns } from './entry-signs.js';
import type { SourceFetch } from './source-fetch.js';
import type { EntryOutcome, StoreEntries } from './store-entries.js';

export interface WalkDependencies {
  storeEntries: StoreEntries;
  settleCollection: SettleCollection;
  wake(calls: readonly WakeUp[]): Promise<boolean>;
  now: Clock;
}

export interface CollectSummary extends CollectCounts {
  /** False when the source was not due, or another process was collecting it. */
  ran: boolean;
  unchanged: boolean;
  /** The process is stopping; the source stays due. */
  interrupted?: boolean;
  /** It took longer than the queue of quick ones allows; it goes on in the queue of slow ones. */
  handedOver?: boolean;
  /** Others are being collected from its host; it comes up again shortly. */
  hostBusy?: boolean;
  problem?: SourceProblem;
}

/** A collection that ended, and what only its own source needs to know of it. */
export interface Walked extends CollectSummary {
  failed: boolean;
  run: Omit<CollectionRun, 'at'>;
  /** What the site asked for (Retry-After); 0 when it asked for nothing. */
  retryAfterSeconds: number;
  /** A fault of ours: the source shows it and backs off, the job reports it. */
  bug?: Error;
  findings?: SourceFindings;
}

export const NOTHING: CollectCounts = { items: 0, duplicates: 0, revisions: 0, skipped: 0 };

const BATCH = 50;

/** One walk through a source: takes what the adapter yields, stores it in batches, counts what became of it. */
export class SourceWalk {
  private failed = false;
  private readonly batch: RawEntry[] = [];
  private readonly watch: CollectionWatch;
  private findings: SourceFindings = {};
  private readonly counts = { ...NOTHING };
  private listings = 0;
  private unchangedListings = 0;
  private listed = 0;
  private entries = 0;
  private readonly arrivals: Arrival[] = [];
  private readonly problems = new Map<string, number>();
  private pace: SourcePace | undefined;
  private problem: SourceProblem | undefined;
  private hub: Exclude<SeenHub, 'unknown'>;
  private failure: CollectionRun['failure'];
  private retryAfterSeconds = 0;
  private bug: Error | undefined;

  constructor(
    private readonly deps: WalkDependencies,
    private readonly source: LeasedSource,
    private readonly pages: SourceFetch,
  ) {
    this.watch = new CollectionWatch(source);
  }

  async take(event: Collected): Promise<void> {
    this.watch.take(event);
    switch (event.type) {
      case 'entry':
        this.entries++;
        this.batch.push(event.entry);
        if (this.batch.length >= BATCH) await this.flush();
        return;
      case 'listing':
        this.takeListing(event);
        return;
      case 'problem':
        this.takeProblem(event);
        return;
      case 'unfinished':
        this.pages.forget(event.url);
        return;
      case 'hub':
        this.hub = { hub: event.hub, topic: event.topic };
        return;
      case 'named':
      case 'gone':
        return;
    }
  }

  /** The listings name everything the source has. */
  get isComplete(): boolean {
    return this.watch.complete;
  }

  shows(item: Parameters<CollectionWatch['shows']>[0]): boolean {
    return this.watch.shows(item);
  }

  /** An article that no listing named was looked at: it counts for itself, and says nothing of the listings. */
  async takeLook(event: Extract<Collected, { type: 'entry' | 'named' | 'gone' }>): Promise<void> {
    this.watch.look(event);
    if (event.type === 'entry') await this.store([event.entry]);
  }

  async flush(): Promise<void> {
    if (this.batch.length === 0) return;
    await this.store(this.batch.splice(0));
    if (this.watch.isFull) await this.storeHeld();
  }

  private async store(entries: readonly RawEntry[]): Promise<void> {
    const { organizationId, id, lane, kind, column, language } = this.source;
    const defaults = {
      ...(kind !== undefined && { kind }),
      ...(column !== undefined && { column }),
      ...(language !== undefined && { language }),
    };
    const outcomes = await this.deps.storeEntries(entries, {
      organizationId,
      sourceId: id,
      lane,
      defaults,
      checkNow: true,
      recognition: this.watch.recognition,
    });
    const done = this.watch.stored(entries, outcomes);
    for (const outcome of outcomes) this.count(outcome);
    await this.pages.remember(done.flatMap((entry) => entry.fetchedFrom ?? []));
    const toCheck = outcomes.filter((each) => each.outcome !== 'skipped').filter((each) => each.checkDue);
    await this.deps.wake(toCheckWakeUps(toCheck));
  }

  /** The entries that could not be told apart before everything was listed. */
  private async storeHeld(): Promise<void> {
    const held = this.watch.close();
    for (let start = 0; start < held.length; start += BATCH)
      await this.store(held.slice(start, start + BATCH));
    this.watch.reopen();
  }

  /** The listing is whole: what it leaves undecided, shows of its identities and no longer names. */
  async settle(log: CollectContext['log']): Promise<void> {
    await this.storeHeld();
    const at = toInstant(this.deps.now());
    const { unchanged } = this.summary();
    const settled = await this.deps.settleCollection(this.source, this.watch, { unchanged, at });
    this.findings = settled.findings;
    for (const problem of settled.problems) {
      log.warn(problem.code, { sourceId: this.source.id, message: problem.message });
      this.problem = problem;
    }
  }

  /** The walk ended here; what it brought before is kept. */
  fail(error: unknown): void {
    this.problem = toProblem(error, this.deps.now());
    this.failed = true;
    if (isAppError(error)) {
      this.retryAfterSeconds = error.retryAfterSeconds ?? 0;
      this.failure = toFailure(error);
    } else this.bug = error instanceof Error ? error : new Error('not an error', { cause: error });
  }

  /** The hub that the listings announce; where none was read anew nothing is known of it. */
  seenHub(): SeenHub {
    return this.hub ?? (this.listings > this.unchangedListings ? undefined : 'unknown');
  }

  summary(): Walked {
    const unchanged = this.listings > 0 && this.listings === this.unchangedListings;
    return {
      ...this.counts,
      ran: true,
      unchanged,
      failed: this.failed,
      run: this.run(),
      retryAfterSeconds: this.retryAfterSeconds,
      findings: this.findings,
      ...(this.bug && { bug: this.bug }),
      ...(this.problem && { problem: this.problem }),
    };
  }

  private run(): Walked['run'] {
    return {
      failed: this.failed,
      listingsRead: this.listings - this.unchangedListings,
      ...{ listed: this.listed, entries: this.entries, arrivals: this.arrivals },
      problems: Object.fromEntries(this.problems),
      ...(this.failure && { failure: this.failure }),
      ...(this.pace && { pace: this.pace }),
      ...this.pages.signs(),
    };
  }

  private takeListing({ unchanged, entries, pace }: Extract<Collected, { type: 'listing' }>): void {
    this.listings++;
    if (unchanged) this.unchangedListings++;
    else this.listed += entries;
    this.pace ??= pace;
  }

  private takeProblem({ code, message, url }: Extract<Collected, { type: 'problem' }>): void {
    this.counts.skipped++;
    this.problems.set(code, (this.problems.get(code) ?? 0) + 1);
    this.problem = { at: toInstant(this.deps.now()), code, message: message.slice(0, 1000), url };
  }

  private count(outcome: EntryOutcome): void {
    if (outcome.outcome === 'skipped') this.counts.skipped += outcome.held === true ? 0 : 1;
    else if (outcome.outcome === 'unchanged') this.counts.duplicates++;
    else if (outcome.outcome === 'revised') this.counts.revisions++;
    else {
      this.counts.items++;
      this.arrivals.push(toArrival(outcome, this.deps.now()));
    }
  }
}

function toArrival({ signs }: { signs?: EntrySigns }, now: Date): Arrival {
  const published = signs?.publishedAt === undefined ? 0 : toSeconds(new Date(signs.publishedAt));
  return [toSeconds(now), published, signs?.thin === true ? 1 : 0];
}

function toFailure({ code, details }: AppError): NonNullable<CollectionRun['failure']> {
  const { status, cause } = details;
  return {
    code,
    ...(code === 'fetch-http-status' && typeof status === 'number' && { httpStatus: status }),
    ...(typeof cause === 'string' && { transport: cause }),
  };
}

/** A fault of ours is shown as one: its text may hold anything, so it goes to the log and not to the source. */
function toProblem(error: unknown, now: Date): SourceProblem {
  const at = toInstant(now);
  if (!isAppError(error)) return { at, code: 'internal', message: 'the gateway failed on this source' };
  const url = error.details.url;
  return {
    at,
    code: error.code,
    message: error.message.slice(0, 1000),
    ...(typeof url === 'string' && { url }),
  };
}
