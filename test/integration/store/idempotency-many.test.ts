import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startGateway, type Gateway } from '../../support/gateway.js';
import { createRunEachOnce } from '../../../src/registry/run-each-once.js';

let gateway: Gateway;

beforeAll(async () => {
  gateway = await startGateway({ portals: false, lanes: [] });
});
afterAll(() => gateway.stop());

const START = new Date('2026-11-23T09:00:00+08:00');
const after = (seconds: number) => new Date(START.getTime() + seconds * 1000);
const lines = [1, 2, 3].map((line) => ({ line, digest: `d${line}` }));

function runner(now: Date) {
  return createRunEachOnce({ idempotency: gateway.app.stores.idempotency, now: () => now });
}

const said = (positions: readonly number[]) => Promise.resolve(positions.map((at) => ({ at })));

test('lines of a process that died in the middle are run by a repeat, once their time is over', async () => {
  const { beginMany } = gateway.app.stores.idempotency;
  const keyed = lines.map(({ line, digest }) => ({ id: `a died ${line}`, digest }));
  await beginMany(keyed, 'the one that died', START);
  const scope = { accountId: 'a', key: 'died' };
  expect(await runner(after(59))(scope, lines, said)).toMatchObject({
    answers: [],
    refused: { code: 'idempotency-in-progress' },
  });
  const answers = [{ at: 0 }, { at: 1 }, { at: 2 }];
  expect(await runner(after(60))(scope, lines, said)).toEqual({ answers });
  const nothing = () => Promise.reject(new Error('it was run before'));
  expect(await runner(after(61))(scope, lines, nothing)).toEqual({ answers });
});

test('lines whose work failed use up no key, and neither do those behind a conflict', async () => {
  const scope = { accountId: 'a', key: 'failed' };
  const failing = () => Promise.reject(new Error('the store is away'));
  await expect(runner(START)(scope, lines, failing)).rejects.toThrow('away');
  const [first, second, third] = lines;
  if (!first || !second || !third) throw new Error('three lines');
  await runner(START)(scope, [second], said);
  const mixed = [first, { line: 2, digest: 'other' }, third];
  expect(await runner(START)(scope, mixed, said)).toMatchObject({
    answers: [{ at: 0 }],
    refused: { code: 'idempotency-conflict' },
  });
  const ran: (readonly number[])[] = [];
  await runner(START)(scope, lines, (positions) => {
    ran.push(positions);
    return said(positions);
  });
  expect(ran).toEqual([[2]]);
});

test('two repeats at the same time run each line once', async () => {
  const scope = { accountId: 'a', key: 'together' };
  let ran = 0;
  const counting = (positions: readonly number[]) => {
    ran += positions.length;
    return said(positions);
  };
  const both = await Promise.all([1, 2].map(() => runner(START)(scope, lines, counting)));
  const { answers } = await runner(START)(scope, lines, counting);
  expect([ran, answers.length]).toEqual([3, 3]);
  for (const { answers: some } of both) expect(answers.slice(0, some.length)).toEqual(some);
});
