import { randomBytes } from 'node:crypto';
import { portalAdapters } from '../adapters/portals/index.js';
import { sourceAdapters } from '../adapters/sources/index.js';
import type { Clock } from '../schemas/instant.js';
import { LANES } from '../schemas/lane.js';
import { dropFolderOf, lookRulesOf, publicUrlOf, vanishRulesOf, type Config } from './config.js';
import { createAcceptReceipts } from './delivery/accept-receipts.js';
import { createDeliver } from './delivery/deliver.js';
import { createDropFolders } from './delivery/drop-folder.js';
import { createDryRunRoutes } from './delivery/dry-run-routes.js';
import { createExplainItemRouting } from './delivery/explain-item-routing.js';
import { createFindVerdicts } from './delivery/find-verdicts.js';
import type { PortalDependencies } from './delivery/open-portal.js';
import { createPreviewDelivery } from './delivery/preview-delivery.js';
import { createReadStoredFile } from './delivery/read-stored-file.js';
import { createRerouteItem } from './delivery/reroute-item.js';
import { createAnnounceFeed } from './delivery/feeds/announce-feed.js';
import { createShowFeed } from './delivery/feeds/show-feed.js';
import { createRoutePublication } from './delivery/route-publication.js';
import { createShowDelivery } from './delivery/show-delivery.js';
import { toClusterId } from './domain/item-id.js';
import { createFetchClient } from './fetch/fetch-client.js';
import { createTakeHubMessage, createVerifyIntent } from './ingest/answer-hub.js';
import { createHostTurns } from './fetch/host-turns.js';
import { createRobotsRules } from './fetch/robots-rules.js';
import { createCheckItems } from './ingest/check-items.js';
import { createCheckRevisions } from './ingest/check-revisions.js';
import { createClusterItems } from './ingest/cluster-items.js';
import { createCollectSource } from './ingest/collect-source.js';
import { createCorrectItem } from './ingest/correct-item.js';
import { createKeepSubscription } from './ingest/keep-subscription.js';
import { createNoteHub } from './ingest/note-hub.js';
import type { Politeness } from './ingest/polite-request.js';
import { createLookAgain } from './ingest/look-again.js';
import { createNormalizeEntries } from './ingest/normalize-entries.js';
import { createReadPageAgain } from './ingest/read-page-again.js';
import { createSettleCollection } from './ingest/settle-collection.js';
import { createJoinCluster } from './ingest/join-cluster.js';
import { createShowCluster } from './ingest/show-cluster.js';
import { createStoreEntries } from './ingest/store-entries.js';
import { createCurrentRules } from './ingest/current-rules.js';
import { createSubmitDocument, type SubmitDocumentDependencies } from './ingest/submit-document.js';
import { createParseInChild } from './ingest/parse-in-child.js';
import { createSubmitEntries } from './ingest/submit-entries.js';
import { createSubmitItem, createSubmitItems } from './ingest/submit-item.js';
import type { Log } from './log.js';
import { createCheckAddress } from './onboarding/check-address.js';
import { LANE_CONCURRENCY } from './queue/lanes.js';
import { createQueues } from './queue/queues.js';
import { createFetchFile } from './media/fetch-file.js';
import { createFetchMedia } from './media/fetch-media.js';
import { createFileRequests } from './media/file-request.js';
import type { MediaStore } from './media/media-store.js';
import { openMediaStore } from './media/open-media-store.js';
import { createCurrentReviewSettings, type CurrentReviewSettings } from './review/current-settings.js';
import { createPublishScheduled } from './review/publish-scheduled.js';
import { createTryPolicies } from './review/try-policies.js';
import { createDecideItem, type DecideDependencies } from './review/decide-item.js';
import { createDecideProposal } from './review/decide-proposal.js';
import { createWithdrawItem } from './review/withdraw-item.js';
import { closeStore, connectStore } from './store/connection.js';
import { createStores } from './store/index.js';
import { createSecretBox } from './store/secret-box.js';
import { wireFindings } from './wire-findings.js';
import { createWithinTime } from './within-time.js';

/** Where the services answer: found in the settings or started by ourselves. */
export interface ServiceAddresses {
  mongoUrl: string;
  redisUrl: string;
  /** 64 hexadecimal digits. */
  secretKey: string;
}

export interface ComposeSettings {
  config: Config;
  services: ServiceAddresses;
  log: Log;
  now?: Clock;
}

export type App = Awaited<ReturnType<typeof composeApp>>;

/** The only wiring: everything one process needs, over one store connection, one set of queues, one way out. */
export async function composeApp({ config, services, log, now = () => new Date() }: ComposeSettings) {
  // First, because it may find the settings wrong, and nothing is open yet.
  const media = await openMediaStore(config);
  const connection = await connectStore({ url: services.mongoUrl, database: config.MONGO_DATABASE, log });
  const stores = createStores(connection, createSecretBox(services.secretKey));
  await stores.prepare();
  const queues = createQueues({
    url: services.redisUrl,
    prefix: config.REDIS_PREFIX,
    onError: (err) => {
      log.warn({ err }, 'queue-unreachable');
    },
  });
  const client = createClient(config);
  const useCases = wire({ config, now, stores, client, media, wake: queues.wake });
  return {
    ...useCases,
    ...{ config, log, now, stores, media, queues, redisUrl: services.redisUrl },
    async close(): Promise<void> {
      media.close();
      await Promise.all([queues.close(), client.close(), closeStore(connection)]);
    },
  };
}

/** The one way out to the network, with the limits of the settings. */
export function createClient(config: Config) {
  return createFetchClient({
    allow: config.FETCH_ALLOW.split(',')
      .map((range) => range.trim())
      .filter(Boolean),
    userAgent: 'baosong/0.1 (+content reporting gateway)',
    connectTimeoutMs: Math.min(10_000, config.FETCH_TIMEOUT_MS),
    headersTimeoutMs: config.FETCH_TIMEOUT_MS,
    bodyTimeoutMs: config.FETCH_TIMEOUT_MS,
    totalTimeoutMs: config.FETCH_TIMEOUT_MS,
    maxBytes: config.FETCH_MAX_BYTES,
    maxRedirects: 5,
  });
}

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

export interface Parts {
  config: Config;
  now: Clock;
  stores: ReturnType<typeof createStores>;
  client: ReturnType<typeof createFetchClient>;
  media: MediaStore;
  wake: ReturnType<typeof createQueues>['wake'];
}

function wire(parts: Parts) {
  const { config, now, stores, client, media, wake } = parts;
  const { items, deliveries, portals, routes, sources, validators, organizations } = stores;
  const random = Math.random;
  const reviewSettings = createCurrentReviewSettings({ ...stores, now });
  const rules = createCurrentRules({ rules: stores.rules, now });
  const withinTime = createWithinTime(config.PARSE_TIMEOUT_MS);
  const normalize = createNormalizeEntries(withinTime);
  const checkRevisions = createCheckRevisions(withinTime);
  const storeEntries = createStoreEntries({
    ...{ items, normalize, checkRevisions, rules, reviewSettings, now },
  });
  const submitEntries = createSubmitEntries({
    ...{ items, normalize, storeEntries, wake, now },
    publicUrl: publicUrlOf(config),
  });
  const showDelivery = createShowDelivery({ items, deliveries, now });
  const routePublication = createRoutePublication({ items, portals, routes, deliveries, wake, now });
  const adapters = [...portalAdapters.values()];
  const portalSide = {
    ...{ portals, adapters, client, now, timeoutMs: config.PORTAL_TIMEOUT_MS },
    readFile: createReadStoredFile(media),
    dropFolder: createDropFolders(dropFolderOf(config)),
  };
  const politeness = {
    ...collectingSettings(config),
    turns: createHostTurns({ slowFiles: LANES.map((lane) => LANE_CONCURRENCY.media[lane] / 2) }),
    robots: createRobotsRules(now),
  };
  const collecting = {
    ...{ sources, validators, organizations, storeEntries, client, withinTime, wake, now, random },
    ...{ adapters: sourceAdapters, ...politeness },
    noteHub: createNoteHub({ subscriptions: stores.subscriptions, now }),
    lookAgain: createLookAgain({
      ...{ items, now, rules: lookRulesOf(config) },
      readPageAgain: createReadPageAgain({ items, withinTime, now }),
    }),
    settleCollection: createSettleCollection({ items, sources, rules: vanishRulesOf(config) }),
  };
  return {
    currentRules: rules,
    reviewSettings,
    collecting,
    collectSource: createCollectSource(collecting),
    checkItems: createCheckItems({ items, checkRevisions, rules, reviewSettings, now }),
    ...wireFindings(parts, { rules, withinTime, turns: politeness.turns }),
    checkAddress: createCheckAddress({ client, adapters: sourceAdapters, withinTime, now, ...politeness }),
    ...wireHubs(parts, random),
    fetchMedia: wireMedia({ config, now, stores, client, media }, politeness),
    ...wireClusters(parts),
    ...wireFeeds({ config, now, stores, client }),
    routePublication,
    deliver: createDeliver({ ...portalSide, ...{ items, deliveries, organizations, showDelivery, random } }),
    acceptReceipts: createAcceptReceipts({ ...portalSide, deliveries, showDelivery }),
    ...wireRouting({ stores, now, portalSide, showDelivery, routePublication }),
    ...wireSubmissions({ submitEntries, normalize, now, media }),
    correctItem: createCorrectItem({ items, wake, withinTime, now }),
    ...wireReview({ stores, reviewSettings, routePublication, now }),
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

function wireSubmissions({
  media,
  ...deps
}: Pick<Parts, 'media'> & Omit<SubmitDocumentDependencies, 'parseDocument' | 'keepPicture'>) {
  return {
    submitItem: createSubmitItem(deps.submitEntries),
    submitItems: createSubmitItems(deps.submitEntries),
    submitDocument: createSubmitDocument({
      ...deps,
      parseDocument: createParseInChild(),
      keepPicture: (bytes) => media.put(bytes),
    }),
  };
}

function wireReview({
  stores: { items, accounts, organizations },
  ...deps
}: Pick<Parts, 'stores' | 'now'> & {
  reviewSettings: CurrentReviewSettings;
  routePublication: DecideDependencies['routePublication'];
}) {
  return {
    review: createDecideItem({ items, accounts, organizations, ...deps }),
    publishScheduled: createPublishScheduled({ items, now: deps.now }),
    tryPolicies: createTryPolicies({ items, ...deps }),
    withdrawItem: createWithdrawItem({ items, ...deps }),
    decideProposal: createDecideProposal({ items, ...deps }),
  };
}

function wireFeeds({ config, now, stores, client }: Pick<Parts, 'config' | 'now' | 'stores' | 'client'>) {
  const { publications, items, portals, announcements } = stores;
  const outside = {
    publicUrl: publicUrlOf(config),
    ...(config.WEBSUB_HUB !== undefined && { hubUrl: config.WEBSUB_HUB }),
  };
  const showFeed = createShowFeed({ publications, items, portals, ...outside });
  return {
    showFeed,
    announceFeed: createAnnounceFeed({ portals, announcements, showFeed, client, now, ...outside }),
  };
}

function wireClusters({ stores, now }: Pick<Parts, 'stores' | 'now'>) {
  const { clusters, signatures, rankings, organizations } = stores;
  const newClusterId = () => toClusterId(now(), randomBytes(5));
  return {
    clusterItems: createClusterItems({
      ...{ clusters, signatures, now },
      joinCluster: createJoinCluster({ clusters, newClusterId }),
    }),
    showCluster: createShowCluster({ clusters, signatures, rankings, organizations }),
  };
}

function wireMedia(
  { config, now, stores, client, media }: Omit<Parts, 'wake'>,
  { hostGapMs, turns, robots }: Omit<Politeness, 'client'>,
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

interface RoutingParts extends Pick<Parts, 'stores' | 'now'> {
  portalSide: Omit<PortalDependencies, 'portals'>;
  showDelivery: ReturnType<typeof createShowDelivery>;
  routePublication: ReturnType<typeof createRoutePublication>;
}

/** Where items go, why, and what became of them there. */
function wireRouting({ stores, now, portalSide, showDelivery, routePublication }: RoutingParts) {
  const { items, deliveries, deliveryPlaces, portals, routes, organizations } = stores;
  return {
    findVerdicts: createFindVerdicts({ ...portalSide, portals, items, deliveries, showDelivery }),
    previewDelivery: createPreviewDelivery({ ...portalSide, portals, items, organizations }),
    explainItemRouting: createExplainItemRouting({ items, deliveries, portals, routes, now }),
    dryRunRoutes: createDryRunRoutes({ items, deliveries: deliveryPlaces, portals, routes, now }),
    rerouteItem: createRerouteItem({ items, routePublication, now }),
  };
}
