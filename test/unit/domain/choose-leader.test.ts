import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  chooseLeader,
  DEFAULT_RANKING,
  firstReporter,
  type LeaderCandidate,
} from '../../../src/domain/choose-leader.js';

function member(itemId: string, fields: Partial<LeaderCandidate> = {}): LeaderCandidate {
  return {
    ...{ itemId, organizationId: itemId, organizationKind: 'unit', state: 'in-review' },
    receivedAt: '2026-11-23T09:00:00.000+08:00',
    ...fields,
  };
}
const at = (hour: string) => `2026-11-23T${hour}:00:00+08:00`;

describe('the leader', () => {
  test.each<[string, LeaderCandidate[], string | undefined]>([
    ['is of the higher kind', [member('a', { organizationKind: 'province' }), member('b')], 'b'],
    [
      'is the bureau before a department',
      [member('a', { organizationKind: 'department' }), member('b', { organizationKind: 'bureau' })],
      'b',
    ],
    ['is not of an unknown organization', [unknown('a'), member('b', { organizationKind: 'portal' })], 'b'],
    [
      'published first',
      [member('a', { publishedAt: at('10') }), member('b', { publishedAt: at('09') })],
      'b',
    ],
    ['has a date', [member('a'), member('b', { publishedAt: at('23') })], 'b'],
    [
      'published first by the clock, whatever the zone it is written in',
      [member('a', { publishedAt: at('09') }), member('b', { publishedAt: '2026-11-23T00:30:00Z' })],
      'b',
    ],
    [
      'was received first where all else is equal',
      [member('a', { receivedAt: at('10') }), member('b', { receivedAt: at('09') })],
      'b',
    ],
    ['has the lower number where even that is equal', [member('b'), member('a')], 'a'],
    ['was not withdrawn', [member('a', { state: 'withdrawn' }), member('b')], 'b'],
    ['was not declined', [member('a', { state: 'declined' }), member('b')], 'b'],
    ['did not expire', [member('a', { state: 'expired' }), member('b')], 'b'],
    ['may have been merged into another', [member('a', { state: 'merged' }), member('b')], 'a'],
    ['is nobody when none may lead', [member('a', { state: 'withdrawn' })], undefined],
    ['is nobody where nobody is', [], undefined],
  ])('%s', (_what, members, leader) => {
    expect(chooseLeader(members, DEFAULT_RANKING)?.itemId).toBe(leader);
  });

  test('is of an organization that is named, in the order of the names', () => {
    const members = [member('a', { organizationKind: 'bureau' }), member('b'), member('c')];
    expect(chooseLeader(members, { ...DEFAULT_RANKING, organizations: ['c', 'b'] })?.itemId).toBe('c');
    expect(chooseLeader(members, { ...DEFAULT_RANKING, organizations: ['x', 'b'] })?.itemId).toBe('b');
    expect(chooseLeader(members, { organizations: [], kinds: ['unit'] })?.itemId).toBe('b');
  });

  test('does not depend on the order of the members, and leaves them as they were', () => {
    const some = fc.record({
      organizationKind: fc.constantFrom('bureau' as const, 'unit' as const, 'province' as const),
      publishedAt: fc.constantFrom(at('09'), at('10')),
      receivedAt: fc.constantFrom(at('11'), at('12')),
      state: fc.constantFrom('in-review' as const, 'withdrawn' as const),
    });
    fc.assert(
      fc.property(fc.array(some, { maxLength: 6 }), (list) => {
        const members = list.map((fields, index) => member(String(index), fields));
        const turned = [...members].reverse();
        expect(chooseLeader(turned, DEFAULT_RANKING)?.itemId).toBe(
          chooseLeader(members, DEFAULT_RANKING)?.itemId,
        );
        expect(turned).toEqual([...members].reverse());
      }),
    );
  });
});

function unknown(itemId: string): LeaderCandidate {
  const { organizationKind, ...rest } = member(itemId);
  return rest;
}

test('the first reporter is who was received first, also when it was withdrawn since', () => {
  const members = [
    member('b', { receivedAt: at('08'), state: 'withdrawn' }),
    member('a', { receivedAt: at('09') }),
  ];
  expect(firstReporter(members)?.itemId).toBe('b');
  const nobody: LeaderCandidate[] = [];
  expect(firstReporter(nobody)).toBeUndefined();
});
