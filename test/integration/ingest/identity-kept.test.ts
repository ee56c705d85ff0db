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

describe('ids that are used again', () => {
  test('numbered by place: no article takes another’s, and addresses take over', async () => {
    const list = articles(8);
    await desk.register('places');
    const windowAt = (start: number): LinkedEntry[] =>
      list.slice(start, start + 6).map((article, i) => ({
        ...article,
        guid: `${i + 1}`,
        link: `http://unit.test/${start + i}.html`,
      }));
    await desk.turn('places', windowAt(2));
    expect(await desk.turn('places', windowAt(1))).toMatchObject({ items: 1, revisions: 0 });
    expect((await desk.source('places')).identity).toMatchObject({
      criterion: 'address',
      reason: 'ids-reused',
    });
    await desk.turn('places', windowAt(0));
    const found = await desk.items('places');
    expect(found).toHaveLength(8);
    expect(found.every(({ revision }) => revision === 1)).toBe(true);
    expect(await titles('places')).toEqual(titlesOf(list));
  });

  test('one id for all entries of one listing loses none of them', async () => {
    const list = articles(5);
    await desk.register('constant');
    for (const round of [1, 2, 3]) {
      const summary = await desk.turn(
        'constant',
        linked([...list, ...articles(0)], () => 'http://unit.test/'),
      );
      expect(summary).toMatchObject({ items: round === 1 ? 5 : 0 });
      site.put('/constant.xml', { body: '' });
    }
    expect(await titles('constant')).toEqual(titlesOf(list));
    expect((await desk.source('constant')).identity?.criterion).toBe('address');
  });

  test('one id and one address for all entries, in a series that says almost the same', async () => {
    const bulletins = Array.from({ length: 6 }, (_, i) => ({
      ...{ guid: 'http://unit.test/', link: 'http://unit.test/', title: `测绘质量通报第${i + 1}期` },
      text: `本期为第${i + 1}期，通报省级测绘产品质量监督检查情况，各单位要对照检查，认真整改，并按期上报整改结果，确保成果质量。`,
    }));
    await desk.register('series');
    expect(await desk.turn('series', bulletins.slice(0, 5))).toMatchObject({ items: 5 });
    expect(await desk.turn('series', bulletins.slice(1))).toMatchObject({ items: 1 });
    await desk.turn('series', bulletins.slice(2));
    expect(await titles('series')).toEqual(titlesOf(bulletins));
    expect((await desk.items('series')).every(({ revision }) => revision === 1)).toBe(true);
  });

  test('by one pair of articles only, both are kept and the ids stay trusted', async () => {
    const list = articles(10);
    await desk.register('cloned');
    const entries = linked(list, (i) => `c${i === 9 ? 8 : i}`);
    for (const round of [1, 2, 3, 4]) await desk.turn('cloned', round % 2 ? entries : [...entries].reverse());
    expect(await titles('cloned')).toEqual(titlesOf(list));
    expect((await desk.source('cloned')).identity).toBeUndefined();
    expect((await desk.items('cloned')).every(({ revision }) => revision === 1)).toBe(true);
  });
});

describe('ids that are good', () => {
  test('keep an article through a new address, a new title and a new text', async () => {
    const list = articles(4);
    await desk.register('steady');
    await desk.turn(
      'steady',
      linked(list, (i) => `g${i}`),
    );
    const [first, ...others] = linked(list, (i) => `g${i}`);
    const moved = {
      ...first,
      title: '更正后的标题',
      text: `${first?.text ?? ''}更正。`,
      link: 'http://unit.test/new.html',
    };
    expect(await desk.turn('steady', [{ ...moved, guid: 'g0' }, ...others])).toMatchObject({
      items: 0,
      revisions: 1,
    });
    expect(await desk.itemWith('steady', '更正后的标题')).toMatchObject({
      revision: 2,
      content: { url: 'http://unit.test/new.html' },
    });
    const rewritten = articles(1)[0];
    await desk.turn('steady', [
      { guid: 'g0', link: 'http://unit.test/new.html', title: '', text: '', ...rewritten },
      ...others,
    ]);
    expect(await desk.itemWith('steady', rewritten?.title ?? '')).toMatchObject({ revision: 3 });
    expect(await desk.items('steady')).toHaveLength(4);
  });

  test('keep two articles apart that share an address', async () => {
    const list = articles(4);
    await desk.register('shared');
    const at = (entries: typeof list, start: number) =>
      entries.map((article, i) => ({
        ...article,
        guid: `h${start + i}`,
        link: 'http://unit.test/list.html',
      }));
    await desk.turn('shared', at(list.slice(0, 2), 0));
    await desk.turn('shared', at(list.slice(2), 2));
    expect(await titles('shared')).toEqual(titlesOf(list));
    expect((await desk.source('shared')).identity).toBeUndefined();
  });

  test('make a notice given again with another date an item of its own', async () => {
    const [notice] = articles(1);
    await desk.register('yearly');
    const given = (year: number) => ({
      ...{ title: '', text: '', ...notice, guid: `y${year}`, link: `http://unit.test/${year}.html` },
      date: `${year}-12-25T09:00:00+08:00`,
    });
    await desk.turn('yearly', [given(2025)]);
    await desk.turn('yearly', [given(2026)]);
    expect((await desk.items('yearly')).map(({ content }) => content.publishedAt?.slice(0, 4))).toEqual([
      '2025',
      '2026',
    ]);
  });
});

describe('a person', () => {
  test('sets the criterion back once the site is mended, and nothing is stored twice', async () => {
    const list = articles(5);
    await desk.register('mended');
    await desk.turn(
      'mended',
      linked(list, (i) => `urn:1-${i}`),
    );
    await desk.turn(
      'mended',
      linked(list, (i) => `urn:2-${i}`),
    );
    const answer = await gateway.call('province', 'PATCH', '/api/v1/sources/mended', {
      identity: { criterion: 'external-id' },
    });
    expect(answer.body.identity).toMatchObject({
      criterion: 'external-id',
      reason: 'set-by-person',
      by: 'province',
    });
    const mended = [...list, ...articles(1)];
    await desk.turn(
      'mended',
      linked(mended, (i) => `urn:good-${i}`),
    );
    await desk.turn(
      'mended',
      linked([...mended].reverse(), (i) => `urn:good-${5 - i}`),
    );
    expect(await desk.items('mended')).toHaveLength(6);
    expect((await desk.source('mended')).identity?.criterion).toBe('external-id');
    const other = [{ ...mended[0], title: '改题', text: mended[0]?.text ?? '' }, ...mended.slice(1)];
    await desk.turn(
      'mended',
      linked(other, (i) => `urn:good-${i}`).map((entry) => ({ ...entry, link: `${entry.link}l` })),
    );
    expect(await desk.items('mended')).toHaveLength(6);
  });

  test('cannot name a criterion that does not exist, nor a state that only the gateway sets', async () => {
    await desk.register('wrong');
    for (const change of [{ identity: { criterion: 'luck' } }, { identity: {} }, { state: 'stopped' }]) {
      const answer = await gateway.call('province', 'PATCH', '/api/v1/sources/wrong', change);
      expect([change, answer.status, answer.body.code]).toEqual([change, 422, 'validation-failed']);
    }
  });

  test('sees no memory of the machine in what a source shows', async () => {
    const answer = await gateway.call('province', 'GET', '/api/v1/sources?limit=200');
    expect(answer.body.items?.length).toBeGreaterThan(0);
    expect(JSON.stringify(answer.body)).not.toMatch(/"memory"|"lease"/);
  });
});
