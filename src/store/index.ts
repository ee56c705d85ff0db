import type { Connection } from 'mongoose';
import pRetry from 'p-retry';
import { contradictsIndexes, createMissingIndexes } from './connection.js';
import { calendar } from '../../schemas/calendar.js';
import { dutyRoster } from '../../schemas/duty-roster.js';
import { policy } from '../../schemas/policy.js';
import { rule } from '../../schemas/rule.js';
import { pause } from '../pause.js';
import { createAccountStore } from './account-store.js';
import { createActionStore } from './action-store.js';
import { createAuditLogStore } from './audit-log-store.js';
import { createCallbackStore } from './callback-store.js';
import { createAlertStore } from './alert-store.js';
import { createCensusStore } from './census-store.js';
import { createCircuitStore } from './circuit-store.js';
import { createClusterStore } from './cluster-store.js';
import { createDeliveryPlaces } from './delivery-places.js';
import { createDeliveryStore } from './delivery-store.js';
import { createFileRecordStore } from './file-record-store.js';
import { createFileTextStore } from './file-text-store.js';
import { createIdempotencyStore } from './idempotency-store.js';
import { createItemStore } from './item-store.js';
import { createLinkStore } from './link-store.js';
import { createNoticeStore } from './notice-store.js';
import { createOrganizationStore } from './organization-store.js';
import { createPortalStore } from './portal-store.js';
import { createReviewDayStore } from './review-day-store.js';
import { createRouteStore } from './route-store.js';
import { createAnnouncementStore } from './announcement-store.js';
import { createPublicationStore } from './publication-store.js';
import { createRankingStore } from './ranking-store.js';
import { createSignatureStore } from './signature-store.js';
import { createSourceStore } from './source-store.js';
import { createSweepStore } from './sweep-store.js';
import { createSubscriptionStore } from './subscription-store.js';
import { createUnitEventStore } from './unit-event-store.js';
import { createVersionedStore } from './versioned-store.js';
import { createUpkeepStore } from './upkeep-store.js';
import { createWatchStore } from './watch-store.js';
import { createValidatorStore } from './validator-store.js';
import type { SecretBox } from './secret-box.js';

/** Longest wait for the answer to "are you ready". */
const READY_PATIENCE_MS = 2000;

export type Stores = ReturnType<typeof createStores>;

/** All stores over one connection. */
export function createStores(connection: Connection, box: SecretBox) {
  return {
    organizations: createOrganizationStore(connection),
    accounts: createAccountStore(connection),
    sources: createSourceStore(connection),
    subscriptions: createSubscriptionStore(connection, box),
    validators: createValidatorStore(connection),
    items: createItemStore(connection),
    rules: createVersionedStore(connection, 'rules', rule),
    policies: createVersionedStore(connection, 'policies', policy),
    calendars: createVersionedStore(connection, 'calendars', calendar),
    rosters: createVersionedStore(connection, 'dutyRosters', dutyRoster),
    notices: createNoticeStore(connection),
    fileRecords: createFileRecordStore(connection),
    fileTexts: createFileTextStore(connection),
    links: createLinkStore(connection),
    sweeps: createSweepStore(connection),
    clusters: createClusterStore(connection),
    signatures: createSignatureStore(connection),
    rankings: createRankingStore(connection),
    publications: createPublicationStore(connection),
    announcements: createAnnouncementStore(connection),
    portals: createPortalStore(connection, box),
    routes: createRouteStore(connection),
    deliveries: createDeliveryStore(connection),
    circuits: createCircuitStore(connection),
    alerts: createAlertStore(connection),
    censuses: createCensusStore(connection),
    watches: createWatchStore(connection),
    deliveryPlaces: createDeliveryPlaces(connection),
    actions: createActionStore(connection),
    auditLog: createAuditLogStore(connection),
    reviewDays: createReviewDayStore(connection),
    callbacks: createCallbackStore(connection, box),
    unitEvents: createUnitEventStore(connection),
    idempotency: createIdempotencyStore(connection),
    upkeep: createUpkeepStore(connection),
    /**
     * Creates the indexes that are missing; every process does so at its start. Processes that start together ask for
     * the same ones at once, which some engines answer with a passing error to one of them: it asks again.
     */
    async prepare(): Promise<void> {
      for (const name of connection.modelNames()) {
        await pRetry(() => createMissingIndexes(connection, name), {
          ...{ retries: 20, minTimeout: 100, maxTimeout: 3000, randomize: true },
          shouldRetry: ({ error }) => !contradictsIndexes(error),
        });
      }
    },
    async isReady(): Promise<boolean> {
      const answered = new AbortController();
      // What keeps it from answering is logged by whoever needs the store.
      const ping = pingStore(connection).then(
        () => true,
        () => false,
      );
      // The driver's own limits are those of its heartbeat, half a minute and more.
      const tooLate = pause(READY_PATIENCE_MS, answered.signal).then(() => false);
      try {
        return await Promise.race([ping, tooLate]);
      } finally {
        answered.abort();
      }
    },
  };
}

const pingStore = (connection: Connection) => connection.getClient().db().command({ ping: 1 });
