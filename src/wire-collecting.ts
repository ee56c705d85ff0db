import { sourceAdapters } from '../adapters/sources/index.js';
import type { Clock } from '../schemas/instant.js';
import { LANES } from '../schemas/lane.js';
import type { Parts } from './compose.js';
import { lookRulesOf, publicUrlOf, vanishRulesOf, type Config } from './config.js';
import { createHostTurns } from './fetch/host-turns.js';
import { createRobotsRules } from './fetch/robots-rules.js';
import { createTakeHubMessage, createVerifyIntent } from './ingest/answer-hub.js';
import { createCollectSource, type CollectDependencies } from './ingest/collect-source.js';
import { createKeepSubscription } from './ingest/keep-subscription.js';
import { createLookAgain } from './ingest/look-again.js';
import { createNoteHub } from './ingest/note-hub.js';
import { createReadPageAgain } from './ingest/read-page-again.js';
import { createSettleCollection } from './ingest/settle-collection.js';
import { createFetchFile } from './media/fetch-file.js';
import { createFetchMedia } from './media/fetch-media.js';
import { createFileRequests } from './media/file-request.js';
import { createCheckAddress } from './onboarding/check-address.js';
import { LANE_CONCURRENCY } from './queue/lanes.js';

/** What a collection may take among the quick ones, before it makes room for them. */
const QUICK_SECONDS = 8;

/** How gently and how often sources are collected. */
function collectingSettings(config: Config) {
  return {
    hostGapMs: config.HOST_GAP_MS,
    hostSlots: config.HOST_CONCURRENCY,
    quickSeconds: QUICK_SECONDS,
    longestCollectionSeconds: config.COLLECT_SECONDS,
    intervals: { minSeconds: config.POLL_MIN_SECONDS, maxSeconds: config.POLL_MAX_SECONDS },
  };
}

/** Shared by everything in this process that asks a site for something. */
export function politenessOf(config: Config, now: Clock) {
  return {
    ...collectingSettings(config),
    turns: createHostTurns({ slowFiles: LANES.map((lane) => LANE_CONCURRENCY.media[lane] / 2) }),
    robots: createRobotsRules(now),
  };
}

interface CollectingParts extends Pick<CollectDependencies, 'storeEntries' | 'withinTime'> {
  politeness: ReturnType<typeof politenessOf>;
}

/** What is fetched from sites: lists, articles, hubs' messages, files. */
export function wireCollecting(parts: Parts, { storeEntries, withinTime, politeness }: CollectingParts) {
  const { config, now, stores, client, wake } = parts;
  const { items, sources, validators, organizations, subscriptions } = stores;
  const random = Math.random;
  const collecting = {
    ...{ sources, validators, organizations, storeEntries, client, withinTime, wake, now, random },
    ...{ adapters: sourceAdapters, ...politeness },
    noteHub: createNoteHub({ subscriptions, now }),
    lookAgain: createLookAgain({
      ...{ items, now, rules: lookRulesOf(config) },
      readPageAgain: createReadPageAgain({ items, withinTime, now }),
    }),
    settleCollection: createSettleCollection({ items, sources, rules: vanishRulesOf(config) }),
  };
  return {
    collecting,
    collectSource: createCollectSource(collecting),
    checkAddress: createCheckAddress({ client, adapters: sourceAdapters, withinTime, now, ...politeness }),
    ...wireHubs(parts, random),
    fetchMedia: wireMedia(parts, politeness),
  };
}

function wireHubs({ config, now, stores, client, wake }: Parts, random: () => number) {
  const { subscriptions, sources } = stores;
  const hubSide = { subscriptions, sources, wake, now, random };
  return {
    keepSubscription: createKeepSubscription({ subscriptions, client, now, publicUrl: publicUrlOf(config) }),
    verifyIntent: createVerifyIntent(hubSide),
    takeHubMessage: createTakeHubMessage(hubSide),
  };
}

function wireMedia(
  { config, now, stores, client, media }: Parts,
  { hostGapMs, turns, robots }: ReturnType<typeof politenessOf>,
) {
  const { MEDIA_MAX_BYTES: maxBytes, MEDIA_TIMEOUT_MS: timeoutMs } = config;
  const { MEDIA_ITEM_MAX_BYTES: itemMaxBytes, MEDIA_ITEM_MAX_FILES: itemMaxFiles } = config;
  const { items, fileRecords: records, organizations } = stores;
  return createFetchMedia({
    ...{ items, records, now },
    openFileRequests: createFileRequests({ client, turns, robots, hostGapMs, organizations }),
    fetchFile: createFetchFile({ store: media, now, limits: { maxBytes, timeoutMs } }),
    limits: { itemMaxBytes, itemMaxFiles },
  });
}
