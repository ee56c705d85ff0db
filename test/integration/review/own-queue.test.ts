import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { LANES } from '../../../schemas/lane.js';
import type { QueueEntry } from '../../../schemas/queue.js';
import { createCheckRevisions } from '../../../src/ingest/check-revisions.js';
import { createNormalizeEntries } from '../../../src/ingest/normalize-entries.js';
import { createStoreEntries } from '../../../src/ingest/store-entries.js';
import { createWithinTime } from '../../../src/within-time.js';
import { someText } from '../../support/desk.js';
import { startGateway, type Gateway } from '../../support/gateway.js';
import { adjustableClock, approve, openReviewDesk, sendBack } from '../../support/review-desk.js';

type Desk = ReturnType<typeof openReviewDesk>;

describe('what somebody may decide now', () => {
  const clock = adjustableClock();
  let gateway: Gateway;
  let desk: Desk;

  beforeAll(async () => {
    gateway = await startGateway({ portals: false, now: clock.now });
    desk = openReviewDesk(gateway);
    await desk.hire('insider', 'geodesy', 'reviewer');
    await desk.hire('all-rounder', 'bureau', 'reviewer', 'liaison', 'secrecy-reviewer');
  });
  afterAll(() => gateway.stop());

  async function whoSees(id: string): Promise<string[]> {
    const people = ['reviewer', 'reviewer2', 'chief', 'secrecy', 'duty', 'insider', 'all-rounder'];
    const seen = await Promise.all(people.map(async (who) => ((await desk.isQueued(who, id)) ? who : '')));
    return seen.filter(Boolean);
  }

  test('goes from stage to stage, never to who held one, nor to the unit’s own people', async () => {
    const id = await desk.waiting();
    const reviewers = ['reviewer', 'reviewer2', 'all-rounder'];
    expect(await whoSees(id)).toEqual(reviewers);
    await desk.decide('reviewer', id, approve);
    expect(await whoSees(id)).toEqual(['reviewer2', 'all-rounder']);
    await desk.decide('all-rounder', id, approve);
    expect(await whoSees(id)).toEqual(['chief']);
    await desk.decide('chief', id, approve);
    expect(await whoSees(id)).toEqual(['secrecy']);
    await desk.decide('secrecy', id, approve);
    expect(await whoSees(id)).toEqual([]);
  });

  test('is shown with what a person chooses by, and without the text', async () => {
    const title = '关于测绘成果汇交的通知';
    const id = await desk.waiting({ title, kind: 'notice', externalId: 'shown' });
    await desk.decide('reviewer', id, sendBack);
    await desk.submit({ title, kind: 'notice', externalId: 'shown' });
    const item = await desk.inState(id, 'in-review');
    const entry = (await desk.queue('reviewer')).find((each) => each.id === id);
    const [stage] = item.review?.stages ?? [];
    const count = (severity: string) => item.findings.filter((each) => each.severity === severity).length;
    expect(entry).toEqual({
      ...{ id, title, kind: 'notice', lane: 'routine', organization: 'geodesy', state: 'in-review' },
      ...{
        version: entry?.version,
        revision: 2,
        stage: 'first-review',
        role: 'reviewer',
        secondReview: false,
      },
      ...{
        waitingSince: stage?.openedAt,
        dueAt: stage?.dueAt,
        overdue: false,
        returnedBefore: true,
        escalated: false,
      },
      findings: { block: count('block'), warn: count('warn'), info: count('info') },
      claim: item.claim,
    });
    expect(count('warn') + count('info')).toBeGreaterThan(0);
  });

  test('is not what another has claimed, until that runs out', async () => {
    const id = await desk.waiting({ lane: 'urgent' });
    expect((await desk.act('reviewer', id, 'claim')).status).toBe(200);
    expect(await whoSees(id)).toEqual(['reviewer']);
    expect((await desk.queue('reviewer', 'mine=true')).map((each) => each.id)).toContain(id);
    expect(await desk.queue('reviewer2', 'mine=true')).toEqual([]);
    clock.pass(31 * 60);
    expect(await whoSees(id)).toEqual(['reviewer', 'reviewer2', 'all-rounder']);
    expect((await desk.queue('reviewer', 'mine=true')).map((each) => each.id)).not.toContain(id);
  });

  test('is overdue once its time has passed', async () => {
    const id = await desk.waiting({ lane: 'flash', laneReason: '地震应急' });
    const find = async () => (await desk.queue('duty')).find((each) => each.id === id);
    expect(await find()).toMatchObject({ overdue: false, stage: 'duty' });
    clock.pass(16 * 60);
    expect(await find()).toMatchObject({ overdue: true, stage: 'duty' });
  });

  test('is asked for by those who decide', async () => {
    for (const who of ['editor', 'auditor', 'portal', 'admin', 'security', 'province']) {
      expect((await gateway.call(who, 'GET', '/api/v1/queue')).status).toBe(403);
    }
  });
});

describe('the queue among many', () => {
  const ITEMS = 160;
  let gateway: Gateway;
  let desk: Desk;

  beforeAll(async () => {
    gateway = await startGateway({ portals: false, lanes: [] });
    desk = openReviewDesk(gateway);
    await desk.hire('everywhere', 'bureau', 'reviewer', 'duty-officer', 'liaison');
    const { items } = gateway.app.stores;
    const withinTime = createWithinTime(5000);
    const normalize = createNormalizeEntries(withinTime);
    const checkRevisions = createCheckRevisions(withinTime);
    // Each batch came in an hour after the one before, lanes in turn, so that lane and deadline disagree.
    for (let batch = 0; batch < 10; batch++) {
      const now = () => new Date(Date.UTC(2026, 10, 23, batch));
      const deps = { items, normalize, checkRevisions, rules: gateway.app.currentRules, now };
      const storeEntries = createStoreEntries({ ...deps, reviewSettings: gateway.app.reviewSettings });
      for (const lane of LANES) {
        const entries = Array.from({ length: 4 }, (_, i) => ({
          ...{ externalId: `${batch}-${lane}-${i}`, title: `第 ${batch} 批 ${lane}`, body: someText() },
          bodyFormat: 'text' as const,
        }));
        const kind = batch % 2 === 0 ? ('news' as const) : ('notice' as const);
        const organizationId = batch < 8 ? 'hubei' : 'geodesy';
        const origin = { organizationId, sourceId: `bulk-${organizationId}`, defaults: { kind } };
        await storeEntries(entries, { ...origin, checkNow: true, requestedLane: { lane } });
      }
    }
  });
  afterAll(() => gateway.stop());

  async function pages(limit: number, query = '', start = ''): Promise<QueueEntry[][]> {
    const read: QueueEntry[][] = [];
    for (let cursor = start; ;) {
      const path = `/api/v1/queue?limit=${limit}${query}${cursor && `&cursor=${cursor}`}`;
      const { status, body } = await gateway.call('everywhere', 'GET', path);
      expect(status).toBe(200);
      read.push(body.items as unknown as QueueEntry[]);
      if (typeof body.nextCursor !== 'string') return read;
      cursor = body.nextCursor;
    }
  }
  const orderOf = ({ lane, dueAt }: QueueEntry) => `${LANES.indexOf(lane)} ${dueAt}`;

  test.each([7, 40, 159, 160])(
    'comes in pages of %i, complete and without repeats, by lane, then deadline',
    async (limit) => {
      const rows = (await pages(limit)).flat();
      expect(rows).toHaveLength(ITEMS);
      expect(new Set(rows.map(({ id }) => id)).size).toBe(ITEMS);
      expect(rows.map(orderOf)).toEqual(rows.map(orderOf).sort());
    },
  );

  test.each([
    ['&lane=urgent', 40, (each: QueueEntry) => each.lane === 'urgent'],
    ['&lane=flash', 40, (each: QueueEntry) => each.stage === 'duty'],
    ['&kind=notice', 80, (each: QueueEntry) => each.kind === 'notice'],
    ['&organization=geodesy', 32, (each: QueueEntry) => each.organization === 'geodesy'],
    ['&stage=first-review', 120, (each: QueueEntry) => each.lane !== 'flash'],
    ['&stage=final-review', 0, () => true],
    ['&lane=backfill&kind=news&organization=hubei', 16, () => true],
    ['&mine=false', ITEMS, () => true],
    ['&mine=true', 0, () => true],
  ])('narrowed by %s', async (query, expected, fits) => {
    const rows = (await pages(15, query)).flat();
    expect(rows).toHaveLength(expected);
    expect(rows.every(fits)).toBe(true);
    expect(rows.map(orderOf)).toEqual(rows.map(orderOf).sort());
  });

  test('loses nothing and repeats nothing when what stands before the cursor is decided or claimed', async () => {
    const before = (await pages(50)).flat().map(({ id }) => id);
    const first = await gateway.call('everywhere', 'GET', '/api/v1/queue?limit=50');
    const [declined, claimed] = before;
    const refuse = { decision: 'decline', reasons: [{ code: 'other' }] };
    expect((await desk.act('duty', declined ?? '', 'decisions', refuse)).status).toBe(200);
    expect((await desk.act('duty', claimed ?? '', 'claim')).status).toBe(200);
    const rest = (await pages(30, '', String(first.body.nextCursor))).flat().map(({ id }) => id);
    expect(rest).toEqual(before.slice(50));
    expect((await pages(200)).flat()).toHaveLength(ITEMS - 2);
  });

  test.each([
    ['a cursor nobody issued', 'cursor=abc'],
    ['a cursor of another listing', `cursor=${Buffer.from('1BS-1').toString('base64url')}`],
    ['more than a page holds', 'limit=201'],
    ['a lane that is none', 'lane=express'],
    ['a filter that is none', 'state=in-review'],
    ['neither yes nor no', 'mine=1'],
  ])('refuses %s', async (_what, query) => {
    const answer = await gateway.call('reviewer', 'GET', `/api/v1/queue?${query}`);
    expect([answer.status, answer.body.code]).toEqual([400, 'invalid-request']);
  });
});
