import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { createHostTurns } from '../../../src/fetch/host-turns.js';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

const open = new AbortController().signal;
const GAP = 500;
const tick = (milliseconds: number) => jest.advanceTimersByTimeAsync(milliseconds);

interface Visit {
  signal?: AbortSignal;
  tookMs?: number;
}

/** One process's turns; what began at which host, and when. */
function openTurns(slowFiles: readonly number[] = []) {
  const turns = createHostTurns({ slowFiles, nowMs: () => Date.now() });
  const start = Date.now();
  const began: [string, number][] = [];
  const at = (what: string) => began.filter(([name]) => name === what).map(([, when]) => when);
  const underWay = new Map<string, number>();
  let most = 0;

  async function visit(host: string, what: string, tookMs: number, end: (gapMs: number) => void) {
    began.push([what, Date.now() - start]);
    underWay.set(host, (underWay.get(host) ?? 0) + 1);
    most = Math.max(most, underWay.get(host) ?? 0);
    await new Promise((resolve) => setTimeout(resolve, tookMs));
    underWay.set(host, (underWay.get(host) ?? 0) - 1);
    end(GAP);
  }

  async function page(host: string, what = host, { signal = open, tookMs = 1000 }: Visit = {}) {
    const turn = await turns.take(host, signal);
    await visit(host, what, tookMs, turn.end);
  }

  /** A worker's job: it comes, is sent away, and comes back when it was told to, or a little late. */
  async function file(host: string, what: string, { id = what, rank = 2, tookMs = 1000, lateMs = 20 } = {}) {
    let refusals = 0;
    for (;;) {
      const turn = turns.ask(host, { id, rank });
      if (!('afterMs' in turn)) {
        await visit(host, what, tookMs, turn.end);
        return refusals;
      }
      refusals++;
      await new Promise((resolve) => setTimeout(resolve, turn.afterMs + lateMs));
    }
  }

  return { turns, began, at, page, file, mostAtOnce: () => most };
}

describe('pages', () => {
  test('of one host follow each other with a gap, other hosts do not wait', async () => {
    const { page, began } = openTurns();
    const all = Promise.all([page('a'), page('a'), page('b'), page('a')]);
    await tick(10_000);
    await all;
    expect(began).toEqual([
      ['a', 0],
      ['b', 0],
      ['a', 1500],
      ['a', 3000],
    ]);
  });

  test('that are given up while they wait ask nothing, and the next one has their turn', async () => {
    const { page, at } = openTurns();
    const gaveUp = new AbortController();
    const first = page('a', 'first');
    const second = page('a', 'second', { signal: gaveUp.signal });
    const third = page('a', 'third');
    const refused = expect(second).rejects.toMatchObject({ code: 'fetch-aborted' });
    await tick(1200);
    gaveUp.abort();
    await refused;
    await tick(5000);
    await Promise.all([first, third]);
    expect([at('second'), at('third')]).toEqual([[], [1500]]);
    await expect(page('a', 'late', { signal: gaveUp.signal })).rejects.toMatchObject({
      code: 'fetch-aborted',
    });
  });

  test('whose turn is ended twice end nobody else’s', async () => {
    const { turns } = openTurns();
    const first = await turns.take('a', open);
    first.end(0);
    const second = await turns.take('a', open);
    first.end(0);
    let isThird = false;
    const third = turns.take('a', open).then(() => (isThird = true));
    await tick(5000);
    expect(isThird).toBe(false);
    second.end(0);
    await third;
  });

  test('of thousands of hosts leave nothing behind that makes anyone wait', async () => {
    const { turns, page } = openTurns();
    const waiting = page('h1', 'kept');
    for (let host = 0; host < 5000; host++) {
      if (host !== 1) (await turns.take(`h${host}`, open)).end(0);
    }
    await tick(1000);
    await waiting;
  });
});

describe('files', () => {
  test('never wait: who has no turn is told when to come, and has it then', async () => {
    const { turns, page, file, at } = openTurns();
    const first = page('a', 'page');
    await tick(0);
    const answer = turns.ask('a', { id: 'i', rank: 2 });
    expect(answer).toEqual({ afterMs: expect.any(Number) });
    const second = file('a', 'file', { id: 'i' });
    await tick(10_000);
    await Promise.all([first, second]);
    expect(at('file')[0]).toBeGreaterThanOrEqual(1500);
    expect(at('file')[0]).toBeLessThan(2500);
  });

  test('of other hosts have theirs at once', async () => {
    const { file, at } = openTurns();
    const all = Promise.all([file('a', 'slow', { tookMs: 60_000 }), file('a', 'next'), file('b', 'other')]);
    await tick(120_000);
    await all;
    expect(at('other')).toEqual([0]);
    expect(at('next')[0]).toBeGreaterThanOrEqual(60_000 + GAP);
  });

  test('of many items go one at a time, with the gap, in the order in which they came', async () => {
    const { file, began, mostAtOnce } = openTurns();
    const names = Array.from({ length: 30 }, (_, index) => `f${index}`);
    const all = Promise.all(names.map((name) => file('a', name, { tookMs: 100 })));
    await tick(60_000);
    const refusals = await all;
    expect(mostAtOnce()).toBe(1);
    expect(began.map(([name]) => name)).toEqual(names);
    const times = began.map(([, when]) => when);
    for (const [index, when] of times.slice(1).entries())
      expect(when - (times[index] ?? 0)).toBeGreaterThanOrEqual(100 + GAP);
    // The host does not idle for long, and nobody comes in vain for long either.
    expect(times.at(-1)).toBeLessThan(30 * 900);
    expect(Math.max(...refusals)).toBeLessThan(20);
  });

  test('that come for a flood too long for the line are told times one turn apart', () => {
    const { turns } = openTurns();
    const told = Array.from({ length: 1000 }, (_, index) => {
      const answer = turns.ask('a', { id: String(index), rank: 2 });
      return 'afterMs' in answer ? answer.afterMs : 0;
    });
    for (const [index, afterMs] of told.slice(1).entries()) expect(afterMs).toBeGreaterThan(told[index] ?? 0);
    const flash = turns.ask('a', { id: 'flash', rank: 0 });
    expect('afterMs' in flash && flash.afterMs).toBeLessThan(1000);
  });

  test('of a higher lane go before a backlog', async () => {
    const { file, began } = openTurns();
    const backlog = Array.from({ length: 20 }, (_, index) => file('a', `old${index}`, { rank: 3 }));
    await tick(700);
    const flash = file('a', 'flash', { rank: 0 });
    await tick(120_000);
    await Promise.all([...backlog, flash]);
    expect(began.findIndex(([name]) => name === 'flash')).toBeLessThanOrEqual(2);
  });

  test('of hosts that are known to be slow leave places to others, lane by lane', async () => {
    const { file, at } = openTurns([9, 9, 2]);
    const slow = { tookMs: 60_000 };
    // Known to be slow since these.
    const before = Promise.all(['a', 'b', 'c'].map((host) => file(host, 'before', slow)));
    await tick(61_000);
    await before;
    const all = Promise.all([
      ...['a', 'b', 'c'].map((host) => file(host, `slow-${host}`, slow)),
      file('d', 'other'),
      file('c', 'flash', { rank: 0, tookMs: 100 }),
    ]);
    await tick(300_000);
    await all;
    expect([at('slow-a'), at('slow-b'), at('other'), at('flash')]).toEqual([
      [61_000],
      [61_000],
      [61_000],
      [61_000],
    ]);
    expect(at('slow-c')[0]).toBeGreaterThan(61_000);
  });

  test('whose item never comes back hold up nobody for long', async () => {
    const { turns, file, at } = openTurns();
    const first = file('a', 'first');
    await tick(0);
    turns.ask('a', { id: 'lost', rank: 0 });
    const second = file('a', 'second');
    await tick(10_000);
    await Promise.all([first, second]);
    expect(at('second')[0]).toBeLessThan(5000);
  });
});

describe('pages and files of one host', () => {
  test('a flood of files delays a page by the one that is under way, and no more', async () => {
    const { file, page, at } = openTurns();
    const files = Array.from({ length: 40 }, (_, index) => file('a', `f${index}`, { tookMs: 300 }));
    const arrived: number[] = [];
    for (let count = 0; count < 5; count++) {
      await tick(1234);
      arrived.push(Date.now());
      void page('a', `page${count}`, { tookMs: 100 });
    }
    await tick(200_000);
    await Promise.all(files);
    const start = (arrived[0] ?? 0) - 1234;
    for (const [count, when] of arrived.entries())
      expect((at(`page${count}`)[0] ?? Infinity) - (when - start)).toBeLessThanOrEqual(300 + GAP + 1100);
  });

  test('a collection of many pages lets files have their share', async () => {
    const { file, page, at, began, mostAtOnce } = openTurns();
    const collection = (async () => {
      for (let count = 0; count < 60; count++) await page('a', 'page', { tookMs: 200 });
    })();
    await tick(50);
    const files = Promise.all(['x', 'y', 'z'].map((name) => file('a', name, { tookMs: 200 })));
    await tick(120_000);
    await Promise.all([collection, files]);
    for (const name of ['x', 'y', 'z']) expect(at(name)[0]).toBeLessThan(Math.max(...at('page')));
    // Pages go before files, all the same.
    expect(began.slice(0, 4).map(([name]) => name)).toEqual(['page', 'page', 'page', 'page']);
    expect(mostAtOnce()).toBe(1);
  });

  test('pages do not wait for a file that takes minutes, other files do', async () => {
    const { file, page, at } = openTurns();
    const video = file('a', 'video', { tookMs: 300_000 });
    const other = file('a', 'other');
    await tick(1000);
    const pages = Promise.all([page('a', 'page'), page('a', 'page')]);
    await tick(400_000);
    await Promise.all([video, other, pages]);
    expect(at('page')).toEqual([10_000, 11_500]);
    expect(at('other')[0]).toBeGreaterThanOrEqual(300_000);
  });

  test('a file that takes long lets no two pages go at once', async () => {
    const { file, page, at } = openTurns();
    const video = file('a', 'video', { tookMs: 60_000 });
    await tick(20_000);
    const pages = Promise.all([page('a', 'page', { tookMs: 5000 }), page('a', 'page', { tookMs: 5000 })]);
    await tick(100_000);
    await Promise.all([video, pages]);
    expect(at('page')).toEqual([20_000, 25_500]);
  });
});
