import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { someText } from '../../support/desk.js';
import { eventually, startGateway, type Gateway } from '../../support/gateway.js';
import { approve, openReviewDesk, outcome, sendBack } from '../../support/review-desk.js';

let gateway: Gateway;
let desk: ReturnType<typeof openReviewDesk>;

beforeAll(async () => {
  gateway = await startGateway({ portals: false });
  desk = openReviewDesk(gateway);
  await desk.hire('both', 'bureau', 'reviewer', 'secrecy-reviewer');
  await desk.hire('insider', 'geodesy', 'reviewer');
});
afterAll(() => gateway.stop());

const SECRET = `${'测绘成果汇交。'.repeat(10)}机密★10年`;
const FORBIDDEN = `${'测绘成果汇交工作部署。'.repeat(10)}引用禁用旧称。`;

describe('a decision is refused, each time for its own reason, and leaves everything as it was,', () => {
  test.each<[string, string, Record<string, unknown>, number, string]>([
    [
      'in another stage than the item is in',
      'reviewer',
      { ...approve, stage: 'final-review' },
      409,
      'wrong-stage',
    ],
    ['in a stage that is none', 'reviewer', { ...approve, stage: 'nowhere' }, 409, 'wrong-stage'],
    [
      'on a second review that there is none of',
      'reviewer',
      { ...approve, stage: 'post-review' },
      409,
      'wrong-stage',
    ],
    ['by a role that comes later', 'secrecy', approve, 403, 'forbidden'],
    ['by the unit’s own reviewer', 'insider', approve, 403, 'own-organization'],
    ['without a reason to return', 'reviewer', { decision: 'return' }, 422, 'missing-reason'],
    ['without a reason to decline', 'reviewer', { decision: 'decline', reasons: [] }, 422, 'missing-reason'],
    ['without a word why it is out of date', 'reviewer', { decision: 'expire' }, 422, 'missing-reason'],
    [
      'for a reason there is none of',
      'reviewer',
      { decision: 'return', reasons: [{ code: 'ugly' }] },
      422,
      'unknown-reason',
    ],
    ['having read another revision', 'reviewer', { ...approve, revision: 7 }, 409, 'stale-revision'],
    ['having seen another version', 'reviewer', { ...approve, version: 1 }, 409, 'stale-version'],
    ['into itself or nothing', 'reviewer', { decision: 'merge' }, 422, 'validation-failed'],
    [
      'into an item there is none of',
      'reviewer',
      { decision: 'merge', into: 'BS-0' },
      422,
      'validation-failed',
    ],
  ])('%s', async (_case, who, body, status, code) => {
    const id = await desk.waiting();
    const before = await desk.item(id);
    expect(outcome(await desk.act(who, id, 'decisions', body))).toEqual([status, code]);
    const { version, history, state } = await desk.item(id);
    expect([version, history.length, state]).toEqual([before.version, before.history.length, 'in-review']);
  });

  test('by the same person in a second stage, of whatever role', async () => {
    const id = await desk.waiting();
    await desk.decide('both', id, approve);
    expect(outcome(await desk.act('both', id, 'decisions', approve))).toEqual([403, 'same-person']);
    await desk.decide('reviewer', id, approve);
    await desk.decide('chief', id, approve);
    expect(outcome(await desk.act('both', id, 'decisions', approve))).toEqual([403, 'same-person']);
    expect(outcome(await desk.decide('secrecy', id, approve))).toEqual([200, 'approved']);
  });

  test('and who came too late is told how it stands now', async () => {
    const id = await desk.waiting({ externalId: 'late' });
    const { version } = await desk.item(id);
    await desk.decide('reviewer', id, approve);
    const late = await gateway.call('reviewer2', 'POST', `/api/v1/items/${id}/decisions`, {
      version,
      ...sendBack,
    });
    expect(late.body).toMatchObject({
      code: 'stale-version',
      details: { version: version + 1, state: 'in-review', stage: 'second-review', revision: 1 },
    });
    await desk.submit({ externalId: 'late' });
    await desk.inState(id, 'in-review');
    const old = await desk.act('reviewer2', id, 'decisions', { ...approve, revision: 1 });
    expect(old.body).toMatchObject({ code: 'stale-revision', details: { revision: 2, state: 'in-review' } });
  });
});

describe('notes', () => {
  const bodyText =
    '测绘成果汇交工作部署会在北京召开，会议明确了汇交范围、期限和质量要求，并通报了上一年度汇交情况。';
  const offset = bodyText.indexOf('北京');

  test('are kept with the decision, at the words they are about', async () => {
    const id = await desk.waiting({ bodyText, title: '部署会召开' });
    const notes = [
      { field: 'bodyText', offset, quote: '北京', comment: '应为武汉' },
      { field: 'title', offset: 0, quote: '部署会', comment: '写全称' },
    ];
    expect(outcome(await desk.decide('reviewer', id, { ...sendBack, notes }))).toEqual([200, 'returned']);
    expect((await desk.item(id)).history.at(-1)).toMatchObject({
      ...{ action: 'returned' },
      reasons: sendBack.reasons,
      notes,
    });
  });

  test.each([
    ['where other words stand', { field: 'bodyText', offset: 1, quote: '北京' }],
    ['behind the end', { field: 'bodyText', offset: 9999, quote: '北京' }],
    ['in a field that is empty', { field: 'subtitle', offset: 0, quote: '北京' }],
  ])('%s are refused by name', async (_where, note) => {
    const id = await desk.waiting({ bodyText: `${bodyText}${_where}` });
    const good = { field: 'bodyText', offset, quote: '北京', comment: '应为武汉' };
    const answer = await desk.decide('reviewer', id, {
      ...sendBack,
      notes: [good, { ...note, comment: '何处' }],
    });
    expect([...outcome(answer), answer.body.errors?.[0]?.pointer]).toEqual([
      422,
      'validation-failed',
      '/notes/1/quote',
    ]);
  });
});

describe('ways out of the review', () => {
  test('into a near-duplicate, which must be alive', async () => {
    const [stays, goes, gone] = [await desk.waiting(), await desk.waiting(), await desk.waiting()];
    await desk.decide('reviewer', gone, { decision: 'decline', reasons: [{ code: 'other' }] });
    for (const into of [gone, goes]) {
      const answer = await desk.decide('reviewer', goes, { decision: 'merge', into });
      expect([...outcome(answer), answer.body.errors?.[0]?.pointer]).toEqual([
        422,
        'validation-failed',
        '/into',
      ]);
    }
    expect(outcome(await desk.decide('reviewer', goes, { decision: 'merge', into: stays }))).toEqual([
      200,
      'merged',
    ]);
    expect(await desk.item(goes)).toMatchObject({ mergedInto: stays });
    expect((await desk.item(goes)).history.at(-1)).toMatchObject({
      action: 'merged',
      subject: stays,
      by: 'reviewer',
    });
    expect(outcome(await desk.decide('reviewer', stays, { decision: 'merge', into: goes }))).toEqual([
      409,
      'conflict',
    ]);
    expect(await desk.isQueued('reviewer', goes)).toBe(false);
  });

  test('as out of date, with a word why', async () => {
    const id = await desk.waiting();
    const answer = await desk.decide('reviewer', id, { decision: 'expire', comment: '会议已结束' });
    expect(outcome(answer)).toEqual([200, 'expired']);
    expect((await desk.item(id)).history.at(-1)).toMatchObject({ action: 'expired', comment: '会议已结束' });
  });

  test('for a later time: approved, and not published before', async () => {
    const publishAt = '2099-10-01T09:00:00.000+08:00';
    const id = await desk.waiting();
    await desk.decide('reviewer', id, approve);
    await desk.decide('reviewer2', id, approve);
    await desk.decide('chief', id, { ...approve, publishAt });
    expect(outcome(await desk.decide('secrecy', id, approve))).toEqual([200, 'approved']);
    const item = await desk.item(id);
    expect(item.publication).toBeUndefined();
    expect(item.review?.publishAt).toBe(publishAt);
  });
});

describe('a blocking finding', () => {
  const ofSecrecy = { rule: 'secrecy.marking', reason: '经核实为引用已公开文件' };

  test('is answered for by whom its rule wants, with a reason; then the item passes', async () => {
    const id = await desk.waiting({ bodyText: SECRET });
    expect(outcome(await desk.decide('reviewer', id, approve))).toEqual([409, 'blocked-by-findings']);
    expect(outcome(await desk.act('liaison', id, 'overrides', ofSecrecy))).toEqual([403, 'forbidden']);
    expect(outcome(await desk.act('reviewer', id, 'overrides', ofSecrecy))).toEqual([403, 'forbidden']);
    expect(outcome(await desk.act('secrecy', id, 'overrides', { ...ofSecrecy, reason: '' }))).toEqual([
      422,
      'validation-failed',
    ]);
    expect(outcome(await desk.act('secrecy', id, 'overrides', { ...ofSecrecy, rule: 'map.number' }))).toEqual(
      [404, 'not-found'],
    );
    expect(outcome(await desk.act('secrecy', id, 'overrides', ofSecrecy))).toEqual([200, 'in-review']);
    expect((await desk.item(id)).history.at(-1)).toMatchObject({
      ...{ action: 'overridden', by: 'secrecy', subject: ofSecrecy.rule, comment: ofSecrecy.reason },
    });
    expect(outcome(await desk.decide('reviewer', id, approve))).toEqual([200, 'in-review']);
  });

  test('of another kind is answered for by the liaison too, and again in the next revision', async () => {
    const terms = [{ term: '禁用旧称', severity: 'block' }];
    await gateway.call('security', 'PUT', '/api/v1/rules/old-names', { version: 0, comment: '禁用', terms });
    await eventually('the list is in force', async () => {
      const { findings } = await desk.item(await desk.waiting({ bodyText: `${FORBIDDEN}${someText()}` }));
      return findings.some(({ severity }) => severity === 'block');
    });
    const id = await desk.waiting({ bodyText: FORBIDDEN, externalId: 'term' });
    expect(outcome(await desk.decide('reviewer', id, approve))).toEqual([409, 'blocked-by-findings']);
    const override = { rule: 'wording.term', reason: '引文须照录' };
    expect(outcome(await desk.act('liaison', id, 'overrides', override))).toEqual([200, 'in-review']);
    expect(outcome(await desk.decide('reviewer', id, approve))).toEqual([200, 'in-review']);
    await desk.submit({ bodyText: `${FORBIDDEN}再次引用。`, externalId: 'term' });
    await desk.inState(id, 'in-review');
    expect(outcome(await desk.decide('reviewer', id, approve))).toEqual([409, 'blocked-by-findings']);
  });
});

describe('a reviewer who changes the text', () => {
  test('makes a revision of their own, which others review', async () => {
    const id = await desk.waiting();
    expect((await desk.correct(id, { subtitle: '副题' }, 'reviewer')).status).toBe(200);
    const item = await desk.inState(id, 'in-review');
    expect(item.revision).toBe(2);
    expect(item.history.find(({ revision }) => revision === 2)).toMatchObject({
      action: 'edited',
      by: 'reviewer',
    });
    expect(outcome(await desk.act('reviewer', id, 'decisions', approve))).toEqual([403, 'own-organization']);
    expect(await desk.isQueued('reviewer', id)).toBe(false);
    expect(outcome(await desk.decide('reviewer2', id, approve))).toEqual([200, 'in-review']);
  });

  test('may review again what its unit writes afterwards', async () => {
    const id = await desk.waiting({ externalId: 'edited' });
    await desk.correct(id, { subtitle: '副题' }, 'reviewer');
    await desk.inState(id, 'in-review');
    await desk.submit({ externalId: 'edited', title: '单位改稿' });
    await desk.inState(id, 'in-review');
    expect(outcome(await desk.decide('reviewer', id, approve))).toEqual([200, 'in-review']);
  });
});
