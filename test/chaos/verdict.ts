import type { ContentItem } from '../../schemas/content-item.js';
import type { Delivery } from '../../schemas/delivery.js';
import type { Books } from './people.js';
import { findUnalarmed } from './proofs.js';
import { PORTALS, type PortalId, type World } from './world.js';

interface Held {
  itemId: string;
  title: string;
  revision: number;
  live: boolean;
  operations: { idempotencyKey: string; operation: string; revision: number }[];
}

export interface Verdict {
  wrong: string[];
  /** Nothing is on its way any more. */
  settled: boolean;
  counts: Record<string, number>;
}

/** States in which an item may rest; every other one is on its way. */
const AT_REST: readonly ContentItem['state'][] = ['delivered', 'withdrawn', 'merged', 'declined', 'expired'];

/** Looks at everything: what units were promised, what the gateway says, and what the portals really hold. */
export async function judge(world: World, books: Books): Promise<Verdict> {
  const [items, deliveries, bureau, central] = await Promise.all([
    world.gateway.allItems('auditor'),
    world.gateway.allDeliveries('auditor'),
    readPortal(world.portals.bureau),
    readPortal(world.portals.central),
  ]);
  const held: Record<PortalId, Held[]> = { bureau, central };
  const byId = new Map(items.map((item) => [item.id, item]));
  const wrong = [
    ...lost(books, byId),
    ...twice(items),
    ...deliveries.flatMap((delivery) => misdelivered(delivery, byId, held)),
    ...PORTALS.flatMap((portal) => held[portal].flatMap((each) => disordered(each, portal))),
  ];
  const moving = items.filter(({ state }) => !AT_REST.includes(state));
  const unalarmed = await findUnalarmed(world, deliveries);
  const due = deliveries.filter((delivery) => delivery.due && delivery.status !== 'refused');
  return {
    wrong,
    settled: moving.length === 0 && due.length === 0 && unalarmed.length === 0,
    counts: {
      ...{ items: items.length, moving: moving.length, deliveries: deliveries.length, due: due.length },
      ...{ atBureau: bureau.length, atCentral: central.length },
      refused: deliveries.filter(({ status }) => status === 'refused').length,
      unalarmed: unalarmed.length,
    },
  };
}

async function readPortal(url: string): Promise<Held[]> {
  const answer = (await (await fetch(`${url}/state`)).json()) as { items: Held[] };
  return answer.items;
}

/** What was acknowledged is there, in the version acknowledged. */
function lost({ pushed }: Books, items: ReadonlyMap<string, ContentItem>): string[] {
  return [...pushed.values()].flatMap(({ id, externalId, title, withdrawn }) => {
    const item = items.get(id);
    if (!item) return [`${externalId}: acknowledged as ${id} and lost`];
    if (withdrawn && item.state !== 'withdrawn') return [`${id}: withdrawn, and is ${item.state} again`];
    return item.content.title === title ? [] : [`${id}: shows “${item.content.title}” instead of “${title}”`];
  });
}

function twice(items: readonly ContentItem[]): string[] {
  const seen = new Map<string, string>();
  return items.flatMap(({ id, content }) => {
    const key = content.externalId ?? id;
    const before = seen.get(key);
    seen.set(key, id);
    return before === undefined ? [] : [`${key}: stored twice, as ${before} and ${id}`];
  });
}

/** The portal shows what was decided last; a refusal is visible and is an open question for people. */
function misdelivered(
  delivery: Delivery,
  items: ReadonlyMap<string, ContentItem>,
  held: Readonly<Record<PortalId, Held[]>>,
): string[] {
  const portal = PORTALS.find((id) => id === delivery.portalId);
  const item = items.get(delivery.itemId);
  if (!portal || !item || delivery.due || delivery.status === 'refused') return [];
  const at = held[portal].find(({ itemId }) => itemId === item.id);
  const { publication } = item;
  if (!publication) return [`${delivery.id}: delivered without ever being approved`];
  if (!at) return [`${delivery.id}: said to be delivered, and the portal does not have it`];
  const live = publication.operation !== 'withdraw';
  return at.live === live && at.revision === publication.revision
    ? []
    : [
        `${delivery.id}: the portal shows ${at.revision} ${at.live ? 'live' : 'down'}, decided was ${publication.revision} ${publication.operation}`,
      ];
}

/** Each operation took effect once, and none after a newer one. */
function disordered({ itemId, operations }: Held, portal: PortalId): string[] {
  const keys = operations.map(({ idempotencyKey }) => idempotencyKey);
  const revisions = operations.map(({ revision }) => revision);
  return [
    ...(new Set(keys).size === keys.length ? [] : [`${portal}/${itemId}: an operation took effect twice`]),
    ...(revisions.every((revision, index) => index === 0 || revision >= (revisions[index - 1] ?? 0))
      ? []
      : [`${portal}/${itemId}: an older revision after a newer one: ${revisions.join(', ')}`]),
  ];
}
