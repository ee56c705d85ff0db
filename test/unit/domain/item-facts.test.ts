import { describe, expect, test } from '@jest/globals';
import { afterChange, compareFacts, factsOf } from '../../../src/domain/item-facts.js';
import { sampleItem } from './sample-item.js';

const history = { action: 'checked' as const, by: 'system', revision: 1 };
const claim = {
  ...{ by: 'li', at: '2026-11-23T09:05:00.000+08:00', until: '2026-11-23T10:05:00.000+08:00' },
};

describe('where an item stands', () => {
  test('names what is there and nothing else', () => {
    expect(factsOf(sampleItem({ claim, lane: 'flash' }))).toEqual({
      ...{ state: 'collected', revision: 1, lane: 'flash', claimedBy: 'li', fingerprint: 'r', findings: 0 },
    });
  });

  test('knows the delivery of the portal it is about, not that of others', () => {
    const at = '2026-11-23T09:05:00.000+08:00';
    const item = sampleItem({
      deliveries: [
        { portalId: 'bureau', operation: 'publish', revision: 1, status: 'adopted', at },
        { portalId: 'central', operation: 'correct', revision: 2, status: 'delivered', at },
      ],
    });
    expect(factsOf(item, 'central').delivery).toBe('correct@2 delivered');
    expect(factsOf(item)).not.toHaveProperty('delivery');
  });
});

describe('after a change', () => {
  const told = (item: Parameters<typeof afterChange>[0], change: Parameters<typeof afterChange>[1]) =>
    compareFacts(factsOf(item), factsOf(afterChange(item, change)));

  test('state and revision are told whatever changed, the rest where it did', () => {
    expect(told(sampleItem({ claim }), { claim: null, history })).toEqual({
      before: { state: 'collected', revision: 1, claimedBy: 'li' },
      after: { state: 'collected', revision: 1 },
    });
  });

  test('a new revision has left its review, its claim and what it was merged into behind', () => {
    const item = sampleItem({ claim, state: 'merged', mergedInto: 'other' });
    const fingerprints = { revision: 'r2', content: 'c2' };
    expect(told(item, { revision: 2, state: 'collected', fingerprints, history })).toEqual({
      before: { state: 'merged', revision: 1, claimedBy: 'li', mergedInto: 'other', fingerprint: 'r' },
      after: { state: 'collected', revision: 2, fingerprint: 'r2' },
    });
  });

  test('a proposal that is answered is gone', () => {
    const evidence = {
      ...{ firstSeenAt: claim.at, lastSeenAt: claim.at, times: 2 },
    };
    const proposal = {
      ...{ kind: 'withdraw' as const, reason: 'gone' as const, evidence, proposedAt: claim.at },
    };
    const item = sampleItem({ proposal: proposal as never });
    expect(factsOf(afterChange(item, { history }, { proposal: null }))).not.toHaveProperty('proposal');
    expect(factsOf(afterChange(item, { history })).proposal).toBe('withdraw');
  });
});
