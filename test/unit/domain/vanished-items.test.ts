import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ITEM_STATES, type ItemState } from '../../../schemas/content-item.js';
import { DELIVERY_OPERATIONS } from '../../../schemas/delivery.js';
import {
  decideVanished,
  isLive,
  type MissingMark,
  type VanishFacts,
  type WatchedItem,
} from '../../../src/domain/vanished-items.js';

const RULES = { confirmSeconds: 600, massCount: 5, massPercent: 20 };
const FIRST = '2026-11-23T09:00:00.000+08:00';
const SOON = '2026-11-23T09:05:00.000+08:00';
const LATER = '2026-11-23T09:10:00.000+08:00';

const mark = (fields: Partial<MissingMark> = {}): MissingMark => ({
  ...{ reason: 'gone', status: 404, since: FIRST, lastAt: FIRST, times: 1 },
  ...fields,
});

function decide(items: readonly WatchedItem[], fields: Partial<VanishFacts<WatchedItem>> = {}) {
  const vanished = items.map((item) => ({
    item,
    reason: 'gone' as const,
    status: 404,
    url: 'http://a.cn/1',
  }));
  return decideVanished({ vanished, unsettled: [], live: 100, at: LATER, ...fields }, RULES);
}

const many = (n: number, fields: Partial<WatchedItem> = {}): WatchedItem[] =>
  Array.from({ length: n }, (_, i) => ({ id: `i${i}`, ...fields }));

describe('an item that is missing', () => {
  test('for the first time is marked, no more', () => {
    expect(decide(many(1))).toEqual({
      marks: [
        {
          item: { id: 'i0' },
          missing: {
            reason: 'gone',
            status: 404,
            url: 'http://a.cn/1',
            since: LATER,
            lastAt: LATER,
            times: 1,
          },
        },
      ],
      proposals: [],
    });
  });

  test('again, but too soon, is only marked', () => {
    const { marks, proposals } = decide(many(1, { missing: mark() }), { at: SOON });
    expect([marks[0]?.missing, proposals]).toMatchObject([{ since: FIRST, lastAt: SOON, times: 2 }, []]);
  });

  test('again, long enough after, is proposed with what was found', () => {
    const { marks, proposals } = decide(many(1, { missing: mark() }));
    expect(marks).toEqual([]);
    expect(proposals[0]?.proposal).toEqual({
      ...{ kind: 'withdraw', reason: 'gone', at: LATER },
      evidence: { url: 'http://a.cn/1', status: 404, firstSeenAt: FIRST, lastSeenAt: LATER, times: 2 },
    });
  });

  test('and whose proposal waits or was dismissed is left alone', () => {
    const proposal = decide(many(1, { missing: mark() })).proposals[0]?.proposal;
    if (!proposal) throw new Error('nothing was proposed');
    expect(decide([...many(1, { missing: mark(), proposal })])).toEqual({ marks: [], proposals: [] });
    expect(decide(many(1, { missing: mark({ dismissed: true }) }))).toEqual({ marks: [], proposals: [] });
  });
});

describe('many at once', () => {
  const rows: [missing: number, live: number, stopped: boolean][] = [
    ...([
      [5, 5, false],
      [6, 6, true],
      [6, 20, true],
      [6, 29, true],
    ] as const),
    ...([
      [6, 30, false],
      [20, 100, false],
      [21, 100, true],
    ] as const),
  ].map(([missing, live, stopped]) => [missing, live, stopped]);
  test.each(rows)('%i of %i: stopped %s', (missing, live, stopped) => {
    const verdict = decide(many(missing, { missing: mark() }), { live });
    expect(verdict.stop).toEqual(stopped ? { vanished: missing, live } : undefined);
    expect(verdict.proposals).toHaveLength(stopped ? 0 : missing);
    expect(verdict.marks).toHaveLength(stopped ? missing : 0);
  });

  test('those still waiting for their second time count as well', () => {
    const unsettled = many(4, { missing: mark() }).map((item) => ({ ...item, id: `u${item.id}` }));
    expect(decide(many(2), { unsettled, live: 10 }).stop).toEqual({ vanished: 6, live: 10 });
    expect(decide(many(2), { unsettled: unsettled.slice(1), live: 10 }).stop).toBeUndefined();
  });

  test('those a person has let pass do not', () => {
    const known = many(30, { missing: mark() });
    expect(decide(known, { live: 40 }).stop).toBeDefined();
    const passed = decide(known, { live: 40, acknowledgedAt: SOON });
    expect([passed.stop, passed.proposals.length]).toEqual([undefined, 30]);
    const fresh = many(6).map((item) => ({ id: `n${item.id}` }));
    expect(decide([...known, ...fresh], { live: 46, acknowledgedAt: SOON }).stop).toBeUndefined();
    const more = many(10).map((item) => ({ id: `n${item.id}` }));
    expect(decide([...known, ...more], { live: 46, acknowledgedAt: SOON }).stop).toEqual({
      vanished: 10,
      live: 46,
    });
  });
});

test('whatever is missing, nothing is both marked and proposed, and a stop proposes nothing', () => {
  const missing = fc.option(
    fc.record({ since: fc.constantFrom(FIRST, SOON, LATER), dismissed: fc.boolean(), times: fc.nat(5) }),
    { nil: undefined },
  );
  fc.assert(
    fc.property(fc.array(missing, { maxLength: 40 }), fc.nat(60), (marks, live) => {
      const items = marks.map((fields, i) => ({ id: `i${i}`, ...(fields && { missing: mark(fields) }) }));
      const { marks: marked, proposals, stop } = decide(items, { live });
      const ids = [...marked, ...proposals].map(({ item }) => item.id);
      expect(new Set(ids).size).toBe(ids.length);
      if (stop) expect(proposals).toEqual([]);
      const open = items.filter((item) => item.missing?.dismissed !== true).length;
      expect(ids).toHaveLength(open);
      expect(stop !== undefined).toBe(open > Math.max(5, live / 5));
    }),
  );
});

test('live is what is under way or published', () => {
  const live = ITEM_STATES.filter((state) => isLive({ state }));
  expect(live).toEqual(['collected', 'checked', 'in-review', 'approved', 'delivered', 'returned']);
  const published = (state: ItemState) =>
    DELIVERY_OPERATIONS.filter((operation) =>
      isLive({ state, publication: { operation, revision: 1, at: FIRST } }),
    );
  expect(published('declined')).toEqual(['publish', 'correct']);
  expect(published('withdrawn')).toEqual([]);
});
