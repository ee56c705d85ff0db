import { expect, test } from '@jest/globals';
import type { DryRunItem } from '../../../schemas/route.js';
import { comparePlaces, countByPortal } from '../../../src/domain/compare-routing.js';

test('what is new, what is gone and what stands in another column are told apart', () => {
  const before = [{ portalId: 'a' }, { portalId: 'b', column: '一' }, { portalId: 'c', column: '一' }];
  const after = [{ portalId: 'b', column: '一' }, { portalId: 'c', column: '二' }, { portalId: 'd' }];
  expect(comparePlaces(before, after)).toEqual({ added: ['d'], removed: ['a'], moved: ['c'] });
});

test('totals are by portal', () => {
  const item = (change: Partial<DryRunItem>): DryRunItem => ({
    ...{ itemId: 'i', title: 't', kind: 'news', organizationId: 'o', state: 'delivered' },
    ...{ targets: [], added: [], removed: [], moved: [], ...change },
  });
  const targets = [{ portalId: 'b', ruleId: 'r' }];
  expect(countByPortal([item({ targets, added: ['b'] }), item({ targets, removed: ['a'] })])).toEqual([
    { portalId: 'a', items: 0, added: 0, removed: 1, moved: 0 },
    { portalId: 'b', items: 2, added: 1, removed: 0, moved: 0 },
  ]);
});
