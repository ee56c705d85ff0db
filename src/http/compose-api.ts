import { sourceAdapters } from '../../adapters/sources/index.js';
import { portalAdapters } from '../../adapters/portals/index.js';
import { toInstant } from '../../schemas/instant.js';
import type { Source } from '../../schemas/source.js';
import type { App } from '../compose.js';
import { composeDeliveryDesk } from './compose-delivery-desk.js';
import { createExportLog } from '../audit/export-log.js';
import { createLookUpLog } from '../audit/look-up-log.js';
import { createNoteRefusals } from '../audit/note-refusals.js';
import { createFindFile } from '../media/find-file.js';
import type { Metrics } from '../metrics.js';
import { createPreviewSource } from '../onboarding/preview-source.js';
import { toCollectWakeUp } from '../queue/wake-ups.js';
import { createGrantConsent, createWithdrawConsent } from '../registry/crawl-consent.js';
import { createAuthenticate } from '../registry/authenticate.js';
import { createChangeRoute, createRemoveRoute, listRoutes } from '../registry/change-route.js';
import { createChangePolicy, findPolicy, listPolicies } from '../registry/change-policy.js';
import { createChangeRule, findRule, listRules } from '../registry/change-rule.js';
import { createIssueKey, createRegisterAccount, createRevokeKey } from '../registry/register-account.js';
import { createExportOpml } from '../registry/export-opml.js';
import { createImportOpml } from '../registry/import-opml.js';
import { createChangePortal, createRegisterPortal } from '../registry/register-portal.js';
import {
  createChangeSource,
  createRegisterSource,
  createRequestCollect,
} from '../registry/register-source.js';
import { createApproveSource } from '../registry/approve-source.js';
import { createRunEachOnce } from '../registry/run-each-once.js';
import { createRunOnce } from '../registry/run-once.js';
import { ownOnly, requireItem, requireOrganization } from '../review/caller.js';
import { createShowQueue } from '../review/show-queue.js';
import { createShowRevisions } from '../review/show-revisions.js';
import { toAccount } from '../store/account-store.js';
import type { ApiDependencies } from './api-dependencies.js';
import { clockOperations } from './compose-clock.js';
import { recordChanges } from './record-changes.js';

/** The use cases as the HTTP side asks for them. */
export function composeApi(app: App, metrics: Metrics): ApiDependencies {
  return recordChanges(useCases(app, metrics), app.recordAction);
}

function useCases(app: App, metrics: Metrics): ApiDependencies {
  return {
    authenticate: createAuthenticate({ accounts: app.stores.accounts, now: app.now }),
    ...registries(app),
    ...composeDeliveryDesk(app),
    items: itemOperations(app),
    queue: { list: queueOf(app) },
    ...clockOperations(app),
    callbacks: app.callbacks,
    deliveries: deliveryOperations(app),
    clusters: { find: app.showCluster },
    routes: routeOperations(app),
    policies: {
      list: () => listPolicies(app.stores),
      find: (id, version) => findPolicy(app.stores, id, version),
      change: createChangePolicy({ ...app.stores, now: app.now }),
      tryOn: (request, { account }) => app.tryPolicies(request, account),
    },
    rules: {
      list: () => listRules(app.stores),
      find: (id, version) => findRule(app.stores, id, version),
      change: createChangeRule({ rules: app.stores.rules, now: app.now }),
      findSourceRanking: app.stores.rankings.find,
      changeSourceRanking: (order, { account }) =>
        app.stores.rankings.replace(order, account.id, toInstant(app.now())),
    },
    audit: {
      ...createLookUpLog(app.stores.auditLog),
      export: createExportLog({ ...app.stores, recordAction: app.recordAction, now: app.now }),
      refused: createNoteRefusals({ ...app.stores, now: app.now, log: app.log }),
    },
    idempotency: {
      once: createRunOnce({ idempotency: app.stores.idempotency, now: app.now }),
      eachOnce: createRunEachOnce({ idempotency: app.stores.idempotency, now: app.now }),
    },
    feeds: { find: app.showFeed },
    websub: { verify: app.verifyIntent, take: app.takeHubMessage },
    readiness: async () => {
      const [documents, redis] = await Promise.all([app.stores.isReady(), app.queues.isReady()]);
      return { documents, redis };
    },
    metrics: () => metrics.render(),
  };
}

function registries(app: App): Pick<ApiDependencies, 'organizations' | 'accounts' | 'sources' | 'portals'> {
  const { organizations, accounts, sources, portals } = app.stores;
  const { now } = app;
  const registerSource = createRegisterSource({ sources, organizations, adapters: sourceAdapters, now });
  const changeSource = createChangeSource({ sources, organizations, adapters: sourceAdapters, now });
  const requestCollect = createRequestCollect({ sources, organizations, adapters: sourceAdapters, now });
  const approveSource = createApproveSource({ sources, now });
  return {
    organizations: {
      list: (page) => organizations.list({}, page),
      find: organizations.find,
      create: (request) => organizations.create({ ...request, createdAt: toInstant(now()) }),
      grantConsent: createGrantConsent({ organizations, now }),
      withdrawConsent: createWithdrawConsent({ organizations, now }),
    },
    accounts: {
      list: async (page) => {
        const found = await accounts.list({}, page);
        return { ...found, items: found.items.map(toAccount) };
      },
      find: async (id) => {
        const found = await accounts.find(id);
        return found && toAccount(found);
      },
      create: createRegisterAccount({ accounts, organizations, now }),
      issueKey: createIssueKey({ accounts, organizations, now }),
      revokeKey: createRevokeKey({ accounts, organizations, now }),
    },
    sources: {
      list: async (filter, page) => sources.list(filter, page),
      find: sources.find,
      register: async (request, caller) => wakeCollect(app, await registerSource(request, caller)),
      change: changeSource,
      importOpml: createImportOpml({ sources, organizations, registerSource }),
      exportOpml: createExportOpml({ sources, organizations }),
      requestCollect: async (id, caller) => wakeCollect(app, await requestCollect(id, caller)),
      check: (request) => app.checkAddress(request),
      preview: createPreviewSource({ sources, checkAddress: app.checkAddress }),
      approve: async (id, request, caller) => wakeCollect(app, await approveSource(id, request, caller)),
    },
    portals: {
      list: portals.list,
      find: portals.find,
      register: createRegisterPortal({ portals, adapters: [...portalAdapters.values()], now }),
      change: createChangePortal({ portals, adapters: [...portalAdapters.values()], now }),
      preview: app.previewDelivery,
      acceptReceipts: app.acceptReceipts,
    },
  };
}

/** People who ask for a collection are waiting for it; the reconciler would find it some seconds later. */
async function wakeCollect(app: App, source: Source): Promise<Source> {
  if (source.state !== 'active') return source;
  // Only its collector knows whether it is slow; the call in the other queue finds nothing to do.
  await app.queues.wake([toCollectWakeUp(source), toCollectWakeUp({ ...source, slow: true })]);
  return source;
}

function itemOperations(app: App): ApiDependencies['items'] {
  const { items } = app.stores;
  const revisions = createShowRevisions({ items });
  return {
    list: async ({ clusterId, ...filter }, page, caller) => {
      // An id from before two clusters became one still lists the members there are now.
      const cluster =
        clusterId === undefined ? {} : { clusterId: await app.stores.clusters.follow(clusterId) };
      return items.list({ ...filter, ...cluster, ...ownOnly(caller, filter.organizationId) }, page);
    },
    find: async (id, caller) => {
      const item = await items.findById(id);
      if (item) requireOrganization(caller.account, item.organizationId);
      return item;
    },
    findFile: createFindFile({ items, records: app.stores.fileRecords, store: app.media }),
    submit: app.submitItem,
    submitMany: app.submitItems,
    submitDocument: app.submitDocument,
    ...app.review,
    correct: app.correctItem,
    withdraw: app.withdrawItem,
    decideProposal: app.decideProposal,
    explainRouting: app.explainItemRouting,
    reroute: app.rerouteItem,
    masking: app.masking.offer,
    mask: app.masking.apply,
    exempt: app.exemptItem,
    withdrawExemption: app.withdrawExemption,
    revisions: revisions.list,
    revision: revisions.find,
    differences: revisions.compare,
  };
}

function queueOf({ stores: { items }, reviewSettings, now }: App): ApiDependencies['queue']['list'] {
  const showQueue = createShowQueue({ items, reviewSettings, now });
  return (filter, page, { account }) => showQueue(filter, page, account);
}

function routeOperations(app: App): ApiDependencies['routes'] {
  const { routes, portals } = app.stores;
  const registry = { routes, portals, now: app.now };
  return {
    list: () => listRoutes({ routes }),
    find: routes.find,
    change: createChangeRoute(registry),
    remove: createRemoveRoute(registry),
    dryRun: app.dryRunRoutes,
  };
}

function deliveryOperations(app: App): ApiDependencies['deliveries'] {
  const { deliveries, items } = app.stores;
  return {
    list: async (filter, page, caller) => {
      if (filter.itemId !== undefined) await requireItem(items, filter.itemId, caller.account);
      return deliveries.list({ ...filter, ...ownOnly(caller) }, page);
    },
    find: async (id, caller) => {
      const delivery = await deliveries.find(id);
      if (delivery) requireOrganization(caller.account, delivery.organizationId);
      return delivery;
    },
  };
}
