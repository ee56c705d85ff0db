import type { CollectContext, SourceAdapter } from '../../adapters/source-adapter.js';
import { AppError } from '../../schemas/errors.js';
import type { Organization } from '../../schemas/organization.js';
import type { Source } from '../../schemas/source.js';
import { validator } from '../../schemas/validator.js';
import { isStoreUnreachable } from '../store/connection.js';
import { addressesIn } from '../store/source-host.js';
import type { LeasedSource } from '../store/source-record.js';
import type { ValidatorStore } from '../store/validator-store.js';
import type { SeenHub } from './note-hub.js';
import type { WithinTime } from '../within-time.js';
import type { LookAgain, LookContext } from './look-again.js';
import { createPoliteRequest, type Politeness } from './polite-request.js';
import { createSourceFetch } from './source-fetch.js';
import { startTimeLimit } from './time-limit.js';
import { SourceWalk, type WalkDependencies, type Walked } from './source-walk.js';

export interface WalkSourceDependencies extends WalkDependencies, Politeness {
  validators: ValidatorStore;
  organizations: { find(id: string): Promise<Organization | undefined> };
  adapters: readonly SourceAdapter[];
  noteHub(source: Source, seen: SeenHub): Promise<void>;
  withinTime: WithinTime;
  lookAgain: LookAgain;
  /** A collection that takes longer makes room for others, and goes on in the queue of slow sources. */
  quickSeconds: number;
  /** A source that takes longer is cut; what was stored stays, and the next poll goes on. */
  longestCollectionSeconds: number;
}

export interface WalkContext {
  signal: AbortSignal;
  log: CollectContext['log'];
  /** The queue it was woken in: the one of quick sources leaves slow ones alone, and hands on what takes long. */
  pace?: 'quick' | 'slow';
}

/** Walks one source from its first listing to its last entry. Throws only when the store cannot be reached. */
export async function walkSource(
  deps: WalkSourceDependencies,
  source: LeasedSource,
  ctx: WalkContext,
): Promise<Walked> {
  const isPatient = ctx.pace === 'slow' || source.slow === true;
  const limit = startTimeLimit(isPatient ? deps.longestCollectionSeconds : deps.quickSeconds, ctx.signal);
  const { signal } = limit;
  const pages = createSourceFetch({ ...deps, sourceId: source.id, request: politely(deps, source, signal) });
  const walk = new SourceWalk(deps, source, pages);
  const hasTime = watchTime(deps, isPatient);
  try {
    const means = { fetch: pages.fetch, parse: deps.withinTime, signal, log: ctx.log };
    const read = await readAll(deps, source, walk, means);
    const planLooks = await deps.lookAgain(source, walk, { ...means, ...read, hasTime });
    await walk.settle(ctx.log);
    await planLooks();
    await deps.noteHub(source, walk.seenHub());
    await pages.remember();
  } catch (error) {
    // What was collected before the failure is kept; the failure itself belongs to the source.
    await walk.flush();
    // A draining process gives the source back as it is: due, and not failed.
    if (ctx.signal.aborted) return { ...walk.summary(), interrupted: true };
    if (isStoreUnreachable(error)) throw error;
    if (signal.aborted && !isPatient) return { ...walk.summary(), handedOver: true };
    walk.fail(signal.aborted ? tooLong(deps.longestCollectionSeconds) : error);
  } finally {
    limit.clear();
  }
  return walk.summary();
}

async function readAll(
  { adapters }: WalkSourceDependencies,
  source: Source,
  walk: SourceWalk,
  ctx: CollectContext,
): Promise<Pick<LookContext, 'adapter' | 'options'>> {
  const adapter = findAdapter(adapters, source.adapter);
  const options = validator(adapter.optionsSchema).parse(source.options, `options of source ${source.id}`);
  for await (const event of adapter.collect(options, ctx)) await walk.take(event);
  // An adapter may end quietly when it is told to stop; what it did not reach must not count as read.
  if (ctx.signal.aborted) throw new AppError('fetch-aborted', 'the collection was ended');
  await walk.flush();
  return { adapter, options };
}

/** A quick collection takes at most half of its time before it asks for one thing more, and so hardly ever runs out of it. */
function watchTime({ quickSeconds }: WalkSourceDependencies, isPatient: boolean): () => boolean {
  const began = performance.now();
  const limitMs = (quickSeconds * 1000) / 2;
  return () => isPatient || performance.now() - began < limitMs;
}

function politely(deps: WalkSourceDependencies, source: Source, signal: AbortSignal) {
  let consent: Promise<boolean> | undefined;
  return createPoliteRequest({
    ...deps,
    signal,
    registered: new Set([...addressesIn(source.options)].map(({ href }) => href)),
    hasConsented: () => (consent ??= findConsent(deps, source)),
  });
}

async function findConsent(deps: WalkSourceDependencies, { organizationId }: Source): Promise<boolean> {
  return (await deps.organizations.find(organizationId))?.crawlConsent !== undefined;
}

function tooLong(seconds: number): AppError {
  return new AppError(
    'fetch-aborted',
    `the collection was ended after ${seconds} seconds; the next one goes on`,
  );
}

function findAdapter(adapters: readonly SourceAdapter[], name: string): SourceAdapter {
  const adapter = adapters.find((each) => each.name === name);
  if (adapter) return adapter;
  throw new AppError('configuration-invalid', `there is no source adapter named ${name}`, {
    details: { known: adapters.map((each) => each.name) },
  });
}
