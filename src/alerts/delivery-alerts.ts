import { addSeconds, toInstant, type Clock } from '../../schemas/instant.js';
import { LANES, type Lane } from '../../schemas/lane.js';
import type { Portal } from '../../schemas/portal.js';
import type { AlertCondition } from '../domain/alert.js';
import { deliverWithinSeconds } from '../domain/lanes.js';
import { isQuiet } from '../domain/quiet-hours.js';
import type { ReviewClock } from '../domain/review/review-clock.js';
import type { CircuitStore } from '../store/circuit-store.js';
import type { DeliveryStore } from '../store/delivery-store.js';
import type { ItemStore } from '../store/item-store.js';
import type { AlertFinder } from './alert-finder.js';
import { toCircuitAlert } from './circuit-alert.js';

export interface DeliveryAlertDependencies {
  portals: { list(): Promise<Portal[]> };
  circuits: Pick<CircuitStore, 'list'>;
  deliveries: Pick<DeliveryStore, 'findLate' | 'countByStatus' | 'listDead' | 'findByItems'>;
  items: Pick<ItemStore, 'findUndelivered'>;
  clock(): Promise<ReviewClock>;
  now: Clock;
}

const LANE_NAMES: Record<Lane, string> = { flash: '特急', urgent: '加急', routine: '常规', backfill: '补录' };
const SAMPLE = 20;

/** What is looked for of deliveries. */
export function deliveryAlerts(deps: DeliveryAlertDependencies): AlertFinder[] {
  return [
    { kind: 'circuit-open', find: () => findOpenCircuits(deps) },
    { kind: 'portal-late', find: () => findLatePortals(deps) },
    { kind: 'dead-letters', find: () => findDeadLetters(deps) },
    { kind: 'item-without-receipt', find: () => findUnsent(deps) },
  ];
}

async function findOpenCircuits({ portals, circuits }: DeliveryAlertDependencies): Promise<AlertCondition[]> {
  const known = await circuits.list();
  return (await portals.list()).flatMap((portal) => {
    const circuit = known.find(({ portalId }) => portalId === portal.id);
    return (circuit && toCircuitAlert(portal, circuit)) ?? [];
  });
}

/** Due deliveries whose lane's promise has passed. In a portal's quiet hours, and until the promise after them, none is. */
async function findLatePortals(deps: DeliveryAlertDependencies): Promise<AlertCondition[]> {
  const [portals, clock] = await Promise.all([deps.portals.list(), deps.clock()]);
  const now = deps.now();
  const found: AlertCondition[] = [];
  for (const portal of portals) {
    for (const lane of LANES) {
      const seconds = deliverWithinSeconds(lane, clock);
      if (seconds === undefined) continue;
      const before = addSeconds(now, -seconds);
      if (isQuiet(portal, lane, now) || isQuiet(portal, lane, before)) continue;
      const { count, sample } = await deps.deliveries.findLate(portal.id, lane, toInstant(before));
      if (count > 0) found.push(toLate(portal, lane, seconds, count, sample));
    }
  }
  return found;
}

function toLate(
  { id, name, state }: Portal,
  lane: Lane,
  seconds: number,
  count: number,
  sample: string[],
): AlertCondition {
  const paused = state === 'paused';
  return {
    ...{ kind: 'portal-late', subject: { portalId: id, lane }, count, sample },
    text: {
      zh: `门户 ${name}：${count} 件${LANE_NAMES[lane]}稿件通过后超过 ${seconds} 秒仍未送达${paused ? '（门户已停用）' : ''}。`,
      en: `portal ${id}: ${count} ${lane} items are not delivered ${seconds} s after their approval${paused ? ' (the portal is paused)' : ''}.`,
    },
    action: {
      zh: paused
        ? '门户处于停用状态，请确认后启用；特急稿件请先电话联系门户。'
        : '查看该门户的熔断状态、限速设置与各稿件最近的尝试记录；特急稿件请先电话联系门户人工发布。',
      en: paused
        ? 'The portal is paused: resume it, and ring the portal about flash items meanwhile.'
        : "Look at the portal's circuit, its rate limit and the last attempts; ring the portal about flash items meanwhile.",
    },
  };
}

async function findDeadLetters({
  portals,
  deliveries,
}: DeliveryAlertDependencies): Promise<AlertCondition[]> {
  const counts = (await deliveries.countByStatus()).filter(({ status }) => status === 'refused');
  const found: AlertCondition[] = [];
  for (const { id, name } of await portals.list()) {
    const count = counts.find(({ portalId }) => portalId === id)?.count ?? 0;
    if (count === 0) continue;
    const { items } = await deliveries.listDead({ portalId: id }, { limit: SAMPLE });
    found.push({
      ...{ kind: 'dead-letters', subject: { portalId: id }, count, sample: items.map((dead) => dead.id) },
      text: {
        zh: `门户 ${name} 拒收了 ${count} 件稿件，等待处理。`,
        en: `portal ${id} has refused ${count} items that wait for somebody.`,
      },
      action: {
        zh: '在 GET /api/v1/dead-letters 查看原因；改正内容后发更正，或在门户一侧修好后重发（POST /api/v1/dead-letters/replay 或 baosong replay）。',
        en: 'See why at GET /api/v1/dead-letters; correct the item, or have the portal mended and replay (POST /api/v1/dead-letters/replay, baosong replay).',
      },
    });
  }
  return found;
}

/** Approved items that no portal has, and none will get: whatever is due or refused has an alert of its own. */
async function findUnsent(deps: DeliveryAlertDependencies): Promise<AlertCondition[]> {
  const clock = await deps.clock();
  const found: AlertCondition[] = [];
  for (const lane of LANES) {
    const seconds = deliverWithinSeconds(lane, clock);
    if (seconds === undefined) continue;
    const before = toInstant(addSeconds(deps.now(), -seconds));
    const ids = await deps.items.findUndelivered(lane, before);
    const sent = new Set((await deps.deliveries.findByItems(ids)).map(({ itemId }) => itemId));
    const unsent = ids.filter((id) => !sent.has(id));
    if (unsent.length === 0) continue;
    found.push({
      ...{ kind: 'item-without-receipt', subject: { lane }, count: unsent.length },
      sample: unsent.slice(0, SAMPLE),
      text: {
        zh: `${unsent.length} 件${LANE_NAMES[lane]}稿件已通过，但没有分发到任何门户。`,
        en: `${unsent.length} ${lane} items are approved and were sent to no portal.`,
      },
      action: {
        zh: '检查分发规则（GET /api/v1/items/{id}/routing 说明原因），修改规则后用 reroute 重新分发。',
        en: 'Look at the routing rules (GET /api/v1/items/{id}/routing tells why), change them, then reroute the items.',
      },
    });
  }
  return found;
}
