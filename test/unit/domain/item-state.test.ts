import { describe, expect, test } from '@jest/globals';
import { ITEM_STATES, type ItemState } from '../../../schemas/content-item.js';
import { mayTransition, nextState, type ItemTransition } from '../../../src/domain/item-state.js';

/** Written out a second time on purpose: a change of the table must be meant. */
const ALLOWED: Record<ItemTransition, Partial<Record<ItemState, ItemState>>> = {
  revise: Object.fromEntries(ITEM_STATES.map((state) => [state, 'collected'])),
  check: { collected: 'checked' },
  openReview: { checked: 'in-review' },
  pass: { checked: 'approved' },
  merge: { collected: 'merged', checked: 'merged', 'in-review': 'merged' },
  advanceStage: { 'in-review': 'in-review' },
  approve: { 'in-review': 'approved' },
  return: { 'in-review': 'returned', approved: 'returned', delivered: 'returned' },
  decline: { 'in-review': 'declined' },
  deliver: { approved: 'delivered' },
  withdraw: {
    ...{ collected: 'withdrawn', checked: 'withdrawn', 'in-review': 'withdrawn', approved: 'withdrawn' },
    ...{ delivered: 'withdrawn', returned: 'withdrawn', declined: 'withdrawn', expired: 'withdrawn' },
  },
  expire: { 'in-review': 'expired', returned: 'expired' },
};
const TRANSITIONS = Object.keys(ALLOWED) as ItemTransition[];
const PAIRS = TRANSITIONS.flatMap((transition) => ITEM_STATES.map((state) => [state, transition] as const));

describe('the table of states', () => {
  test.each(PAIRS)('%s, %s', (state, transition) => {
    const to = ALLOWED[transition][state];
    expect(mayTransition(state, transition)).toBe(to !== undefined);
    if (to !== undefined) expect(nextState(state, transition)).toBe(to);
    else expect(() => nextState(state, transition)).toThrow(expect.objectContaining({ code: 'wrong-state' }));
  });

  test('strands nothing: from every state there is a way to be published', () => {
    for (const state of ITEM_STATES) {
      const way = (['revise', 'check', 'openReview', 'approve', 'deliver'] as const).reduce<ItemState>(
        nextState,
        state,
      );
      expect(way).toBe('delivered');
    }
  });
});
