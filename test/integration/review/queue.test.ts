import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { LANES } from '../../../schemas/lane.js';
import { createCheckRevisions } from '../../../src/ingest/check-revisions.js';
import { createNormalizeEntries } from '../../../src/ingest/normalize-entries.js';
import { createStoreEntries } from '../../../src/ingest/store-entries.js';
import { createWithinTime } from '../../../src/within-time.js';
import { someText } from '../../support/desk.js';
import { startGateway, type Gateway } from '../../support/gateway.js';

const ITEMS = 230;
const withinTime = createWithinTime(5000);
const normalize = createNormalizeEntries(withinTime);
const checkRevisions = createCheckRevisions(withinTime);
let gateway: Gateway;

beforeAll(async () => {
  gateway = await startGateway({ portals: false, lanes: [] });
  const { items } = gateway.app.stores;
  // Each batch came in an hour after the one before, lanes in turn, so that lane and deadline disagree.
  for (let batch = 0; batch < 10; batch++) {
    const now = () => new Date(Date.UTC(2026, 10, 23, batch));
    const storeEntries = createStoreEntries({
      ...{ items, normalize, checkRevisions, rules: gateway.app.currentRules, now },
      reviewSettings: gateway.app.reviewSettings,
    });
    for (const lane of LANES) {
      const entries = Array.from({ length: lane === 'routine' ? 11 : 4 }, (_, i) => ({
        ...{ externalId: `${batch}-${lane}-${i}`, title: `第 ${batch} 批 ${lane}`, body: someText() },
        bodyFormat: 'text' as const,
      }));
      const origin = { organizationId: 'hubei', sourceId: 'bulk', defaults: { kind: 'news' as const } };
      await storeEntries(entries, { ...origin, checkNow: true, requestedLane: { lane } });
    }
  }
});
afterAll(() => gateway.stop());

interface Row {
  id: string;
  lane: string;
  review: { deadlineAt: string };
}

async function readPages(query: string, limit: number, after?: string): Promise<Row[][]> {
  const pages: Row[][] = [];
  for (let cursor = after; ;) {
    const path = `/api/v1/items?limit=${limit}&${query}${cursor === undefined ? '' : `&cursor=${cursor}`}`;
    const { status, body } = await gateway.call('reviewer', 'GET', path);
    expect(status).toBe(200);
    pages.push(body.items as unknown as Row[]);
    if (typeof body.nextCursor !== 'string') return pages;
    cursor = body.nextCursor;
  }
}

describe('the review queue', () => {
  test.each([1, 2, 4].map((n) => 50 * n))('in pages of %i is complete and repeats nothing', async (limit) => {
    const pages = await readPages('state=in-review', limit);
    const ids = pages.flat().map(({ id }) => id);
    expect(ids).toHaveLength(ITEMS);
    expect(new Set(ids).size).toBe(ITEMS);
    expect(pages.slice(0, -1).every((page) => page.length === limit)).toBe(true);
  });

  test('is ordered by lane, then by deadline', async () => {
    const rows = (await readPages('state=in-review', 100)).flat();
    const keys = rows.map(
      ({ lane, review }) => `${LANES.findIndex((each) => each === lane)} ${review.deadlineAt}`,
    );
    expect(keys).toEqual([...keys].sort());
    expect(new Set(rows.map(({ lane }) => lane)).size).toBe(4);
  });

  test('holds what a filter asks for, in the same order', async () => {
    const urgent = (await readPages('state=in-review&lane=urgent', 15)).flat();
    expect(urgent).toHaveLength(40);
    expect(urgent.every(({ lane }) => lane === 'urgent')).toBe(true);
    const deadlines = urgent.map(({ review }) => review.deadlineAt);
    expect(deadlines).toEqual([...deadlines].sort());
  });

  test('loses nothing from its pages when items before the cursor are decided', async () => {
    const first = await gateway.call('reviewer', 'GET', '/api/v1/items?state=in-review&limit=50');
    const [decided] = first.body.items ?? [];
    const answer = await gateway.call('duty', 'POST', `/api/v1/items/${String(decided?.id)}/decisions`, {
      ...{ version: decided?.version, decision: 'decline', reasons: [{ code: 'other' }] },
    });
    expect(answer.status).toBe(200);
    const rest = await readPages('state=in-review', 100, String(first.body.nextCursor));
    expect(rest.flat()).toHaveLength(ITEMS - 50);
    expect((await readPages('state=in-review', 200)).flat()).toHaveLength(ITEMS - 1);
  });
});

describe('other listings', () => {
  test('go from the newest to the oldest, complete and without repeats', async () => {
    const ids = (await readPages('organization=hubei', 60)).flat().map(({ id }) => id);
    expect(ids).toHaveLength(ITEMS);
    expect(ids).toEqual([...new Set(ids)].sort().reverse());
  });

  test.each([
    ['a cursor nobody issued', 'cursor=abc', 400, 'invalid-request'],
    ['more than a page holds', 'limit=201', 400, 'invalid-request'],
    ['a filter that is none', 'stage=2', 400, 'invalid-request'],
    ['a state that is none', 'state=lost', 400, 'invalid-request'],
  ])('refuse %s', async (_what, query, status, code) => {
    const answer = await gateway.call('reviewer', 'GET', `/api/v1/items?${query}`);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });

  test('find words of a title as they are written, signs and all', async () => {
    expect((await readPages(`q=${encodeURIComponent('第 3 批')}`, 200)).flat()).toHaveLength(23);
    expect((await readPages(`q=${encodeURIComponent('第 . 批')}`, 200)).flat()).toHaveLength(0);
  });
});
