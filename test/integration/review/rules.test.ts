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

const put = (who: string, id: string, body: object) => gateway.call(who, 'PUT', `/api/v1/rules/${id}`, body);
const words = (version: number, ...terms: string[]) => ({
  ...{ version, comment: '增补' },
  terms: terms.map((term) => ({ term, severity: 'block' })),
});

async function findingsOf(text: string): Promise<string[]> {
  const item = await desk.inState(await desk.submit({ bodyText: `${text}${someText()}` }), 'in-review');
  return item.findings.map(({ rule, severity }) => `${severity} ${rule}`);
}

describe('a word list', () => {
  test('is added, takes effect without a restart, and names the version that judged an item', async () => {
    expect(await findingsOf('出现甲乙丙丁')).not.toContain('block wording.term');
    const added = await put('security', 'names', words(0, '甲乙丙丁'));
    expect([added.status, added.body.version]).toEqual([200, 1]);
    const found = await eventually('the new list is in force', async () => {
      const id = await desk.submit({ bodyText: `出现甲乙丙丁${someText()}` });
      const item = await desk.inState(id, 'in-review');
      return item.checkedWith?.includes('names@1') && item;
    });
    expect(found.findings.map(({ rule }) => rule)).toContain('wording.term');
    expect(found.checkedWith).toBe('fixed-phrases@1 names@1 thresholds@1 typos@1');
  });

  test('keeps its versions', async () => {
    await put('security', 'kept', words(0, '第一'));
    await put('security', 'kept', words(1, '第二'));
    const old = await gateway.call('auditor', 'GET', '/api/v1/rules/kept?version=1');
    expect(old.body.terms).toMatchObject([{ term: '第一' }]);
    expect((await gateway.call('auditor', 'GET', '/api/v1/rules/kept')).body).toMatchObject({
      ...{ version: 2, changedBy: 'security', terms: [{ term: '第二' }] },
    });
    expect((await gateway.call('auditor', 'GET', '/api/v1/rules/kept?version=3')).status).toBe(404);
  });

  test('of two people who change it at once, one wins', async () => {
    await put('security', 'raced', words(0, '甲一'));
    const answers = await Promise.all(
      ['乙一', '乙二', '乙三'].map((term) => put('security', 'raced', words(1, term))),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
  });
});

describe('rules', () => {
  test('are listed, without their terms, with those that come with the gateway', async () => {
    const { body } = await gateway.call('reviewer', 'GET', '/api/v1/rules');
    expect(body.items?.map(({ id }) => id)).toEqual(expect.arrayContaining(['thresholds', 'typos']));
    expect(body.items?.find(({ id }) => id === 'typos')).toMatchObject({
      kind: 'words',
      changedBy: 'system',
    });
  });

  test.each<[string, string, object, number, string]>([
    ['thresholds without thresholds', 'thresholds', words(1, '甲乙'), 422, 'validation-failed'],
    ['a word list without terms', 'empty', { version: 0, comment: '空' }, 422, 'validation-failed'],
    ['a term of one character', 'short', words(0, '甲'), 422, 'validation-failed'],
    ['a version that is not the current one', 'typos', words(9, '甲乙'), 409, 'stale-version'],
  ])('refuse %s', async (_what, id, body, status, code) => {
    const answer = await put('security', id, body);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });

  test('are changed by nobody else', async () => {
    expect((await put('reviewer', 'names', words(1, '甲乙'))).status).toBe(403);
  });
});
