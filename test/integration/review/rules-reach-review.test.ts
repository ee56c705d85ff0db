import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openDesk, someText, type Desk } from '../../support/desk.js';
import { eventually, startGateway, type Gateway } from '../../support/gateway.js';

let gateway: Gateway;
let desk: Desk;
beforeAll(async () => {
  gateway = await startGateway({ portals: false });
  desk = openDesk(gateway);
});
afterAll(() => gateway.stop());

const forbid = (id: string, version: number, ...terms: string[]) =>
  gateway.call('security', 'PUT', `/api/v1/rules/${id}`, {
    ...{ version, comment: '增补' },
    terms: terms.map((term) => ({ term, severity: 'block' })),
  });

describe('a new forbidden word', () => {
  test('reaches what waits in review, and nothing of the review is lost', async () => {
    const id = await desk.submit({ bodyText: `文中有戊己庚辛${someText()}` });
    const other = await desk.submit();
    const [before, untouched] = [await desk.inState(id, 'in-review'), await desk.inState(other, 'in-review')];
    expect((await desk.decide('reviewer', id, { decision: 'approve' })).status).toBe(200);
    expect((await forbid('later', 0, '戊己庚辛')).status).toBe(200);
    const item = await eventually('the word is found in what waits', async () => {
      const found = await desk.item(id);
      return found.findings.some(({ rule }) => rule === 'wording.term') && found;
    });
    expect(item).toMatchObject({ state: 'in-review', revision: 1, review: { stage: 1 } });
    expect(item.review?.startedAt).toBe(before.review?.startedAt);
    expect(item.checkedWith).toContain('later@1');
    expect(item.history.at(-1)).toMatchObject({ action: 'rechecked', by: 'system', revision: 1 });
    const refused = await desk.decide('reviewer2', id, { decision: 'approve' });
    expect(refused.body.code).toBe('blocked-by-findings');
    const same = await eventually('the other one was judged as well', async () => {
      const found = await desk.item(other);
      return found.checkedWith?.includes('later@1') && found;
    });
    // Nobody who decides on it saw anything else: its version is the one they saw.
    expect([same.version, same.findings]).toEqual([untouched.version, untouched.findings]);
  });

  test('that is taken back sets free what it held', async () => {
    expect((await forbid('passing', 0, '壬癸子丑')).status).toBe(200);
    const id = await eventually('the list is in force', async () => {
      const next = await desk.submit({ bodyText: `文中有壬癸子丑${someText()}` });
      const item = await desk.inState(next, 'in-review');
      return item.findings.some(({ rule }) => rule === 'wording.term') && next;
    });
    expect((await forbid('passing', 1, '寅卯辰巳')).status).toBe(200);
    const item = await eventually('it is set free', async () => {
      const found = await desk.item(id);
      return found.findings.every(({ rule }) => rule !== 'wording.term') && found;
    });
    expect(item.history.map(({ action }) => action)).toContain('rechecked');
  });
});
