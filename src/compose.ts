import type { Clock } from '../schemas/instant.js';
import { networksOf, publicUrlOf, type Config } from './config.js';
import { createRecordAction } from './audit/record-action.js';
import { createSealHistory } from './audit/seal-history.js';
import { createTrimLog } from './audit/trim-log.js';
import { createFetchClient } from './fetch/fetch-client.js';
import { createCheckRevisions } from './ingest/check-revisions.js';
import { createCorrectItem } from './ingest/correct-item.js';
import { createNormalizeEntries } from './ingest/normalize-entries.js';
import { createStoreEntries, createStorePushed } from './ingest/store-entries.js';
import { createCurrentRules } from './ingest/current-rules.js';
import type { Log } from './log.js';
import { createPortalPace, type PortalPace } from './queue/portal-pace.js';
import { createQueues } from './queue/queues.js';
import type { MediaStore } from './media/media-store.js';
import { openMediaStore } from './media/open-media-store.js';
import { createCurrentReviewSettings } from './review/current-settings.js';
import { closeStore, connectStore } from './store/connection.js';
import { createStores } from './store/index.js';
import { createSecretBox } from './store/secret-box.js';
import { wireFindings } from './wire-findings.js';
import { createWithinTime } from './within-time.js';
import { wireAlerts } from './wire-alerts.js';
import { politenessOf, wireCollecting } from './wire-collecting.js';
import { wireClusters } from './wire-clusters.js';
import { wireDelivery } from './wire-delivery.js';
import { wireNotify } from './wire-notify.js';
import { wireReview } from './wire-review.js';
import { wireSubmissions } from './wire-submissions.js';

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
  /** Replaces this process when its driver will not find the store again. */
  onStuck?: () => void;
}

export type App = Awaited<ReturnType<typeof composeApp>>;

/** The only wiring: everything one process needs, over one store connection, one set of queues, one way out. */
export async function composeApp(settings: ComposeSettings) {
  const { config, services, log, now = () => new Date(), onStuck } = settings;
  // First, because it may find the settings wrong, and nothing is open yet.
  const media = await openMediaStore(config);
  const connection = await connectStore({
    ...{ url: services.mongoUrl, database: config.MONGO_DATABASE, log },
    ...(onStuck && { onStuck }),
  });
  const stores = createStores(connection, createSecretBox(services.secretKey));
  await stores.prepare();
  const queueSettings = {
    ...{ url: services.redisUrl, prefix: config.REDIS_PREFIX },
    onError: (err: Error): void => {
      log.warn({ err }, 'queue-unreachable');
    },
  };
  const queues = createQueues(queueSettings);
  const client = createClient(config);
  const pace = createPortalPace(queueSettings);
  const useCases = wire({
    ...{ config, log, now, stores, client, media, queues },
    ...{ wake: queues.wake, takeToken: pace.take },
  });
  return {
    ...useCases,
    ...{ config, log, now, stores, media, queues, redisUrl: services.redisUrl },
    async close(): Promise<void> {
      media.close();
      pace.close();
      await Promise.all([queues.close(), client.close(), closeStore(connection)]);
    },
  };
}

/** The one way out to the network, with the limits of the settings. */
export function createClient(config: Config) {
  return createFetchClient({
    allow: networksOf(config),
    userAgent: 'baosong/0.1 (+content reporting gateway)',
    connectTimeoutMs: Math.min(10_000, config.FETCH_TIMEOUT_MS),
    headersTimeoutMs: config.FETCH_TIMEOUT_MS,
    bodyTimeoutMs: config.FETCH_TIMEOUT_MS,
    totalTimeoutMs: config.FETCH_TIMEOUT_MS,
    maxBytes: config.FETCH_MAX_BYTES,
    maxRedirects: 5,
  });
}

export interface Parts {
  config: Config;
  now: Clock;
  stores: ReturnType<typeof createStores>;
  client: ReturnType<typeof createFetchClient>;
  media: MediaStore;
  wake: ReturnType<typeof createQueues>['wake'];
  takeToken: PortalPace['take'];
  queues: ReturnType<typeof createQueues>;
  log: Log;
}

function wire(parts: Parts) {
  const { config, now, stores, media, wake } = parts;
  const { items } = stores;
  const recordAction = createRecordAction({ actions: stores.actions, now });
  const reviewSettings = createCurrentReviewSettings({ ...stores, now });
  const rules = createCurrentRules({ rules: stores.rules, now });
  const withinTime = createWithinTime(config.PARSE_TIMEOUT_MS);
  const normalize = createNormalizeEntries(withinTime);
  const checkRevisions = createCheckRevisions(withinTime);
  const storing = { items, normalize, checkRevisions, rules, reviewSettings, now };
  const storeEntries = createStoreEntries(storing);
  const submitting = {
    ...{ items, normalize, storeEntries, wake, now },
    ...{ storePushed: createStorePushed(storing), publicUrl: publicUrlOf(config) },
  };
  const politeness = politenessOf(config, now);
  const delivery = wireDelivery(parts);
  return {
    currentRules: rules,
    reviewSettings,
    ...wireFindings(parts, {
      ...{ rules, checkRevisions, reviewSettings, withinTime },
      turns: politeness.turns,
    }),
    ...wireCollecting(parts, { storeEntries, withinTime, politeness }),
    ...wireClusters(parts),
    sealHistory: createSealHistory({ ...stores, now }),
    recordAction,
    trimLog: createTrimLog({ ...stores, recordAction, keepDays: config.AUDIT_KEEP_DAYS, now }),
    ...delivery,
    ...wireAlerts(parts, { reviewSettings }),
    ...wireSubmissions(submitting, media),
    correctItem: createCorrectItem({ items, wake, withinTime, now }),
    ...wireNotify(parts),
    ...wireReview({ config, stores, reviewSettings, routePublication: delivery.routePublication, now }),
  };
}
