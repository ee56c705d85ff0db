import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startGateway, type Gateway } from '../../support/gateway.js';
import { newArticles, type LinkedEntry } from '../../support/linked-feed.js';
import { startSampleSite, type SampleSite } from '../../support/sample-site.js';
import { openSourceDesk } from '../../support/source-desk.js';

const articles = newArticles();

let gateway: Gateway;
let site: SampleSite;
let desk: ReturnType<typeof openSourceDesk>;

beforeAll(async () => {
  gateway = await startGateway({ portals: false, lanes: [] });
  site = await startSampleSite();
  desk = openSourceDesk(gateway, site);
});
afterAll(async () => {
  await gateway.stop();
  await site.close();
});

const linked = (
  list: readonly { title: string; text: string }[],
  guid: (i: number) => string,
): LinkedEntry[] =>
  list.map((article, i) => ({ ...article, guid: guid(i), link: `http://unit.test/${i}.html` }));

const titles = async (id: string) => (await desk.items(id)).map(({ content }) => content.title).sort();
const titlesOf = (list: readonly { title: string }[]) => list.map(({ title }) => title).sort();

describe('ids that are new at every visit', () => {
  test('are seen through at once: nothing is stored twice, and addresses take over', async () => {
    const list = articles(6);
    await desk.register('rotating');
    for (const round of [1, 2, 3, 4]) {
      const summary = await desk.turn(
        'rotating',
        linked(list, (i) => `urn:${round}-${i}`),
      );
      expect(summary).toMatchObject({ items: round === 1 ? 6 : 0, revisions: 0, skipped: 0 });
      expect(await desk.items('rotating')).toHaveLength(6);
    }
    const { identity, lastProblem } = await desk.source('rotating');
    expect(identity).toMatchObject({
      criterion: 'address',
      reason: 'ids-renewed',
      evidence: { recognized: 6, conflicting: 6 },
    });
    expect(identity?.evidence.examples[0]).toContain('urn:2-0');
    expect(lastProblem?.code).toBe('source-identity-degraded');
  });

  test('a changed article is then a revision, a new one is new', async () => {
    const list = articles(5);
    await desk.register('rotating2');
    await desk.turn(
      'rotating2',
      linked(list.slice(0, 4), (i) => `urn:1-${i}`),
    );
    await desk.turn(
      'rotating2',
      linked(list.slice(0, 4), (i) => `urn:2-${i}`),
    );
    const [first, ...others] = list;
    const changed = [{ title: first?.title ?? '', text: `${first?.text ?? ''}另作补充说明。` }, ...others];
    expect(
      await desk.turn(
        'rotating2',
        linked(changed, (i) => `urn:3-${i}`),
      ),
    ).toMatchObject({
      ...{ items: 1, revisions: 1, duplicates: 3 },
    });
    expect(await titles('rotating2')).toEqual(titlesOf(list));
  });

  test('an article changed in the same visit is its revision too', async () => {
    const list = articles(6);
    await desk.register('rotating3');
    await desk.turn(
      'rotating3',
      linked(list, (i) => `urn:1-${i}`),
    );
    const changed = list.map((article, i) =>
      i === 2 ? { ...article, text: `${article.text}补充。` } : article,
    );
    expect(
      await desk.turn(
        'rotating3',
        linked(changed, (i) => `urn:2-${i}`),
      ),
    ).toMatchObject({
      ...{ items: 0, revisions: 1, duplicates: 5 },
    });
  });

  test('and addresses that are new as well leave the content, once that is sure', async () => {
    const list = articles(6);
    await desk.register('session');
    const visit = (round: number): LinkedEntry[] =>
      list.map((article, i) => ({
        ...article,
        guid: `urn:s${round}-${i}`,
        link: `http://unit.test/v?s=${round}&amp;n=${i}`,
      }));
    const criteria: (string | undefined)[] = [];
    for (const round of [1, 2, 3, 4, 5]) {
      await desk.turn('session', visit(round));
      criteria.push((await desk.source('session')).identity?.criterion);
      expect(await desk.items('session')).toHaveLength(6);
    }
    expect(criteria).toEqual([undefined, undefined, 'content', 'content', 'content']);
    expect((await desk.source('session')).identity?.reason).toBe('addresses-renewed');
  });

  test('without any address', async () => {
    const list = articles(4);
    await desk.register('bare');
    for (const round of [1, 2, 3, 4]) {
      await desk.turn(
        'bare',
        list.map((article, i) => ({ ...article, guid: `urn:b${round}-${i}` })),
      );
      expect(await desk.items('bare')).toHaveLength(4);
    }
    expect((await desk.source('bare')).identity).toMatchObject({
      criterion: 'content',
      reason: 'ids-renewed',
    });
  });
});

test('a site that moves once, with new ids and addresses for all, keeps its articles and its criterion', async () => {
  const list = articles(6);
  await desk.register('moved');
  const at = (host: string) =>
    list.map((article, i) => ({ ...article, guid: `${host}-${i}`, link: `http://${host}.test/${i}.html` }));
  await desk.turn('moved', at('old'));
  const before = (await desk.items('moved')).map(({ id }) => id);
  expect(await desk.turn('moved', at('new'))).toMatchObject({ items: 0, duplicates: 6 });
  await desk.turn('moved', [...at('new').slice(1), ...linked(articles(1), () => 'new-6')]);
  const after = await desk.items('moved');
  expect(after.map(({ id }) => id).slice(0, 6)).toEqual(before);
  expect(after).toHaveLength(7);
  expect((await desk.itemWith('moved', list[0]?.title ?? '')).content).toMatchObject({
    url: 'http://new.test/0.html',
    externalId: 'new-0',
  });
  expect((await desk.source('moved')).identity).toBeUndefined();
});

test('a long listing whose ids rotate is told apart in many batches', async () => {
  const list = articles(160);
  await desk.register('long');
  await desk.turn(
    'long',
    linked(list, (i) => `urn:1-${i}`),
  );
  const shuffled = linked(list, (i) => `urn:2-${i}`).map((entry, i) => ({
    ...entry,
    link: `http://unit.test/n${i}.html`,
  }));
  expect(await desk.turn('long', shuffled)).toMatchObject({ items: 0, duplicates: 160 });
  expect(await gateway.app.stores.items.countLive('long')).toBe(160);
});
