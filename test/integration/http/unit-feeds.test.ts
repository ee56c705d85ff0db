import { describe, expect, test } from '@jest/globals';
import { createApiUnderTest } from './api-under-test.js';

const path = (format: string) => `/api/v1/organizations/geodesy/events.${format}?cursor=MWFi`;

describe('the feed of an organization', () => {
  test.each([
    ['atom', 'application/atom+xml'],
    ['rss', 'application/rss+xml'],
    ['json', 'application/feed+json'],
  ])('%s is answered by its own media type, and to nobody a second time', async (format, mediaType) => {
    const { as, memory } = createApiUnderTest();
    const read = as('unit-editor').get(path(format)).buffer(true);
    const first = await read.parse((response, done) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString()));
      response.on('end', () => {
        done(null, text);
      });
    });
    expect(first.status).toBe(200);
    expect(first.headers['content-type']).toContain(mediaType);
    expect(first.headers['cache-control']).toBe('private, no-cache');
    expect(String(first.body)).toContain('已退回修改：成果汇交');
    expect(memory.calls[0]?.name).toBe('callbacks.feed');
    expect(memory.calls[0]?.args.slice(0, 2)).toEqual(['geodesy', { limit: 50, cursor: 'MWFi' }]);
    const tag = String(first.headers['etag']);
    const again = await as('unit-editor').get(path(format)).set('If-None-Match', tag);
    expect(again.status).toBe(304);
    const since = String(first.headers['last-modified']);
    expect((await as('unit-editor').get(path(format)).set('If-Modified-Since', since)).status).toBe(304);
    expect((await as('unit-editor').get(path(format)).set('If-None-Match', '"other"')).status).toBe(200);
  });

  test('carries the event for programs', async () => {
    const { as } = createApiUnderTest();
    const answer = await as('unit-editor').get(path('json')).buffer(true).responseType('blob');
    const feed = JSON.parse(String(answer.body)) as { items: object[]; next_url: string };
    expect(feed.items[0]).toMatchObject({ _baosong: { event: { type: 'item.returned' } } });
    expect(feed.next_url).toBe('http://gateway.test/api/v1/organizations/geodesy/events.json?cursor=MWFi');
  });

  test('is for readers with a role', async () => {
    const { as } = createApiUnderTest();
    expect((await as('portal').get(path('atom'))).status).toBe(403);
  });
});
