import { expect, test } from '@jest/globals';
import type { RawEntry } from '../../../schemas/raw-entry.js';
import { AppError } from '../../../schemas/errors.js';
import { createNormalizeEntries, normalizeEntry } from '../../../src/ingest/normalize-entries.js';
import { createWithinTime, type WithinTime } from '../../../src/within-time.js';

const context = { defaults: { kind: 'news' as const }, now: new Date('2026-11-24T10:00:00+08:00') };
const entry = (id: string): RawEntry => ({ externalId: id, title: `标题${id}`, body: '<p>正文</p>' });

const over = new Error('the time is over');
/** A time limit that passes where an entry says so, whatever the clock says. */
const untilOver: WithinTime = (run) => {
  try {
    return run();
  } catch (error) {
    throw error === over ? new AppError('parse-timeout', 'over') : error;
  }
};

/** An entry whose title takes longer than there is time, each time or only `times` times. */
function poisoned(id: string, times = Infinity): RawEntry {
  let asked = 0;
  return {
    externalId: id,
    get title(): string {
      asked += 1;
      if (asked <= times) throw over;
      return '标题';
    },
  };
}

const codes = (outcomes: Awaited<ReturnType<ReturnType<typeof createNormalizeEntries>>>) =>
  outcomes.map((outcome) => (outcome.ok ? outcome.content.externalId : outcome.code));

test('entries that cannot be read in time are given up, and no other entry is lost', async () => {
  const normalize = createNormalizeEntries(untilOver);
  const entries = [entry('1'), poisoned('2'), entry('3'), poisoned('4'), poisoned('5'), entry('6')];
  expect(codes(await normalize(entries, context))).toEqual([
    ...['1', 'parse-timeout', '3', 'parse-timeout', 'parse-timeout', '6'],
  ]);
});

test('an entry that only the ones before it left no time for is read', async () => {
  const entries = [entry('1'), entry('2'), poisoned('3', 1), entry('4')];
  const outcomes = await createNormalizeEntries(untilOver)(entries, context);
  expect(codes(outcomes)).toEqual(['1', '2', '3', '4']);
});

test('one watched call serves all entries', async () => {
  let calls = 0;
  const within: WithinTime = (run) => {
    calls += 1;
    return run();
  };
  const outcomes = await createNormalizeEntries(within)([entry('1'), entry('2'), {}], context);
  expect(codes(outcomes)).toEqual(['1', '2', 'validation-failed']);
  expect(calls).toBe(1);
});

test('other work gets its turn after every limit that passed', async () => {
  const order: string[] = [];
  setImmediate(() => order.push('other work'));
  const normalizing = createNormalizeEntries(untilOver)([poisoned('1'), entry('2')], context);
  await normalizing.then(() => order.push('entries'));
  expect(order).toEqual(['other work', 'entries']);
});

test('a fault of ours is no outcome', async () => {
  const within: WithinTime = () => {
    throw new TypeError('a fault');
  };
  await expect(createNormalizeEntries(within)([entry('1')], context)).rejects.toThrow(TypeError);
  expect(() => normalizeEntry(entry('1'), context, within)).toThrow(TypeError);
});

test('one entry alone is given up as well, by the clock', () => {
  const endless: RawEntry = {
    get title(): string {
      for (;;);
    },
  };
  expect(normalizeEntry(endless, context, createWithinTime(50))).toMatchObject({
    ok: false,
    code: 'parse-timeout',
  });
});
