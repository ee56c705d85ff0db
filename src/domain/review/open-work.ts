import type { Role } from '../../../schemas/account.js';
import type { ContentItem } from '../../../schemas/content-item.js';
import { AppError } from '../../../schemas/errors.js';
import type { Review, ReviewStage, SecondReview } from '../../../schemas/review.js';

/** What the record calls 补审. */
export const POST_REVIEW = 'post-review';

/** The stage an item waits in, or the second look at what is published already. */
export type OpenWork =
  | { kind: 'stage'; name: string; role: Role; dueAt: string; review: Review; stage: ReviewStage }
  | { kind: 'post-review'; name: typeof POST_REVIEW; role: Role; dueAt: string; secondReview: SecondReview };

export type Waiting = Pick<ContentItem, 'state' | 'review' | 'secondReview' | 'publication'>;

/** What waits for people: none, one or, where a new revision is in review before the old was looked at again, both. */
export function findOpenWork(item: Waiting): OpenWork[] {
  const work: OpenWork[] = [];
  const stage = item.review?.stages[item.review.stage];
  if (item.state === 'in-review' && item.review && stage) {
    const dueAt = stage.dueAt ?? item.review.deadlineAt;
    work.push({ kind: 'stage', name: stage.name, role: stage.role, dueAt, review: item.review, stage });
  }
  const { secondReview } = item;
  if (secondReview && secondReview.decidedBy === undefined && isOutOrComing(item)) {
    const { role, dueAt } = secondReview;
    work.push({ kind: 'post-review', name: POST_REVIEW, role, dueAt, secondReview });
  }
  return work;
}

/** Since when it waits. */
export function openedAtOf(work: OpenWork): string {
  if (work.kind === 'post-review') return work.secondReview.openedAt;
  return work.stage.openedAt ?? work.review.startedAt;
}

/** The revision it is about. */
export function revisionOf(work: OpenWork): number {
  return work.kind === 'post-review' ? work.secondReview.revision : work.review.revision;
}

/** What is taken down needs no second look; nor does what was to be published later and was taken back before. */
function isOutOrComing({ state, publication }: Waiting): boolean {
  return publication ? publication.operation !== 'withdraw' : state === 'approved';
}

/** The work a decision means. Throws `wrong-state` where nothing waits, `wrong-stage` where another stage does. */
export function requireOpenWork(item: Waiting, asked?: string): OpenWork {
  const open = findOpenWork(item);
  const [first] = open;
  if (!first) {
    throw new AppError('wrong-state', `an item that is ${item.state} is not waiting for a decision`, {
      details: { state: item.state },
    });
  }
  const meant = asked === undefined ? first : open.find(({ name }) => name === asked);
  if (meant) return meant;
  throw new AppError('wrong-stage', `the item does not wait in stage ${asked}`, {
    details: { stage: first.name, state: item.state },
  });
}
