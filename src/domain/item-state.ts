import { AppError } from '../../schemas/errors.js';
import type { ItemState } from '../../schemas/content-item.js';

/**
 * What may happen to an item, and from which states. Source: the journey in the design; the whole table is here.
 * `revise` is a new revision (resubmitted, changed at the source, corrected): it starts the way through again, while
 * what is already published stays until the new revision is approved.
 */
const TRANSITIONS = {
  revise: {
    from: [
      'collected',
      'checked',
      'in-review',
      'approved',
      'delivered',
      'returned',
      'declined',
      'merged',
      'withdrawn',
      'expired',
    ],
    to: 'collected',
  },
  check: { from: ['collected'], to: 'checked' },
  openReview: { from: ['checked'], to: 'in-review' },
  /** What the source changed in a few words after approval; the policy's limits say how few. */
  pass: { from: ['checked'], to: 'approved' },
  merge: { from: ['collected', 'checked', 'in-review'], to: 'merged' },
  advanceStage: { from: ['in-review'], to: 'in-review' },
  approve: { from: ['in-review'], to: 'approved' },
  /** From `approved` and `delivered` by a second review: what is published stays until the unit has mended it. */
  return: { from: ['in-review', 'approved', 'delivered'], to: 'returned' },
  decline: { from: ['in-review'], to: 'declined' },
  deliver: { from: ['approved'], to: 'delivered' },
  withdraw: {
    from: ['collected', 'checked', 'in-review', 'approved', 'delivered', 'returned', 'declined', 'expired'],
    to: 'withdrawn',
  },
  expire: { from: ['in-review', 'returned'], to: 'expired' },
} as const satisfies Record<string, { from: readonly ItemState[]; to: ItemState }>;

export type ItemTransition = keyof typeof TRANSITIONS;

export function mayTransition(state: ItemState, transition: ItemTransition): boolean {
  const from: readonly ItemState[] = TRANSITIONS[transition].from;
  return from.includes(state);
}

/** The state after a transition; throws `wrong-state` naming both where the table has no such step. */
export function nextState(state: ItemState, transition: ItemTransition): ItemState {
  if (!mayTransition(state, transition)) {
    throw new AppError('wrong-state', `an item that is ${state} cannot ${transition}`, {
      details: { state, transition, allowedFrom: TRANSITIONS[transition].from },
    });
  }
  return TRANSITIONS[transition].to;
}
