import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createTally, quantileOf, type CountedEntry } from '../../../../src/domain/review/day-figures.js';

const at = (minute: number) => `2026-11-25T09:${String(minute).padStart(2, '0')}:00.000+08:00`;
const decision = (minute: number, action: CountedEntry['action'], stage = 'first-review'): CountedEntry => ({
  ...{ at: at(minute), action, stage, organizationId: 'geodesy' },
  timing: { lane: 'urgent', openedAt: at(0), dueAt: at(30) },
});
const tallyOf = (entries: readonly CountedEntry[]) => {
  const tally = createTally();
  for (const entry of entries) tally.addEntry(entry);
  return tally;
};

describe('what the record of a day says', () => {
  test('a decision on the deadline is in time, one behind it is not', () => {
    const tally = tallyOf([decision(30, 'stage-approved'), decision(31, 'returned')]).result();
    expect(tally.stages).toEqual([
      {
        ...{ stage: 'first-review', lane: 'urgent', decided: 2, inTime: 1 },
        times: [
          [1800, 1],
          [1900, 1],
        ],
      },
    ]);
    expect(tally.units).toMatchObject([{ organization: 'geodesy', returned: 1, approved: 0 }]);
  });

  test('second reviews are the unit’s figures too', () => {
    const tally = tallyOf([
      decision(1, 'second-reviewed', 'post-review'),
      decision(40, 'withdrawn', 'post-review'),
    ]);
    expect(tally.result().units).toMatchObject([{ secondInTime: 1, secondLate: 1 }]);
  });

  test('what is no decision of a stage is counted for the unit alone', () => {
    const tally = tallyOf([
      { at: at(1), action: 'submitted', organizationId: 'geodesy' },
      { at: at(2), action: 'withdrawn', organizationId: 'geodesy' },
    ]);
    expect(tally.result()).toMatchObject({ stages: [], units: [{ received: 1, declined: 0 }] });
  });

  test('medians are those of the sorted times, to two digits', () => {
    const tally = tallyOf([5, 1, 9, 3].map((minute) => decision(minute, 'stage-approved'))).result();
    const [stage] = tally.stages;
    expect(stage && [quantileOf(stage, 0.5), quantileOf(stage, 0.9)]).toEqual([180, 540]);
  });

  test('days counted one by one say what they say counted at once', () => {
    const entries = fc.array(
      fc.record({
        minute: fc.integer({ min: 0, max: 59 }),
        action: fc.constantFrom('stage-approved' as const, 'returned' as const, 'submitted' as const),
      }),
    );
    fc.assert(
      fc.property(entries, entries, (first, second) => {
        const one = first.map(({ minute, action }) => decision(minute, action));
        const two = second.map(({ minute, action }) => decision(minute, action));
        const total = createTally();
        total.addTally(tallyOf(one).result());
        total.addTally(tallyOf(two).result());
        expect(total.result()).toEqual(tallyOf([...one, ...two]).result());
      }),
    );
  });
});
