import type { Account } from '../../../schemas/account.js';
import type { ContentItem } from '../../../schemas/content-item.js';
import { AppError } from '../../../schemas/errors.js';
import { addSeconds, toInstant } from '../../../schemas/instant.js';
import type { Claim } from '../../../schemas/review.js';
import type { ItemChange } from '../item-change.js';
import { findOthersClaim, findRefusal, hasEnded, requireMayDecide } from './may-decide.js';
import { findOpenWork, requireOpenWork, type OpenWork } from './open-work.js';
import type { ReviewClock } from './review-clock.js';

/** Who may take an item from whoever claimed it and give it to somebody else. */
const ASSIGNERS = ['liaison', 'duty-officer', 'system-administrator'] as const;

interface When {
  clock: ReviewClock;
  now: Date;
}

/** 认领, or its renewal. Throws as a decision does, and `claimed-by-other`. */
export function decideClaim(item: ContentItem, account: Account, { clock, now }: When): ItemChange {
  const work = workFor(item, account);
  requireMayDecide(item, work, account);
  const other = findOthersClaim(item, work, account, now);
  if (other)
    throw new AppError('claimed-by-other', `${other.by} has claimed the item until ${other.until}`, {
      details: { by: other.by, until: other.until },
    });
  return { claim: toClaim(item, account, { clock, now }), history: entry(item, work, account, 'claimed') };
}

/** Gives one's own claim back. Throws `wrong-state` where there is none. */
export function decideRelease(item: ContentItem, account: Account): ItemChange {
  const work = workFor(item, account);
  if (item.claim?.by !== account.id)
    throw new AppError('wrong-state', 'you have not claimed this item', {
      details: { by: item.claim?.by, state: item.state },
    });
  return { claim: null, history: entry(item, work, account, 'released') };
}

/**
 * 改派: hands the open work to another person, who must be one that may decide. By whoever holds the claim, or by those who
 * keep the desk running.
 */
export function decideReassignment(
  item: ContentItem,
  { to, reason }: { to: Account; reason: string },
  account: Account,
  { clock, now }: When,
): ItemChange {
  const work = workFor(item, to);
  const own = item.claim?.by === account.id && !hasEnded(item.claim, now);
  if (!own && !ASSIGNERS.some((role) => account.roles.includes(role)))
    throw new AppError('forbidden', `only the claimant, or ${ASSIGNERS.join(', ')}, reassigns`);
  requireMayDecide(item, work, to);
  return {
    claim: { ...toClaim(item, to, { clock, now }), givenBy: account.id },
    history: { ...entry(item, work, account, 'reassigned'), subject: to.id, comment: reason },
  };
}

/** Where two things wait, what the person may decide; otherwise whatever waits. Throws `wrong-state` where nothing does. */
function workFor(item: ContentItem, person: Account): OpenWork {
  const open = findOpenWork(item).find((work) => !findRefusal(item, work, person));
  return open ?? requireOpenWork(item);
}

function toClaim(item: ContentItem, account: Account, { clock, now }: When): Claim {
  return {
    ...{ by: account.id, organizationId: account.organizationId, at: toInstant(now) },
    until: toInstant(addSeconds(now, clock.claimSeconds(item.lane))),
  };
}

function entry(
  { revision }: ContentItem,
  { name }: OpenWork,
  { id }: Account,
  action: 'claimed' | 'released' | 'reassigned',
): ItemChange['history'] {
  return { action, by: id, revision, stage: name };
}
