import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Cluster } from '../../../schemas/cluster.js';
import { DEFAULT_RANKING } from '../../../src/domain/choose-leader.js';
import { openDesk, type Desk } from '../../support/desk.js';
import { createWriter, FORMS } from '../../support/article-writer.js';
import { eventually, startGateway, type Gateway } from '../../support/gateway.js';

let gateway: Gateway;
let desk: Desk;
beforeAll(async () => {
  gateway = await startGateway({ portals: false });
  desk = openDesk(gateway);
});
afterAll(() => gateway.stop());

const ranking = (order: unknown, who = 'admin') =>
  gateway.call(who, 'PUT', '/api/v1/rules/source-ranking', order);
afterEach(() => ranking(DEFAULT_RANKING));

let articles = 0;
async function push(who: string, bodyText: string, fields: Record<string, unknown> = {}): Promise<string> {
  const externalId = `near-${++articles}`;
  const answer = await gateway.call(who, 'POST', '/api/v1/items', {
    ...{ externalId, title: `第${articles}号稿件`, bodyText, publishedAt: '2026-11-20 09:00' },
    ...fields,
  });
  expect(answer.status).toBeLessThan(300);
  return String(answer.body.id);
}

/** Waits until nothing is due any more, then answers the clusters of the items. */
async function clustersOf(...ids: string[]): Promise<(string | undefined)[]> {
  await eventually('no item waits for its cluster', async () => {
    const due = await Promise.all(
      (['flash', 'urgent', 'routine', 'backfill'] as const).map((lane) =>
        gateway.app.stores.clusters.oldestDue(lane),
      ),
    );
    return due.every((at) => at === undefined);
  });
  return Promise.all(ids.map(async (id) => (await desk.item(id)).clusterId));
}

async function read(id: string | undefined, who = 'reviewer') {
  const { status, body } = await gateway.call(who, 'GET', `/api/v1/clusters/${id ?? 'none'}`);
  return { status, cluster: body as unknown as Cluster };
}

describe('the same article at two organizations', () => {
  test('is one cluster: the unit leads the province, who came first is remembered, and both wait for review', async () => {
    const writer = createWriter(1);
    const text = writer.article(600);
    const province = await push('province', writer.edit(text, 0.05));
    const unit = await push('editor', writer.frame(text));
    const [id, same] = await clustersOf(province, unit);
    expect(id).toMatch(/^C\d{8}-/);
    expect(same).toBe(id);
    const { cluster } = await read(id);
    expect(cluster).toMatchObject({ id, size: 2, leader: unit, firstReporter: province });
    expect(cluster.members.map(({ itemId, organizationId }) => [itemId, organizationId])).toEqual([
      [province, 'hubei'],
      [unit, 'geodesy'],
    ]);
    expect(cluster.members[0]?.similarity).toBeGreaterThan(0.6);
    expect(cluster.members[1]).toMatchObject({ similarity: 1, sameFigures: true });
    for (const member of [province, unit]) {
      const item = await desk.inState(member, 'in-review');
      expect(item.version).toBe(2);
      expect(item).not.toHaveProperty('clusterDueAt');
    }
    const listed = await gateway.call('reviewer', 'GET', `/api/v1/items?cluster=${id ?? ''}`);
    expect(listed.body.items?.map((item) => item.id)).toEqual([unit, province]);
  });

  test('is led by whom an administrator puts first, from that moment on', async () => {
    const writer = createWriter(2);
    const text = writer.article(300);
    const unit = await push('editor', text);
    const province = await push('province', writer.edit(text, 0.03));
    const [id] = await clustersOf(unit, province);
    expect((await read(id)).cluster.leader).toBe(unit);
    const changed = await ranking({ ...DEFAULT_RANKING, organizations: ['hubei'] });
    expect([changed.status, changed.body]).toEqual([
      200,
      expect.objectContaining({ organizations: ['hubei'], updatedBy: 'admin', version: expect.any(Number) }),
    ]);
    expect((await read(id)).cluster).toMatchObject({ leader: province, firstReporter: unit });
    const shown = await gateway.call('liaison', 'GET', '/api/v1/rules/source-ranking');
    expect(shown.body).toEqual(changed.body);
  });

  test('word for word is merged into the first as before, and may lead the cluster all the same', async () => {
    const text = createWriter(3).article(300);
    const title = '全省测绘工作会议召开';
    const province = await push('province', text, { title });
    const unit = await push('editor', text, { title });
    const [id, same] = await clustersOf(province, unit);
    expect(same).toBe(id);
    expect(await desk.item(unit)).toMatchObject({ state: 'merged', mergedInto: province });
    expect((await read(id)).cluster).toMatchObject({ leader: unit, firstReporter: province });
  });

  test('is no longer led by what was taken back, and has no leader when all of it was', async () => {
    const writer = createWriter(4);
    const text = writer.article(300);
    const unit = await push('editor', text);
    const province = await push('province', writer.edit(text, 0.02));
    const [id] = await clustersOf(unit, province);
    await desk.withdraw(unit);
    expect((await read(id)).cluster).toMatchObject({ size: 2, leader: province, firstReporter: unit });
    await desk.withdraw(province);
    const { cluster } = await read(id);
    expect(cluster).not.toHaveProperty('leader');
    expect(cluster.members).toHaveLength(2);
  });
});

describe('items that are not the same', () => {
  test('are left alone', async () => {
    const writer = createWriter(5);
    const ids: string[] = [];
    for (let i = 0; i < 10; i++) ids.push(await push('editor', writer.article(400)));
    expect(new Set(await clustersOf(...ids))).toEqual(new Set([undefined]));
  });

  test.each(Object.entries(FORMS))(
    'but come from one form (%s) are not merged, and a link says what differs',
    async (_name, form) => {
      const writer = createWriter(6);
      const ids = [await push('editor', form(writer)), await push('province', form(writer))];
      const [one, other] = await clustersOf(...ids);
      for (const id of ids) expect((await desk.inState(id, 'in-review')).state).toBe('in-review');
      if (one === undefined) expect(other).toBeUndefined();
      else
        expect((await read(one)).cluster.members.map(({ sameFigures }) => sameFigures).sort()).toEqual([
          false,
          true,
        ]);
    },
  );

  test('are too short to tell', async () => {
    const ids = [await push('editor', '会议通知：详见附件。'), await push('province', '会议通知，详见附件')];
    expect(await clustersOf(...ids)).toEqual([undefined, undefined]);
    expect((await gateway.app.stores.signatures.findMany(ids)).size).toBe(0);
  });
});

describe('a revision', () => {
  test('that says something else leaves the cluster, and one that comes near joins it', async () => {
    const writer = createWriter(7);
    const text = writer.article(400);
    const [externalId, elsewhere] = ['near-revised', 'near-elsewhere'];
    const stays = await push('province', text);
    const moves = await push('editor', writer.edit(text, 0.04), { externalId });
    const other = await push('editor', writer.article(400), { externalId: elsewhere });
    const [id, same, none] = await clustersOf(stays, moves, other);
    expect([same, none]).toEqual([id, undefined]);
    await push('editor', writer.article(400), { externalId });
    expect(await clustersOf(stays, moves, other)).toEqual([undefined, undefined, undefined]);
    await push('editor', writer.edit(text, 0.04), { externalId: elsewhere });
    const [joined, left, came] = await clustersOf(stays, moves, other);
    expect(joined).toBeDefined();
    expect([left, came]).toEqual([undefined, joined]);
  });

  test('that takes away what held two parts together leaves each with its own', async () => {
    const parts = sentences(8);
    const first = [await push('editor', parts(0, 10)), await push('province', parts(0, 10, '特此通报。'))];
    const second = [await push('editor', parts(4, 14)), await push('province', parts(4, 14, '特此通报。'))];
    const bridge = await push('editor', parts(2, 12), { externalId: 'near-bridge' });
    const together = await clustersOf(...first, ...second, bridge);
    expect(new Set(together).size).toBe(1);
    await push('editor', createWriter(99).article(400), { externalId: 'near-bridge' });
    const [a, b, c, d, none] = await clustersOf(...first, ...second, bridge);
    expect([a, c, none]).toEqual([b, d, undefined]);
    expect(a).not.toBe(c);
  });
});

test('an item near two clusters makes one of them, and the old link leads on', async () => {
  const parts = sentences(9);
  const older = [await push('editor', parts(0, 10)), await push('province', parts(0, 10, '特此通报。'))];
  const [old] = await clustersOf(...older);
  const newer = [await push('editor', parts(4, 14)), await push('province', parts(4, 14, '特此通报。'))];
  const [young] = await clustersOf(...newer);
  expect(young).not.toBe(old);
  const bridge = await push('editor', parts(2, 12));
  expect(await clustersOf(...older, ...newer, bridge)).toEqual(Array.from({ length: 5 }, () => old));
  expect((await read(young)).cluster).toMatchObject({ id: old, size: 5 });
  const listed = await gateway.call('reviewer', 'GET', `/api/v1/items?cluster=${young ?? ''}`);
  expect(listed.body.items).toHaveLength(5);
});

describe('who is bound to an organization', () => {
  test('sees its own members and who was first; without one, no cluster at all', async () => {
    const writer = createWriter(10);
    const text = writer.article(300);
    const unit = await push('editor', text);
    const own = await push('editor', writer.edit(text, 0.04));
    const [id] = await clustersOf(unit, own);
    expect((await read(id, 'province')).status).toBe(404);
    const province = await push('province', writer.edit(text, 0.02));
    await clustersOf(province);
    const { cluster } = await read(id, 'province');
    expect(cluster).toMatchObject({ size: 3, firstReporter: unit });
    expect(cluster.members.map(({ itemId }) => itemId)).toEqual([province]);
  });

  test('may not change the ranking', async () => {
    expect((await ranking(DEFAULT_RANKING, 'editor')).status).toBe(403);
    expect((await ranking({ kinds: ['unit', 'unit'], organizations: [] })).status).toBe(422);
  });
});

/** Texts from a run of sentences that overlap as far as the runs do. */
function sentences(seed: number): (from: number, to: number, end?: string) => string {
  const writer = createWriter(seed);
  const all = Array.from({ length: 14 }, () => `${writer.words(14)}。`);
  return (from, to, end = '') => all.slice(from, to).join('') + end;
}
