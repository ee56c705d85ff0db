import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Difference, Revision, RevisionSummary } from '../../../schemas/revision.js';
import { openDesk, someText, type Desk } from '../../support/desk.js';
import { startGateway, type Gateway } from '../../support/gateway.js';

let gateway: Gateway;
let desk: Desk;
let id: string;
const text = someText();

beforeAll(async () => {
  gateway = await startGateway({ portals: false });
  desk = openDesk(gateway);
  const externalId = 'r-1';
  id = await desk.submit({ externalId, title: '会议在北京召开', bodyText: text, keywords: ['会议'] });
  await desk.submit({ externalId, title: '会议在武汉召开', bodyText: text, keywords: ['会议'] });
  await desk.inState(id, 'in-review');
  const corrected = await desk.correct(id, { bodyText: `${text}会议于11月23日闭幕。`, subtitle: '部署汇交' });
  expect(corrected.status).toBe(200);
});
afterAll(() => gateway.stop());

const get = (path: string, who = 'reviewer') => gateway.call(who, 'GET', `/api/v1/items/${path}`);

describe('revisions', () => {
  test('are listed newest first, with who made them, how and what changed', async () => {
    const { body } = await get(`${id}/revisions`);
    expect(body.items).toMatchObject([
      {
        revision: 3,
        action: 'edited',
        by: 'liaison',
        comment: '更正',
        changed: ['bodyHtml', 'bodyText', 'subtitle'],
      },
      { revision: 2, action: 'revised', by: 'editor', changed: ['title'] },
      { revision: 1, action: 'submitted', by: 'editor' },
    ]);
    expect(body).not.toHaveProperty('nextCursor');
  });

  test('come in pages', async () => {
    const first = await get(`${id}/revisions?limit=2`);
    const cursor = String(first.body.nextCursor);
    const second = await get(`${id}/revisions?limit=2&cursor=${cursor}`);
    const numbers = [first, second].map(({ body }) =>
      (body.items as unknown as RevisionSummary[]).map(({ revision }) => revision),
    );
    expect(numbers).toEqual([[3, 2], [1]]);
    expect(second.body).not.toHaveProperty('nextCursor');
    for (const wrong of ['MWFi', 'MTA', 'x']) {
      expect((await get(`${id}/revisions?cursor=${wrong}`)).status).toBe(400);
    }
  });

  test('are read as they were', async () => {
    const read = async (n: number) => (await get(`${id}/revisions/${n}`)).body as unknown as Revision;
    expect(await read(1)).toMatchObject({
      itemId: id,
      revision: 1,
      content: { title: '会议在北京召开', bodyText: text },
    });
    expect((await read(2)).content).toMatchObject({ title: '会议在武汉召开', bodyText: text });
    expect((await read(3)).content).toMatchObject({ title: '会议在武汉召开', subtitle: '部署汇交' });
  });

  test.each(['0', '4', '-1', '1.0', 'latest', '99999999999'])('there is no %s', async (number) => {
    const answer = await get(`${id}/revisions/${number}`);
    expect([answer.status, answer.body.code]).toEqual([404, 'not-found']);
  });
});

describe('differences', () => {
  const differences = async (query: string) =>
    (await get(`${id}/differences${query}`)).body as unknown as Difference;

  test('are shown field by field and character by character', async () => {
    expect(await differences('?from=1&to=2')).toEqual({
      ...{ itemId: id, from: 1, to: 2 },
      fields: [
        {
          ...{ field: 'title', change: 'changed' },
          segments: [
            { operation: 'equal', text: '会议在' },
            { operation: 'delete', text: '北京' },
            { operation: 'insert', text: '武汉' },
            { operation: 'equal', text: '召开' },
          ],
        },
      ],
    });
  });

  test('are those of the newest revision where none is named', async () => {
    const newest = await differences('');
    expect(newest).toMatchObject({ from: 2, to: 3 });
    expect(newest.fields.map(({ field, change }) => [field, change])).toEqual([
      ['bodyHtml', 'changed'],
      ['bodyText', 'changed'],
      ['subtitle', 'added'],
    ]);
    expect(newest.fields[1]?.segments?.at(-1)).toEqual({ operation: 'insert', text: '会议于11月23日闭幕。' });
  });

  test('go over several revisions, either way, and are none within one', async () => {
    expect((await differences('?from=1&to=3')).fields.map(({ field }) => field)).toEqual([
      ...['bodyHtml', 'bodyText', 'subtitle', 'title'],
    ]);
    expect((await differences('?from=3&to=1')).fields.find(({ field }) => field === 'subtitle')?.change).toBe(
      'removed',
    );
    expect((await differences('?from=2&to=2')).fields).toEqual([]);
  });

  test.each([
    ['?from=9', '/from'],
    ['?to=4', '/to'],
    ['?from=0', '/from'],
    ['?to=new', '/to'],
    ['?of=1', '/of'],
  ])('%s is refused', async (query, pointer) => {
    const answer = await get(`${id}/differences${query}`);
    expect([answer.status, answer.body.errors?.[0]?.pointer]).toEqual([400, pointer]);
  });
});

test('who may not read the item may not read its revisions', async () => {
  for (const path of ['revisions', 'revisions/1', 'differences']) {
    expect((await get(`${id}/${path}`, 'province')).body.code).toBe('forbidden');
    expect((await get(`${id}/${path}`, 'portal')).body.code).toBe('forbidden');
    expect((await get(`20261123-000000-00000000/${path}`)).body.code).toBe('not-found');
    expect((await get(`${id}/${path}`, 'editor')).status).toBe(200);
  }
});
