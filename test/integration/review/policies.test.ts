import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ROUTINE_POLICY } from '../../../src/domain/review/default-policies.js';
import { startGateway, type Answer, type Gateway } from '../../support/gateway.js';
import { eventually } from '../../support/gateway.js';
import { approve, openReviewDesk, outcome } from '../../support/review-desk.js';

let gateway: Gateway;
let desk: ReturnType<typeof openReviewDesk>;

beforeAll(async () => {
  gateway = await startGateway({ portals: false });
  desk = openReviewDesk(gateway);
  await desk.organization('law');
});
afterAll(() => gateway.stop());

const first = { name: 'first', role: 'reviewer' };
const last = { name: 'last', role: 'liaison' };
const secrecy = { name: 'secrecy', role: 'secrecy-reviewer' };
const secondReview = { role: 'reviewer', withinHours: 48 };

const content = (changes: object = {}) => ({
  ...{ title: '规划计划：两审', order: 50, enabled: true, match: { kinds: ['plan'] } },
  ...{ stages: [first, last, secrecy] },
  ...changes,
});
const put = (id: string, version: number, changes: object = {}, who = 'chief') =>
  gateway.call(who, 'PUT', `/api/v1/policies/${id}`, { version, comment: '调整', ...content(changes) });
const tryOn = (body: object, who = 'reviewer') => gateway.call(who, 'POST', '/api/v1/policies/dry-run', body);
const inForce = (policy: string) =>
  eventually(`${policy} is in force`, async () => (await tryOn({ kind: 'plan' })).body.policy === policy);
const pointers = ({ body }: Answer) => body.errors?.map(({ pointer }) => pointer);

describe('a change', () => {
  test('is a new version; what is in review keeps the one it began with', async () => {
    expect((await put('plans', 0)).body).toMatchObject({
      id: 'plans',
      version: 1,
      changedBy: 'chief',
      comment: '调整',
    });
    await inForce('plans@1');
    const before = await desk.waiting({ kind: 'plan' });
    const stages = [first, secrecy, { name: 'proof', role: 'reviewer' }, last];
    expect((await put('plans', 1, { stages })).body).toMatchObject({ version: 2 });
    await inForce('plans@2');
    const after = await desk.waiting({ kind: 'plan' });
    const reviewOf = async (id: string) => {
      const { review } = await desk.item(id);
      return [review?.policy, review?.stages.map(({ name }) => name).join()];
    };
    expect(await reviewOf(before)).toEqual(['plans@1', 'first,last,secrecy']);
    expect(await reviewOf(after)).toEqual(['plans@2', 'first,secrecy,proof,last']);
    for (const who of ['reviewer', 'chief']) await desk.decide(who, before, approve);
    expect(outcome(await desk.decide('secrecy', before, approve))).toEqual([200, 'approved']);
    const read = async (version: string) =>
      (await gateway.call('auditor', 'GET', `/api/v1/policies/plans${version}`)).body;
    expect(await read('?version=1')).toMatchObject({ version: 1, stages: [first, last, secrecy] });
    expect(await read('')).toMatchObject({ version: 2, stages });
    expect((await read('?version=3')).code).toBe('not-found');
  });

  test('of two people at once is one person’s', async () => {
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, i) => put('raced', 0, { title: `第 ${i} 稿` })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array<number>(7).fill(409)]);
    expect(outcome(await put('raced', 7))).toEqual([409, 'stale-version']);
  });

  test.each<[string, string, object, string[]]>([
    ['without a secrecy check', 'wrong', { stages: [first, last] }, ['/stages']],
    [
      'with a secrecy check for some kinds only',
      'wrong',
      { stages: [first, last, { ...secrecy, kinds: ['plan'] }] },
      ['/stages'],
    ],
    ['by one person alone without a second review', 'wrong', { stages: [first, secrecy] }, ['/secondReview']],
    [
      'with two stages of one name',
      'wrong',
      { stages: [first, { ...last, name: 'first' }, secrecy] },
      ['/stages/1/name'],
    ],
    [
      'with a stage that is called as the second review is',
      'wrong',
      { stages: [first, { ...last, name: 'post-review' }, secrecy] },
      ['/stages/1/name'],
    ],
    [
      'by a role that decides nothing',
      'wrong',
      { stages: [first, { ...last, role: 'unit-editor' }, secrecy] },
      ['/stages/1/role'],
    ],
    [
      'by a role there is none of',
      'wrong',
      { stages: [first, { ...last, role: 'king' }, secrecy] },
      ['/stages/1/role'],
    ],
    [
      'by a department there is none of',
      'wrong',
      { stages: [{ ...first, departments: ['law', 'moon'] }, last, secrecy] },
      ['/stages/0/departments/1'],
    ],
    [
      'with a copy to nobody',
      'wrong',
      { stages: [{ ...first, copyTo: ['moon'] }, last, secrecy] },
      ['/stages/0/copyTo/0'],
    ],
    [
      'any or all of no departments',
      'wrong',
      { stages: [{ ...first, mode: 'any' }, last, secrecy] },
      ['/stages/0/mode'],
    ],
    ['of the last resort, no longer for everything', 'routine', {}, ['/match']],
    ['of the last resort, off', 'routine', { match: {}, enabled: false }, ['/enabled']],
    ['without stages', 'wrong', { stages: [] }, ['/stages']],
  ])('is refused %s', async (_what, id, changes, fields) => {
    const answer = await put(id, id === 'routine' ? ROUTINE_POLICY.version : 0, changes);
    expect([...outcome(answer), pointers(answer)]).toEqual([422, 'validation-failed', fields]);
  });

  test('with one person and a second review is taken', async () => {
    expect(
      (await put('alone', 0, { stages: [first, secrecy], secondReview, match: { kinds: ['interview'] } }))
        .status,
    ).toBe(200);
  });

  test.each(['reviewer', 'editor', 'auditor', 'security'])('is not for %s', async (who) => {
    expect(outcome(await put('theirs', 0, {}, who))).toEqual([403, 'forbidden']);
  });
});

describe('a dry run', () => {
  const stagesOf = ({ body }: Answer) =>
    (body.stages as { name: string; dueAt: string }[]).map(({ name }) => name);

  test('by facts tells the policy, what was passed over and why, the stages and their times', async () => {
    const answer = await tryOn({ lane: 'flash', kind: 'news', organizationId: 'geodesy' });
    expect(answer.body).toMatchObject({
      policy: 'flash@1',
      secondReview: { role: 'reviewer', withinHours: 24 },
    });
    expect(stagesOf(answer)).toEqual(['duty', 'secrecy']);
    const routine = await tryOn({ lane: 'routine', kind: 'news' });
    expect(routine.body.policy).toBe('routine@1');
    expect(routine.body.passedOver).toContainEqual({ policy: 'flash@1', because: 'lane' });
    const dues = (routine.body.stages as { dueAt: string }[]).map(({ dueAt }) => dueAt);
    expect(dues).toEqual([...dues].sort());
  });

  test('by item tells what that item would get now, and changes nothing', async () => {
    const id = await desk.waiting({ kind: 'news', column: '要闻' });
    const { version } = await desk.item(id);
    expect(stagesOf(await tryOn({ itemId: id }))).toEqual([
      'first-review',
      'second-review',
      'final-review',
      'secrecy',
    ]);
    const candidate = {
      id: 'tried',
      ...content({ match: { columns: ['要闻'], organizations: ['geodesy'] } }),
    };
    const answer = await tryOn({ itemId: id, policies: [{ ...candidate }] });
    expect([answer.body.policy, stagesOf(answer)]).toEqual(['tried@0', ['first', 'last', 'secrecy']]);
    expect((await desk.item(id)).version).toBe(version);
    expect((await gateway.call('chief', 'GET', '/api/v1/policies/tried')).status).toBe(404);
  });

  test('with policies to be tried falls back on the last resort, and refuses what could not be written', async () => {
    const none = await tryOn({ kind: 'news', policies: [{ id: 'tried', ...content() }] });
    expect(none.body).toMatchObject({
      policy: 'routine@1',
      passedOver: [{ policy: 'tried@0', because: 'kind' }],
    });
    const wrong = await tryOn({
      kind: 'plan',
      policies: [{ id: 'tried', ...content({ stages: [first, last] }) }],
    });
    expect([...outcome(wrong), pointers(wrong)]).toEqual([422, 'validation-failed', ['/policies/0/stages']]);
  });

  test('is refused for an item there is none of, and for one of another organization', async () => {
    expect(outcome(await tryOn({ itemId: 'BS-0' }))).toEqual([404, 'not-found']);
    expect(outcome(await tryOn({ itemId: await desk.waiting() }, 'province'))).toEqual([403, 'forbidden']);
  });
});
