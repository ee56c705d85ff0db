import { expect, test } from '@jest/globals';
import type { FetchRequest, FetchResponse } from '../../../src/fetch/fetch-client.js';
import { createSourceFetch } from '../../../src/ingest/source-fetch.js';
import type { PageValidators } from '../../../src/store/validator-store.js';

const URL = 'https://www.example.gov.cn/a.html';
const NOW = new Date('2026-11-24T10:00:00+08:00');
const READ_AT = '2026-11-23T12:00:00.000+08:00';

function openFetch(known?: Omit<PageValidators, 'id'>) {
  const asked: FetchRequest[] = [];
  const saved: string[] = [];
  const pages = createSourceFetch({
    request: (request) => {
      asked.push(request);
      const answer: FetchResponse = {
        ...{ url: request.url, requestedUrl: request.url, status: 200, headers: { etag: '"2"' } },
        ...{ body: Buffer.from('new'), bytesOnWire: 3, redirects: [] },
      };
      return Promise.resolve(answer);
    },
    validators: {
      find: () => Promise.resolve(known),
      save: (_source, pages) => {
        saved.push(...pages.keys());
        return Promise.resolve();
      },
    },
    sourceId: 's',
    now: () => NOW,
  });
  return { pages, asked, saved };
}

test.each([
  ['read well after the change', '2026-11-22T23:59:59+08:00', 0],
  ['read within an hour of it, since clocks differ', '2026-11-23T11:30:00+08:00', 1],
  ['changed since', '2026-11-24T09:00:00+08:00', 1],
  ['changed in another zone', '2026-11-23T03:00:00Z', 1],
  ['changed at no readable time', 'yesterday', 1],
  ['of which nothing is said', undefined, 1],
])('a page %s', async (_what, changedAt, requests) => {
  const { pages, asked } = openFetch({ etag: '"1"', at: READ_AT });
  const outcome = await pages.fetch(URL, {
    conditional: true,
    ...(changedAt !== undefined && { changedAt }),
  });
  expect(asked).toHaveLength(requests);
  expect(outcome.status).toBe(requests === 0 ? 'unchanged' : 'fetched');
  if (requests === 0) expect(outcome).toEqual({ status: 'unchanged', remembered: true });
});

test('a page never read is asked for, whatever is said of it', async () => {
  const { pages, asked } = openFetch();
  await pages.fetch(URL, { conditional: true, changedAt: '2000-01-01T00:00:00Z' });
  expect(asked).toHaveLength(1);
});

test('what must be read again is not remembered', async () => {
  const { pages, saved } = openFetch();
  await pages.fetch(URL);
  await pages.fetch(`${URL}?2`);
  pages.forget(URL);
  await pages.remember();
  expect(saved).toEqual([`${URL}?2`]);
});
