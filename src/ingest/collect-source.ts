import { randomUUID } from 'node:crypto';
import { addSeconds, toInstant, type Clock } from '../../schemas/instant.js';
import { toCollectWakeUp } from '../queue/wake-ups.js';
import type { DueSource, LeasedSource } from '../store/source-record.js';
import type { SourceStore } from '../store/source-store.js';
import { finishCollection, type AlarmLog, type FinishDependencies } from './finish-collection.js';
import { NOTHING, type CollectSummary, type Walked } from './source-walk.js';
import { walkSource, type WalkContext, type WalkSourceDependencies } from './walk-source.js';

export interface CollectDependencies extends WalkSourceDependencies, FinishDependencies {
  sources: SourceStore;
  hostGapMs: number;
  /** Collections that one host bears at once. */
  hostSlots: number;
}

export interface CollectJobContext extends WalkContext {
  log: AlarmLog;
}

const LEASE_SECONDS = 20;
/** A source whose host is busy with another comes up again after this long, and up to as long again. */
const HOST_BUSY_SECONDS = 2;

/** Collects one source that is due: lease, walk, store as it goes, write the outcome and the next poll. */
export function createCollectSource(deps: CollectDependencies) {
  return async (sourceId: string, ctx: CollectJobContext): Promise<CollectSummary> => {
    const token = randomUUID();
    const now = deps.now();
    const until = toInstant(addSeconds(now, LEASE_SECONDS));
    const lease = await deps.sources.takeLease(sourceId, toInstant(now), {
      ...{ token, until, hostSlots: deps.hostSlots, quickOnly: ctx.pace === 'quick' },
    });
    if (lease.outcome === 'host-busy') return waitForHost(deps, lease.source);
    if (lease.outcome === 'not-due') return NOT_RUN;
    const stopRenewing = renewLease(deps, sourceId, token);
    try {
      return await collect(deps, lease.source, token, ctx);
    } finally {
      stopRenewing();
    }
  };
}

const NOT_RUN: CollectSummary = { ...NOTHING, ran: false, unchanged: false };

async function collect(
  deps: CollectDependencies,
  source: LeasedSource,
  token: string,
  ctx: CollectJobContext,
): Promise<CollectSummary> {
  const began = performance.now();
  const walked = await walkSource(deps, source, ctx);
  const tookMs = performance.now() - began;
  await finishCollection(deps, source, { token, walked, tookMs }, ctx.log);
  if (walked.handedOver === true) await deps.wake([toCollectWakeUp({ ...source, slow: true })]);
  if (walked.bug) throw walked.bug;
  return toSummary(walked);
}

function toSummary({ bug, failed, run, retryAfterSeconds, ...summary }: Walked): CollectSummary {
  return summary;
}

/** Not a failure: it comes up again in a moment, and says why. */
async function waitForHost(deps: CollectDependencies, source: DueSource): Promise<CollectSummary> {
  const seconds = HOST_BUSY_SECONDS * (1 + deps.random());
  const nextPollAt = toInstant(addSeconds(deps.now(), seconds));
  await deps.sources.waitForHost(source, nextPollAt);
  await deps.wake([{ ...toCollectWakeUp({ ...source, nextPollAt }), delayMs: seconds * 1000 }]);
  return { ...NOT_RUN, hostBusy: true };
}

function renewLease(deps: { sources: SourceStore; now: Clock }, sourceId: string, token: string): () => void {
  const timer = setInterval(
    () => {
      const until = toInstant(addSeconds(deps.now(), LEASE_SECONDS));
      // A renewal that fails is a lease that runs out: another process takes over, and identity keeps entries single.
      deps.sources.renewLease(sourceId, token, until).catch(() => undefined);
    },
    (LEASE_SECONDS / 4) * 1000,
  );
  return () => {
    clearInterval(timer);
  };
}
