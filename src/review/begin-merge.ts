import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { ContentItem, ItemState } from '../../schemas/content-item.js';
import { AppError } from '../../schemas/errors.js';
import { addSeconds, toInstant, type Clock } from '../../schemas/instant.js';
import { whereItIs } from '../domain/review/decide-review.js';
import type { ItemStore } from '../store/item-store.js';

export interface MergeDependencies {
  items: Pick<ItemStore, 'beginMerge' | 'findMergeSide' | 'endMerge'>;
  now: Clock;
}

interface Merge {
  item: Pick<ContentItem, 'id' | 'version'>;
  into: string;
  token: string;
}

/** How long a mark keeps others waiting when its process died before it merged. */
const HOLD_SECONDS = 10;
const PAUSE_MS = 20;
const MOST_PAUSES = (2 * HOLD_SECONDS * 1000) / PAUSE_MS;

/** What is not taken, or taken back, keeps nothing for another item. */
const ENDED: readonly ItemState[] = ['declined', 'withdrawn', 'expired'];

/**
 * Makes sure that the item which is to stay does stay: of two that are merged into each other at the same moment only one
 * may vanish, and theirs are two writes. Each is marked before the other one is looked at, so at least one sees the other's
 * mark. The one with the greater id takes its mark off while it waits for what comes of the other: so no circle of items
 * waits for itself. A mark whose process died runs out, and is taken off before anybody goes on without it. Answers the token of the
 * mark: where it is gone the merge is not written. Throws `conflict` with where the other item is, `validation-failed`
 * where that keeps nothing for others.
 */
export async function beginMerge(
  deps: MergeDependencies,
  item: Pick<ContentItem, 'id' | 'version'>,
  into: string,
): Promise<string> {
  const merge = { item, into, token: randomUUID() };
  try {
    for (let pauses = 0; pauses < MOST_PAUSES; pauses++) {
      if (await isSettled(deps, merge)) return merge.token;
      await setTimeout(PAUSE_MS);
    }
    throw new AppError('conflict', `${item.id} and ${into} are being merged by others`, { retryable: true });
  } catch (error) {
    await deps.items.endMerge(item.id, merge.token);
    throw error;
  }
}

/** Whether the other item stays, or the write is going to say why not; false where that is still open. */
async function isSettled({ items, now }: MergeDependencies, { item, into, token }: Merge): Promise<boolean> {
  const at = toInstant(now());
  const isOpen = async (): Promise<boolean> => {
    const other = await items.findMergeSide(into);
    if (!other || ENDED.includes(other.item.state)) throw keepsNothing();
    if (other.item.state === 'merged') throw isMerged(other.item);
    if (other.merging && other.merging.until <= at) await items.endMerge(into, other.merging.token);
    return other.merging !== undefined;
  };
  const yields = item.id > into;
  if (yields && (await isOpen())) return false;
  const until = toInstant(addSeconds(now(), HOLD_SECONDS));
  const marked = await items.beginMerge(item.id, { into, token, version: item.version, until }, at);
  // Somebody else is about to merge it, or has changed it: that refuses the write.
  if (!marked) return (await items.findMergeSide(item.id))?.item.version !== item.version;
  if (!(await isOpen())) return true;
  if (yields) await items.endMerge(item.id, token);
  return false;
}

function isMerged(other: ContentItem): AppError {
  const { id, mergedInto } = other;
  const details = { into: id, ...whereItIs(other), ...(mergedInto !== undefined && { mergedInto }) };
  return new AppError('conflict', `item ${id} is merged into another one itself`, { details });
}

function keepsNothing(): AppError {
  const zh = '没有这一条，或它不予采用、撤稿或过期';
  const en = 'there is no such item, or it was declined, withdrawn or expired itself';
  return new AppError('validation-failed', en, { fields: [{ pointer: '/into', zh, en }] });
}
