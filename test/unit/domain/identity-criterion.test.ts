import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { IDENTITY_CRITERIA, type IdentityCriterion } from '../../../schemas/source-identity.js';
import {
  decideIdentity,
  type IdentityInForce,
  type IdentityStatistics,
  type IdentitySymptom,
  type IdentityWatch,
} from '../../../src/domain/identity-criterion.js';

const NO_CONFLICTS: Record<IdentitySymptom, number> = {
  ...{ 'ids-reused': 0, 'ids-renewed': 0, 'addresses-reused': 0, 'addresses-renewed': 0 },
};

function seen(conflicts: Partial<Record<IdentitySymptom, number>>, fields: Partial<IdentityStatistics> = {}) {
  return {
    recognized: 10,
    entries: 10,
    addresses: 10,
    ...fields,
    conflicts: { ...NO_CONFLICTS, ...conflicts },
  };
}

const inForce = (
  criterion: IdentityCriterion,
  watch: IdentityWatch = {},
  setByPerson = false,
): IdentityInForce => ({
  ...{ criterion, watch, setByPerson },
});

describe('one collection', () => {
  const rows: [string, IdentityInForce, IdentityStatistics, string | undefined][] = [
    ['without conflicts changes nothing', inForce('external-id'), seen({}), undefined],
    ['of new ids for all is enough', inForce('external-id'), seen({ 'ids-renewed': 10 }), 'address'],
    ['of reused ids for half is enough', inForce('external-id'), seen({ 'ids-reused': 5 }), 'address'],
    ['of a few bad ids is the fault of those', inForce('external-id'), seen({ 'ids-reused': 4 }), undefined],
    [
      'of two entries is too little',
      inForce('external-id'),
      seen({ 'ids-renewed': 2 }, { recognized: 2 }),
      undefined,
    ],
    [
      'of new ids, where one address stands for all, waits: content is the last resort',
      inForce('external-id'),
      seen({ 'ids-renewed': 10 }, { addresses: 1 }),
      undefined,
    ],
    [
      'of new addresses waits: the site may have moved',
      inForce('external-id'),
      seen({ 'addresses-renewed': 10 }),
      undefined,
    ],
    [
      'after a person set it back waits',
      inForce('external-id', {}, true),
      seen({ 'ids-renewed': 10 }),
      undefined,
    ],
    [
      'a second time in a row, small',
      inForce('external-id', { 'ids-reused': 1 }),
      seen({ 'ids-reused': 1 }, { recognized: 1 }),
      'address',
    ],
    [
      'a second time in a row, by addresses',
      inForce('external-id', { 'addresses-renewed': 1 }),
      seen({ 'addresses-renewed': 6 }),
      'content',
    ],
    [
      'a second time after a person',
      inForce('external-id', { 'ids-renewed': 1 }, true),
      seen({ 'ids-renewed': 9 }),
      'address',
    ],
    [
      'by address, with ids as bad as ever',
      inForce('address', {}),
      seen({ 'ids-renewed': 10, 'ids-reused': 10 }),
      undefined,
    ],
    [
      'by address, addresses reused again',
      inForce('address', { 'addresses-reused': 1 }),
      seen({ 'addresses-reused': 8 }),
      'content',
    ],
    [
      'by content there is nothing left to give up',
      inForce('content'),
      seen({ 'addresses-renewed': 10 }),
      undefined,
    ],
  ];
  test.each(rows)('%s', (_name, now, statistics, criterion) => {
    expect(decideIdentity(now, statistics).degraded?.criterion).toBe(criterion);
  });

  test('that recognized nothing leaves the suspicion, a healthy one ends it', () => {
    const suspicious = inForce('external-id', { 'addresses-renewed': 1 });
    expect(decideIdentity(suspicious, seen({}, { recognized: 0 })).watch).toEqual({ 'addresses-renewed': 1 });
    expect(decideIdentity(suspicious, seen({})).watch).toEqual({});
  });
});

const count = fc.nat(20);
const statistics: fc.Arbitrary<IdentityStatistics> = fc.record({
  recognized: count,
  entries: count,
  addresses: count,
  conflicts: fc.record({
    ...{ 'ids-reused': count, 'ids-renewed': count, 'addresses-reused': count, 'addresses-renewed': count },
  }),
});

/** The criterion after each of many collections. */
function follow(collections: readonly IdentityStatistics[]): IdentityCriterion[] {
  let now = inForce('external-id');
  return collections.map((each) => {
    const { watch, degraded } = decideIdentity(now, each);
    now = { criterion: degraded?.criterion ?? now.criterion, watch, setByPerson: false };
    return now.criterion;
  });
}

test('whatever a source shows, its criterion never swings back', () => {
  fc.assert(
    fc.property(fc.array(statistics, { maxLength: 30 }), (collections) => {
      const ranks = follow(collections).map((criterion) => IDENTITY_CRITERIA.indexOf(criterion));
      expect(ranks).toEqual([...ranks].sort((a, b) => a - b));
    }),
  );
});

test('a source whose conflicts stay below half of what it shows keeps its ids for ever', () => {
  const healthy = statistics.map((each) => {
    const few = (of: number) => Math.min(of, Math.max(0, Math.ceil(each.recognized / 2) - 1));
    const conflicts = Object.entries(each.conflicts).map(([name, value]) => [name, few(value)] as const);
    return { ...each, conflicts: { ...NO_CONFLICTS, ...Object.fromEntries(conflicts) } };
  });
  fc.assert(
    fc.property(fc.array(healthy, { minLength: 1, maxLength: 30 }), (collections) => {
      expect(new Set(follow(collections))).toEqual(new Set(['external-id']));
    }),
  );
});
