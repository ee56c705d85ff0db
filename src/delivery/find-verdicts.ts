import { createHash } from 'node:crypto';
import type { ListedArticle } from '../../adapters/portal-adapter.js';
import type { ContentItem } from '../../schemas/content-item.js';
import type { Delivery, Receipt } from '../../schemas/delivery.js';
import { isAppError } from '../../schemas/errors.js';
import { addSeconds, toInstant } from '../../schemas/instant.js';
import { DEFAULT_ADOPTION_SECONDS } from '../../schemas/portal.js';
import { matchAdoptions, type AwaitedItem, type ShownArticle } from '../domain/match-adoptions.js';
import { parseDate } from '../normalize/parse-date.js';
import { acknowledgementsOf } from '../registry/check-portal.js';
import type { DueVerdicts, PortalStore } from '../store/portal-store.js';
import { recordReceipt, type ReceiptDependencies } from './accept-receipts.js';
import { openPortal, type OpenPortal } from './open-portal.js';
import type { Pacer } from './pacer.js';

export interface VerdictDependencies extends ReceiptDependencies {
  pacer: Pacer;
  portals: PortalStore;
  items: { findMany(ids: readonly string[]): Promise<ContentItem[]> };
}

export type VerdictOutcome =
  | { what: 'not-due' }
  | { what: 'looked'; waiting: number; verdicts: number }
  /** The portal could not be read this time; the next look is due in any case. */
  | { what: 'failed'; code: string; message: string };

/** Deliveries of one look: the newest, and as many older ones in turn. */
const PAGE = 100;

/**
 * Looks for what a portal does not tell by itself: verdicts that it gives only when asked, and adoptions in its public
 * list. What is found is kept as a receipt that says where it came from.
 */
export function createFindVerdicts(deps: VerdictDependencies) {
  return async (portalId: string, signal: AbortSignal): Promise<VerdictOutcome> => {
    const portal = await deps.portals.find(portalId);
    if (portal?.state !== 'active') return { what: 'not-due' };
    const now = deps.now();
    const next = toInstant(addSeconds(now, portal.adoptionSeconds ?? DEFAULT_ADOPTION_SECONDS));
    const due = await deps.portals.takeVerdicts(portalId, toInstant(now), next);
    if (!due) return { what: 'not-due' };
    try {
      return await look(deps, await openPortal(deps, portalId), due, signal);
    } catch (error) {
      if (!isAppError(error)) throw error;
      return { what: 'failed', code: error.code, message: error.message };
    }
  };
}

async function look(
  deps: VerdictDependencies,
  open: OpenPortal,
  due: DueVerdicts,
  signal: AbortSignal,
): Promise<VerdictOutcome> {
  const awaited = await findAwaited(deps, due);
  const ways = acknowledgementsOf(open.portal, open.adapter);
  const receipts: Receipt[] = [];
  if (awaited.length > 0 && ways.includes('public-list'))
    receipts.push(...(await readAdoptions(deps, open, awaited, signal)));
  if (ways.includes('asking') && !ways.includes('callback'))
    receipts.push(...(await askVerdicts(deps.pacer, open, awaited, signal)));
  for (const receipt of receipts) await recordReceipt(deps, open.portal.id, receipt);
  return { what: 'looked', waiting: awaited.length, verdicts: receipts.length };
}

/** Deliveries that the portal has and has not decided on: the newest, and a page of the others that moves on. */
async function findAwaited(
  deps: VerdictDependencies,
  { portalId, cursor }: DueVerdicts,
): Promise<Delivery[]> {
  const waiting = { portalId, status: 'delivered' as const };
  const newest = await deps.deliveries.list(waiting, { limit: PAGE });
  const from = cursor ?? newest.nextCursor;
  const older =
    from === undefined ? undefined : await deps.deliveries.list(waiting, { limit: PAGE, cursor: from });
  await deps.portals.keepVerdictsCursor(portalId, older?.nextCursor);
  const all = new Map([...newest.items, ...(older?.items ?? [])].map((delivery) => [delivery.id, delivery]));
  return [...all.values()].filter(({ applied }) => applied?.receipt.status === 'accepted');
}

async function readAdoptions(
  deps: VerdictDependencies,
  open: OpenPortal,
  awaited: readonly Delivery[],
  signal: AbortSignal,
): Promise<Receipt[]> {
  if (!(await deps.pacer.wait(open.portal, 'backfill', signal))) return [];
  const listed = (await open.adapter.readList?.(open.options, open.context(signal))) ?? [];
  const now = deps.now();
  const items = new Map(
    (await deps.items.findMany(awaited.map(({ itemId }) => itemId))).map((item) => [item.id, item]),
  );
  const known = awaited.flatMap((delivery) => toAwaited(delivery, items.get(delivery.itemId)));
  const shown = listed.map((article) => toShown(article, now));
  const byId = new Map(awaited.map((delivery) => [delivery.id, delivery]));
  return matchAdoptions(known, shown).flatMap(({ deliveryId, article }) =>
    toAdoption(byId.get(deliveryId), article, now),
  );
}

function toAwaited({ id, desired, applied }: Delivery, item: ContentItem | undefined): AwaitedItem[] {
  if (!item) return [];
  const { title, publishedAt } = item.content;
  const url = applied?.receipt.url;
  return [
    {
      ...{ deliveryId: id, title, sentAt: desired.at },
      ...(publishedAt !== undefined && { publishedAt }),
      ...(url !== undefined && { url }),
    },
  ];
}

function toShown({ title, url, dateText }: ListedArticle, now: Date): ShownArticle {
  const at = dateText === undefined ? undefined : parseDate(dateText, now);
  return { title, url, ...(at !== undefined && { at }) };
}

/** The number names the article, so that the next look finds the same receipt here already. */
function toAdoption(delivery: Delivery | undefined, { url, at }: ShownArticle, now: Date): Receipt[] {
  if (!delivery?.applied || !/^https?:\/\//i.test(url)) return [];
  const number = createHash('sha256').update(url).digest('hex').slice(0, 16);
  return [
    {
      idempotencyKey: delivery.applied.receipt.idempotencyKey,
      status: 'adopted',
      receiptNumber: `list-${number}`,
      at: at ?? toInstant(now),
      url,
      origin: 'public-list',
    },
  ];
}

/** One after another: it is a courtesy of the portal, and nothing waits for it. */
async function askVerdicts(
  pacer: Pacer,
  open: OpenPortal,
  awaited: readonly Delivery[],
  signal: AbortSignal,
): Promise<Receipt[]> {
  const verdicts: Receipt[] = [];
  for (const { applied } of awaited) {
    if (!applied || !(await pacer.wait(open.portal, 'backfill', signal))) continue;
    const { idempotencyKey } = applied.receipt;
    const found = await open.adapter.findReceipt(idempotencyKey, open.options, open.context(signal));
    if (found && found.status !== 'accepted') verdicts.push({ ...found, origin: 'asking' });
  }
  return verdicts;
}
