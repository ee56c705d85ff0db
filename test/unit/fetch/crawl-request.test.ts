import { beforeEach, describe, expect, test } from '@jest/globals';
import { AppError } from '../../../schemas/errors.js';
import { createCrawlRequest, type CrawlGuest } from '../../../src/fetch/crawl-request.js';
import type { FetchRequest, FetchResponse } from '../../../src/fetch/fetch-client.js';
import { hostBusy } from '../../../src/fetch/host-busy.js';
import { createRedirectMemory } from '../../../src/fetch/redirect-memory.js';
import type { RobotsVerdict } from '../../../src/fetch/robots-rules.js';

/** Everything that happens, in order: turns taken and ended, addresses asked for. */
let events: string[];
let busy: Set<string>;
let verdicts: Record<string, RobotsVerdict>;
beforeEach(() => {
  events = [];
  busy = new Set();
  verdicts = {};
});

/** A way that leads over these addresses; the last one answers. */
function openWay(...way: string[]) {
  const request = async (asked: FetchRequest): Promise<FetchResponse> => {
    let count = asked.redirectsBefore ?? 0;
    let at = asked.url;
    for (;;) {
      events.push(`ask ${at}`);
      const next = way[way.indexOf(at) + 1];
      if (next === undefined) break;
      await asked.beforeRedirect?.(new URL(next), ++count);
      at = next;
    }
    events.push(`${count} redirects`);
    return {
      ...{ url: at, requestedUrl: asked.url, status: 200, headers: {}, body: new Uint8Array() },
      ...{ bytesOnWire: 0, redirects: [] },
    };
  };
  return request;
}

function guest(request: CrawlGuest['client']['request'], fields: Partial<CrawlGuest> = {}): CrawlGuest {
  return {
    ...{ client: { request }, signal: new AbortController().signal, hostGapMs: 500 },
    turn: (host) => {
      if (busy.has(host)) return Promise.reject(hostBusy({ host, afterMs: 700 }));
      events.push(`+${host}`);
      return Promise.resolve({ end: (gapMs) => void events.push(`-${host} ${gapMs}`) });
    },
    verdict: ({ href }) => Promise.resolve(verdicts[href]),
    hasConsented: () => Promise.resolve(false),
    ...fields,
  };
}

const [A, B] = ['http://a.test/x', 'http://b.test/y'];
/** Whether nobody ever had two turns at once. */
const neverTwo = () => {
  let held = 0;
  return events.every((event) => {
    if (event.startsWith('+')) held += 1;
    if (event.startsWith('-')) held -= 1;
    return held <= 1 && held >= 0;
  });
};

describe('a redirect', () => {
  test('takes the turn of its target only when the turn before has ended', async () => {
    const ask = createCrawlRequest(guest(openWay(A, B)));
    expect(await ask({ url: A })).toMatchObject({ url: B });
    expect(events).toEqual([
      ...['+a.test', `ask ${A}`, '-a.test 500', '+b.test', `ask ${B}`, '1 redirects', '-b.test 500'],
    ]);
    expect(neverTwo()).toBe(true);
  });

  test('to a forbidden address ends before it is asked for', async () => {
    verdicts[B] = { allowed: false, because: 'rules' };
    const ask = createCrawlRequest(guest(openWay(A, B)));
    await expect(ask({ url: A })).rejects.toMatchObject({
      code: 'fetch-robots-disallowed',
      retryable: false,
      details: { url: B, because: 'rules' },
    });
    expect(events).not.toContain(`ask ${B}`);
    expect(events).not.toContain('+b.test');
  });

  test('to a forbidden address is followed with consent', async () => {
    verdicts[B] = { allowed: false, because: 'unreachable' };
    const ask = createCrawlRequest(guest(openWay(A, B), { hasConsented: () => Promise.resolve(true) }));
    expect(await ask({ url: A })).toMatchObject({ url: B });
  });

  test('to a busy host is taken up there when its turn has come, and counts on', async () => {
    const memory = createRedirectMemory();
    const ask = createCrawlRequest(guest(openWay(A, B), { memory }));
    busy.add('b.test');
    await expect(ask({ url: A })).rejects.toMatchObject({ code: 'fetch-host-busy' });
    busy.clear();
    events = [];
    await ask({ url: A });
    expect(events).toEqual(['+b.test', `ask ${B}`, '1 redirects', '-b.test 500']);
    // The next time it begins where it was told to.
    events = [];
    await ask({ url: A });
    expect(events[0]).toBe('+a.test');
  });

  test('to a host that fails is forgotten', async () => {
    const memory = createRedirectMemory();
    memory.note(A, { url: B, redirects: 1 });
    const failing = () => Promise.reject(new AppError('fetch-connect', 'no connection'));
    await expect(createCrawlRequest(guest(failing, { memory }))({ url: A })).rejects.toMatchObject({
      code: 'fetch-connect',
    });
    expect(memory.find(A)).toBeUndefined();
  });
});

test('a Crawl-delay lengthens the rest of its host, up to ten seconds', async () => {
  verdicts[A] = { allowed: true, because: 'rules', crawlDelaySeconds: 3 };
  verdicts[B] = { allowed: true, because: 'rules', crawlDelaySeconds: 60 };
  await createCrawlRequest(guest(openWay(A, B)))({ url: A });
  expect(events.filter((event) => event.startsWith('-'))).toEqual(
    expect.arrayContaining(['-a.test 3000', '-b.test 10000']),
  );
});

test('a request that fails ends its turn', async () => {
  const failing = () => Promise.reject(new AppError('fetch-connect', 'no connection'));
  await expect(createCrawlRequest(guest(failing))({ url: A })).rejects.toMatchObject({
    code: 'fetch-connect',
  });
  expect(events).toEqual(['+a.test', '-a.test 500']);
});

test('where a redirect led is remembered for ten minutes', () => {
  let now = 0;
  const memory = createRedirectMemory(() => now);
  memory.note(A, { url: B, redirects: 2 });
  now = 599_999;
  expect(memory.find(A)).toEqual({ url: B, redirects: 2 });
  now = 600_000;
  expect(memory.find(A)).toBeUndefined();
});
