import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FetchRequest, FetchResponse } from '../../../src/fetch/fetch-client.js';
import { createFetchFile } from '../../../src/media/fetch-file.js';
import { hostBusy } from '../../../src/fetch/host-busy.js';
import { createFetchMedia } from '../../../src/media/fetch-media.js';
import type { RequestFile } from '../../../src/media/file-request.js';
import { createFileBacking } from '../../../src/media/file-backing.js';
import { createMediaStore } from '../../../src/media/media-store.js';
import { createStaging } from '../../../src/media/staging.js';
import type { FileRecord } from '../../../src/store/file-record-store.js';
import type { MediaUpdate, MediaWork } from '../../../src/store/item-media.js';
import { addSeconds, toInstant } from '../../../schemas/instant.js';
import { AppError } from '../../../schemas/errors.js';
import { PAGE, PNG } from '../../support/sample-files.js';

let folder: string;
let now: Date;
let item: MediaWork;
let records: Map<string, FileRecord>;
let updates: MediaUpdate[];
let asked: string[];
let ask: RequestFile;
let site: (request: FetchRequest) => { status: number; body?: Uint8Array; headers?: Record<string, string> };

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'baosong-fetch-media-'));
  now = new Date('2026-11-23T01:00:00Z');
  records = new Map();
  updates = [];
  asked = [];
  ask = answer;
  item = {
    ...{ id: 'i1', revision: 1, state: 'in-review', mediaDueAt: toInstant(now), attachments: [] },
    ...{ organizationId: 'geodesy', channel: 'push', lane: 'routine' },
    images: [{ url: 'https://a.example/p.png' }],
  };
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A use case on a real folder; the site and the documents are the test's. */
function fetchMedia(signal = new AbortController().signal) {
  return fetchMediaOf()(signal);
}

/** The same use case for several items. */
function fetchMediaOf() {
  const store = createMediaStore(createFileBacking(folder), createStaging(join(folder, 'incoming')));
  const run = createFetchMedia({
    items: {
      findMediaWork: () => Promise.resolve(item),
      recordMedia: (_item, update) => {
        updates.push(update);
        const { mediaDueAt: _due, ...rest } = item;
        item = { ...rest, ...(update.nextDueAt !== undefined && { mediaDueAt: update.nextDueAt }) };
        return Promise.resolve(true);
      },
    },
    records: {
      find: () => Promise.resolve(new Map(records)),
      save: (_id, record) => {
        records.set(record.url, record);
        return Promise.resolve();
      },
    },
    openFileRequests: () => ask,
    fetchFile: createFetchFile({ store, now: () => now, limits: { maxBytes: 1e6, timeoutMs: 1000 } }),
    limits: { itemMaxBytes: 1e7, itemMaxFiles: 100 },
    now: () => now,
  });
  return (signal = new AbortController().signal) => run('i1', signal);
}

async function answer(request: FetchRequest): Promise<FetchResponse> {
  asked.push(request.url);
  const { status, body = new Uint8Array(), headers = {} } = site(request);
  const line = request.receive?.({ status, headers });
  if (line) await new Promise<void>((resolve, reject) => line.once('error', reject).end(body, resolve));
  const { url } = request;
  return { url, requestedUrl: url, status, headers, body: new Uint8Array(), bytesOnWire: 0, redirects: [] };
}

const problem = () => updates.at(-1)?.images.get(0)?.problem;
const later = (seconds: number) => {
  now = addSeconds(now, seconds);
};

describe('a file that cannot be had', () => {
  test('is asked again after each pause, then given up, and a new revision begins anew', async () => {
    site = () => ({ status: 503 });
    const pauses: number[] = [];
    for (;;) {
      await fetchMedia();
      const next = problem()?.nextAttemptAt;
      if (next === undefined) break;
      const pause = (Date.parse(next) - now.getTime()) / 1000;
      pauses.push(pause);
      later(pause - 1);
      expect(await fetchMedia()).toMatchObject({ notDue: true });
      later(1);
    }
    expect(pauses).toEqual([60, 300, 1800, 7200, 43200]);
    expect(asked).toHaveLength(6);
    expect(problem()).toMatchObject({ code: 'fetch-http-status', attempts: 6 });
    expect(item).not.toHaveProperty('mediaDueAt');
    site = () => ({ status: 200, body: PNG });
    item = { ...item, revision: 2, mediaDueAt: toInstant(now) };
    await fetchMedia();
    expect(updates.at(-1)?.images.get(0)).toMatchObject({ mediaType: 'image/png', size: PNG.length });
    expect(problem()).toBeUndefined();
  });

  test('is left alone for as long as the site asks', async () => {
    site = () => ({ status: 503, headers: { 'retry-after': '5000' } });
    await fetchMedia();
    expect(Date.parse(problem()?.nextAttemptAt ?? '') - now.getTime()).toBe(5_000_000);
  });

  test('because the site blocks us keeps us from asking for the others, for hours', async () => {
    item.images = [1, 2, 3].map((index) => ({ url: `https://a.example/${index}.png` }));
    site = () => ({ status: 403 });
    expect(await fetchMedia()).toEqual({ stored: 0, failed: 3, left: 0 });
    expect(asked).toHaveLength(1);
    const problems = [0, 1, 2].map((position) => updates[0]?.images.get(position)?.problem);
    for (const each of problems) expect(each).toMatchObject({ code: 'fetch-blocked-by-site', attempts: 1 });
    expect(Date.parse(item.mediaDueAt ?? '') - now.getTime()).toBe(6 * 3_600_000);
  });

  test('because a challenge came in its place is a block, not a page', async () => {
    const challenge = Buffer.from('<html><script>document.cookie="__jsl_clearance=1"</script></html>');
    site = () => ({ status: 200, body: challenge, headers: { 'content-type': 'text/html' } });
    await fetchMedia();
    expect(problem()).toMatchObject({ code: 'fetch-blocked-by-site' });
  });

  test('because a page came in its place is asked once more, and keeps what it had', async () => {
    site = () => ({ status: 200, body: PNG, headers: { etag: '"1"' } });
    await fetchMedia();
    item = { ...item, revision: 2, mediaDueAt: toInstant(now) };
    site = ({ headers }) =>
      headers?.['if-none-match'] === '"1"' ? { status: 200, body: PAGE } : { status: 500 };
    await fetchMedia();
    expect(updates.at(-1)?.images.get(0)).toMatchObject({
      mediaType: 'image/png',
      problem: { code: 'media-type-mismatch', attempts: 1, nextAttemptAt: expect.any(String) },
    });
    later(1800);
    await fetchMedia();
    expect(problem()).toMatchObject({ code: 'media-type-mismatch', attempts: 2 });
    expect(problem()).not.toHaveProperty('nextAttemptAt');
  });
});

describe('nothing is held against a file', () => {
  test('when we cannot keep it: the job comes back', async () => {
    await writeFile(join(folder, 'incoming'), 'a file in the place of the folder');
    site = () => ({ status: 200, body: PNG });
    await expect(fetchMedia()).rejects.toMatchObject({ code: 'service-unavailable' });
    expect([records.size, updates.length]).toEqual([0, 0]);
    await rm(join(folder, 'incoming'));
    expect(await fetchMedia()).toEqual({ stored: 1, failed: 0, left: 0 });
  });

  test('when the process drains: it stays due, and what is settled is written', async () => {
    item.images = [1, 2, 3].map((index) => ({ url: `https://a.example/${index}.png` }));
    const drain = new AbortController();
    site = ({ url }) => {
      if (!url.endsWith('2.png')) return { status: 200, body: PNG };
      drain.abort();
      throw new AppError('fetch-aborted', 'the process drains');
    };
    expect(await fetchMedia(drain.signal)).toEqual({ stored: 1, failed: 0, left: 2 });
    expect([...(updates[0]?.images.keys() ?? [])]).toEqual([0]);
    expect(item.mediaDueAt).toBe(toInstant(now));
    site = () => ({ status: 200, body: PNG });
    expect(await fetchMedia()).toEqual({ stored: 3, failed: 0, left: 0 });
    expect(asked.filter((url) => url.endsWith('1.png'))).toHaveLength(1);
  });
});

describe('a host that is busy with others', () => {
  test('is come back to when its turn is expected, and files of other hosts are fetched meanwhile', async () => {
    item.images = ['https://a.example/1.png', 'https://a.example/2.png', 'https://b.example/3.png'].map(
      (url) => ({ url }),
    );
    site = () => ({ status: 200, body: PNG });
    const asks: string[] = [];
    ask = (request) => {
      asks.push(request.url);
      if (request.url.includes('a.example')) throw hostBusy({ host: 'a.example', afterMs: 1500 });
      return answer(request);
    };
    expect(await fetchMedia()).toEqual({ stored: 1, failed: 0, left: 2, busyMs: 1500 });
    // Its other files are not even tried.
    expect(asks).toEqual(['https://a.example/1.png', 'https://b.example/3.png']);
    expect(Date.parse(item.mediaDueAt ?? '') - now.getTime()).toBe(1500);
    expect(records.size).toBe(1);
    ask = answer;
    later(1.499);
    expect(await fetchMedia()).toMatchObject({ notDue: true });
    later(0.001);
    expect(await fetchMedia()).toEqual({ stored: 3, failed: 0, left: 0 });
    expect(item).not.toHaveProperty('mediaDueAt');
  });

  test('does not keep a file that failed from being asked for again in its time', async () => {
    item.images = ['https://a.example/1.png', 'https://b.example/2.png'].map((url) => ({ url }));
    site = () => ({ status: 503 });
    ask = (request) => {
      if (request.url.includes('a.example')) throw hostBusy({ host: 'a.example', afterMs: 300_000 });
      return answer(request);
    };
    expect(await fetchMedia()).toMatchObject({ failed: 1, left: 1 });
    expect(Date.parse(item.mediaDueAt ?? '') - now.getTime()).toBe(60_000);
  });
});

describe('a file that robots.txt forbids', () => {
  const forbidden = (because: string, retryable: boolean) => () => {
    throw new AppError('fetch-robots-disallowed', 'no', { details: { because }, retryable });
  };

  test('is settled as that, looked at again twice within days, and then left alone', async () => {
    ask = forbidden('rules', false);
    const pauses: number[] = [];
    for (let count = 0; count < 3; count++) {
      await fetchMedia();
      expect(problem()).toMatchObject({ code: 'fetch-robots-disallowed', attempts: count + 1 });
      const next = problem()?.nextAttemptAt;
      pauses.push(next === undefined ? 0 : (Date.parse(next) - now.getTime()) / 3_600_000);
      later((pauses.at(-1) ?? 0) * 3600);
    }
    expect(pauses).toEqual([24, 168, 0]);
    expect(problem()?.zh).toContain('robots.txt');
    expect(item).not.toHaveProperty('mediaDueAt');
  });

  test('because it cannot be read is asked for again sooner, and told apart', async () => {
    ask = forbidden('unreachable', true);
    await fetchMedia();
    expect(problem()?.en).toContain('cannot be read');
    expect(Date.parse(problem()?.nextAttemptAt ?? '') - now.getTime()).toBe(3_600_000);
  });
});

test('what one item has learnt of a host that is down spares the others from asking, for less than a minute', async () => {
  item.images = [1, 2].map((index) => ({ url: `https://a.example/${index}.png` }));
  site = () => {
    throw new AppError('fetch-connect', 'no connection');
  };
  const run = fetchMediaOf();
  await run();
  expect(asked).toHaveLength(2);
  item = { ...item, images: [{ url: 'https://a.example/3.png' }], mediaDueAt: toInstant(now) };
  await run();
  expect([asked.length, problem()?.code]).toEqual([2, 'fetch-connect']);
  later(60);
  await run();
  expect(asked).toHaveLength(3);
});

test('what came inside a document is never asked for', async () => {
  item.images = [{ url: `urn:sha256:${'a'.repeat(64)}`, sha256: 'a'.repeat(64) }];
  expect(await fetchMedia()).toEqual({ stored: 0, failed: 0, left: 0 });
  expect(asked).toEqual([]);
});
