import {
  MOST_REPLAYED,
  type BulkReplayAnswer,
  type BulkReplayRequest,
  type DeadLetter,
  type ReplayRequest,
} from '../../schemas/dead-letter.js';
import type { Delivery } from '../../schemas/delivery.js';
import { AppError } from '../../schemas/errors.js';
import { toInstant, type Clock } from '../../schemas/instant.js';
import type { Portal } from '../../schemas/portal.js';
import { openingOf } from '../domain/quiet-hours.js';
import type { WakeUp } from '../queue/queues.js';
import { toDeliverWakeUp } from '../queue/wake-ups.js';
import { stampOf, type Caller } from '../review/caller.js';
import type { DeliveryStore } from '../store/delivery-store.js';
import type { ItemStore } from '../store/item-store.js';

export interface ReplayDependencies {
  deliveries: Pick<DeliveryStore, 'find' | 'findDead' | 'listDead' | 'countDead' | 'replay'>;
  items: Pick<ItemStore, 'findById' | 'applyChange'>;
  portals: { find(id: string): Promise<Portal | undefined> };
  wake(calls: readonly WakeUp[]): Promise<boolean>;
  now: Clock;
}

const TRIES = 20;
const PAGE = 100;
const SAMPLE = 20;

/**
 * 重发: sends again what a portal refused, once what was wrong is mended, one by one or all that fit a filter. Who did so
 * and why is in the item's history before the delivery is due again: a crash in between leaves a dead letter that is
 * replayed once more. The key stays the same, so a portal that has it after all answers with its receipt.
 */
export function createReplayDeadLetters(deps: ReplayDependencies) {
  async function replayOne(id: string, request: ReplayRequest, caller: Caller): Promise<Delivery> {
    const dead = await deps.deliveries.findDead(id);
    const found = dead ?? (await deps.deliveries.find(id));
    if (!found) throw new AppError('not-found', `there is no delivery ${id}`);
    if (!dead || !(await replay(deps, dead, request, caller)))
      throw new AppError('wrong-state', `delivery ${id} was not refused`, { details: { id } });
    const replayed = await deps.deliveries.find(id);
    if (!replayed) throw new AppError('not-found', `there is no delivery ${id}`);
    return replayed;
  }

  async function replayMany(request: BulkReplayRequest, caller: Caller): Promise<BulkReplayAnswer> {
    const { portal, lane, organization, reason, dryRun = false, comment } = request;
    const filter = {
      ...(portal !== undefined && { portalId: portal }),
      ...(lane !== undefined && { lane }),
      ...(organization !== undefined && { organizationId: organization }),
      ...(reason !== undefined && { reason }),
    };
    const found = await deps.deliveries.countDead(filter);
    const answer: BulkReplayAnswer = { dryRun, found, replayed: 0, sample: [] };
    let cursor: string | undefined;
    do {
      const limit = Math.min(PAGE, MOST_REPLAYED - answer.replayed);
      const page = await deps.deliveries.listDead(filter, { limit, ...(cursor !== undefined && { cursor }) });
      answer.sample.push(...page.items.slice(0, SAMPLE - answer.sample.length).map(({ id }) => id));
      if (dryRun) return answer;
      for (const dead of page.items) if (await replay(deps, dead, { comment }, caller)) answer.replayed += 1;
      cursor = page.nextCursor;
    } while (cursor !== undefined && answer.replayed < MOST_REPLAYED);
    return answer;
  }

  return { replayOne, replayMany };
}

/** False where it was no dead letter any more. */
async function replay(
  deps: ReplayDependencies,
  dead: DeadLetter,
  { comment }: ReplayRequest,
  caller: Caller,
): Promise<boolean> {
  await record(deps, dead, comment, caller);
  const { id, lane, portalId, operation } = dead;
  const opening = openingOf(await deps.portals.find(portalId), { lane, operation }, deps.now());
  if (!(await deps.deliveries.replay(dead, toInstant(opening)))) return false;
  const delivery = await deps.deliveries.find(id);
  if (delivery) await deps.wake([toDeliverWakeUp(delivery)]);
  return true;
}

async function record(
  { items, now }: ReplayDependencies,
  { itemId, portalId, revision, reason }: DeadLetter,
  comment: string,
  caller: Caller,
): Promise<void> {
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const item = await items.findById(itemId);
    if (!item) throw new AppError('not-found', `item ${itemId} is gone`);
    const history = {
      ...{ action: 'replayed' as const, by: caller.account.id, revision, portalId, subject: reason, comment },
    };
    const at = toInstant(now());
    if (await items.applyChange({ item, change: { history } }, stampOf(caller, at))) return;
  }
  throw new AppError('stale-version', `item ${itemId} is being changed by others`, { retryable: true });
}
