import { Type, type Static } from 'typebox';
import type { Alert } from '../../schemas/alert.js';
import type { ContentItem } from '../../schemas/content-item.js';
import { DeliveryOperation, ReceiptStatus, type Delivery } from '../../schemas/delivery.js';
import { Lane } from '../../schemas/lane.js';
import { count, oneOf, shape, text } from '../../schemas/shape.js';
import { validator } from '../../schemas/validator.js';
import type { GatewayClient } from './people/gateway-client.js';
import type { DeskArticle, SiteDesk } from './people/site-desk.js';
import { heardEvents, type HeardEvent } from './sites/heard-event.js';

const HeldOperation = shape({
  idempotencyKey: text('key', 300),
  operation: DeliveryOperation,
  revision: count('revision'),
  lane: Lane,
  receivedAtMs: Type.Number(),
  requests: count('requests with this key'),
  receiptNumber: text('receipt', 200),
  status: ReceiptStatus,
});

const Held = shape({
  itemId: text('item', 64),
  title: text('title', 500),
  revision: count('revision shown'),
  live: Type.Boolean(),
  lane: Lane,
  receiptNumber: text('receipt', 200),
  status: ReceiptStatus,
  receivedAtMs: Type.Number(),
  effects: count('operations that took effect'),
  operations: Type.Array(HeldOperation),
});
export type Held = Static<typeof Held>;

const PortalState = shape({
  mode: oneOf(['ok', 'fail', 'hang', 'cut-after-commit', 'throttle', 'garbage'], 'behaviour'),
  pendingCallbacks: count('verdicts not acknowledged'),
  items: Type.Array(Held),
});
const portalState = validator(PortalState);

export const PORTAL_IDS = ['bureau', 'central'] as const;
export type PortalId = (typeof PORTAL_IDS)[number];

/** Everything there is, read from the stores through the API, from the portals, and from the sites. */
export interface Census {
  items: ContentItem[];
  deliveries: Delivery[];
  portals: Record<PortalId, { pendingCallbacks: number; items: Held[] }>;
  sites: { desk: SiteDesk; articles: DeskArticle[] }[];
  /** What the pushing unit heard of its items. */
  heard: HeardEvent[];
  /** Of circuits, open and over. */
  alerts: Alert[];
}

const TIMEOUT_MS = 10_000;
const AUDITOR = 'auditor';

/** Undefined while a site or a portal does not answer. */
export async function takeCensus(
  gateway: GatewayClient,
  portalUrls: Record<PortalId, string>,
  desks: readonly SiteDesk[],
  inboxUrl: string,
): Promise<Census | undefined> {
  const [bureau, central] = await Promise.all([
    readPortal(portalUrls.bureau),
    readPortal(portalUrls.central),
  ]);
  const sites = await Promise.all(desks.map(async (desk) => ({ desk, articles: await desk.look() })));
  const known = sites.flatMap(({ desk, articles }) => (articles ? [{ desk, articles }] : []));
  const heard = await readHeard(inboxUrl);
  if (bureau === undefined || central === undefined || known.length < desks.length) return undefined;
  if (heard === undefined) return undefined;
  const items = await gateway.allItems(AUDITOR);
  const deliveries = await gateway.allDeliveries(AUDITOR);
  const alerts = await gateway.listAlerts(AUDITOR, 'circuit-open');
  return { items, deliveries, alerts, portals: { bureau, central }, sites: known, heard };
}

async function readPortal(url: string): Promise<Static<typeof PortalState> | undefined> {
  const body = await readJson(`${url}/state`);
  return body === undefined ? undefined : portalState.parse(body, `state of the portal at ${url}`);
}

async function readHeard(url: string): Promise<HeardEvent[] | undefined> {
  const body = await readJson(`${url}/heard`);
  return body === undefined ? undefined : heardEvents.parse(body, 'what the unit heard');
}

/** Undefined while it does not answer. */
async function readJson(url: string): Promise<unknown> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    return await response.json();
  } catch {
    return undefined;
  }
}
