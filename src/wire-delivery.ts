import { portalAdapters } from '../adapters/portals/index.js';
import { createTellCircuit } from './alerts/tell-circuit.js';
import type { Parts } from './compose.js';
import { dropFolderOf, publicUrlOf } from './config.js';
import { createAcceptReceipts } from './delivery/accept-receipts.js';
import { createDeliver } from './delivery/deliver.js';
import { createDropFolders } from './delivery/drop-folder.js';
import { createDryRunRoutes } from './delivery/dry-run-routes.js';
import { createExplainItemRouting } from './delivery/explain-item-routing.js';
import { createAnnounceFeed } from './delivery/feeds/announce-feed.js';
import { createShowFeed } from './delivery/feeds/show-feed.js';
import { createFindVerdicts } from './delivery/find-verdicts.js';
import type { PortalDependencies } from './delivery/open-portal.js';
import { createPacer, type Pacer } from './delivery/pacer.js';
import { createPortalGate } from './delivery/portal-gate.js';
import { createPreviewDelivery } from './delivery/preview-delivery.js';
import { createReadStoredFile } from './delivery/read-stored-file.js';
import { createReplayDeadLetters } from './delivery/replay-dead-letters.js';
import { createRerouteItem } from './delivery/reroute-item.js';
import { createRoutePublication } from './delivery/route-publication.js';
import { createShowDelivery } from './delivery/show-delivery.js';
import { createTakeCensus } from './delivery/take-census.js';

/** The way from a decision to the portals and back. */
export function wireDelivery(parts: Parts) {
  const { stores, now, wake } = parts;
  const { items, deliveries, portals, routes, organizations } = stores;
  const showDelivery = createShowDelivery({ items, deliveries, now });
  const routePublication = createRoutePublication({ items, portals, routes, deliveries, wake, now });
  const portalSide = portalSideOf(parts);
  const gate = createPortalGate({
    ...{ circuits: stores.circuits, now, timeoutMs: portalSide.timeoutMs },
    circuitTurned: createTellCircuit({ alerts: stores.alerts, now }),
  });
  const pacer = createPacer({ takeToken: parts.takeToken, findPortal: portals.find, now });
  return {
    routePublication,
    deliver: createDeliver({
      ...{ ...portalSide, items, deliveries, organizations, gate, pacer, showDelivery, random: Math.random },
    }),
    acceptReceipts: createAcceptReceipts({ ...portalSide, deliveries, showDelivery }),
    ...wireRouting({ stores, now, pacer, portalSide, showDelivery, routePublication }),
    ...createReplayDeadLetters({ deliveries, items, portals, wake, now }),
    takeCensus: createTakeCensus({
      ...{ ...portalSide, portals, deliveries, censuses: stores.censuses, pacer, random: Math.random },
    }),
    ...wireFeeds(parts),
  };
}

function portalSideOf({ config, now, stores, client, media }: Parts): PortalDependencies {
  return {
    ...{ portals: stores.portals, client, now, timeoutMs: config.PORTAL_TIMEOUT_MS },
    adapters: [...portalAdapters.values()],
    readFile: createReadStoredFile(media),
    dropFolder: createDropFolders(dropFolderOf(config)),
  };
}

interface RoutingParts extends Pick<Parts, 'stores' | 'now'> {
  pacer: Pacer;
  portalSide: Omit<PortalDependencies, 'portals'>;
  showDelivery: ReturnType<typeof createShowDelivery>;
  routePublication: ReturnType<typeof createRoutePublication>;
}

/** Where items go, why, and what became of them there. */
function wireRouting({ stores, now, pacer, portalSide, showDelivery, routePublication }: RoutingParts) {
  const { items, deliveries, deliveryPlaces, portals, routes, organizations } = stores;
  return {
    findVerdicts: createFindVerdicts({ ...portalSide, pacer, portals, items, deliveries, showDelivery }),
    previewDelivery: createPreviewDelivery({ ...portalSide, portals, items, organizations }),
    explainItemRouting: createExplainItemRouting({ items, deliveries, portals, routes, now }),
    dryRunRoutes: createDryRunRoutes({ items, deliveries: deliveryPlaces, portals, routes, now }),
    rerouteItem: createRerouteItem({ items, routePublication, now }),
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
