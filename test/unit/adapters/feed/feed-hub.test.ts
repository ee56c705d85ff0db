import { describe, expect, test } from '@jest/globals';
import { readFeed } from '../../../../adapters/sources/feed/read-feed.js';
import { feedAdapter } from '../../../../adapters/sources/feed.js';
import type { FetchedDocument } from '../../../../adapters/source-adapter.js';
import { collectFrom } from '../sources/collect-from.js';

const URL = 'https://www.example.gov.cn/rss.xml';
const document = (body: string, headers: Record<string, string> = {}): FetchedDocument => ({
  ...{ url: URL, requestedUrl: URL, status: 200, headers },
  body: Buffer.from(body),
});
const ATOM_NS = 'http://www.w3.org/2005/Atom';
const rss = (links: string) =>
  `<rss xmlns:atom="${ATOM_NS}"><channel>${links}<item><guid>1</guid></item></channel></rss>`;
const atom = (links: string) => `<feed xmlns="${ATOM_NS}">${links}<entry><id>1</id></entry></feed>`;

describe('the hub that a feed announces', () => {
  test.each<[string, string, Record<string, string>, string | undefined, string | undefined]>([
    [
      'RSS',
      rss('<atom:link rel="hub" href="https://hub.cn/"/><atom:link rel="self" href="https://a.cn/f"/>'),
      {},
      'https://hub.cn/',
      'https://a.cn/f',
    ],
    [
      'Atom',
      atom('<link rel="self" href="/f"/><link rel="hub" href="https://hub.cn/"/>'),
      {},
      'https://hub.cn/',
      'https://www.example.gov.cn/f',
    ],
    [
      'JSON Feed',
      JSON.stringify({
        version: 'https://jsonfeed.org/version/1.1',
        feed_url: 'https://a.cn/f.json',
        hubs: [
          { type: 'rssCloud', url: 'https://no.cn/' },
          { type: 'WebSub', url: 'https://hub.cn/' },
        ],
        items: [],
      }),
      {},
      'https://hub.cn/',
      'https://a.cn/f.json',
    ],
    [
      'headers',
      rss(''),
      { link: '<https://hub.cn/>; rel="hub", <https://a.cn/h>; rel="self"' },
      'https://hub.cn/',
      'https://a.cn/h',
    ],
    [
      'headers before the document',
      rss('<atom:link rel="hub" href="https://other.cn/"/>'),
      { link: '<https://hub.cn/>; rel=hub' },
      'https://hub.cn/',
      URL,
    ],
    ['no self link', atom('<link rel="hub" href="https://hub.cn/"/>'), {}, 'https://hub.cn/', URL],
    ['a hub that cannot be asked', atom('<link rel="hub" href="mailto:a@b.cn"/>'), {}, undefined, undefined],
    [
      'a hub in an entry, which is no hub of the feed',
      '<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>1</id><link rel="hub" href="https://hub.cn/"/></entry></feed>',
      {},
      undefined,
      undefined,
    ],
    ['none', rss('<atom:link rel="self" href="https://a.cn/f"/>'), {}, undefined, undefined],
  ])('%s', (_what, body, headers, hub, topic) => {
    expect(readFeed(document(body, headers), 10).hub).toEqual(hub === undefined ? undefined : { hub, topic });
  });

  test('is told while collecting', async () => {
    const { collected } = await collectFrom(
      feedAdapter,
      { url: URL },
      {
        [URL]: rss('<atom:link rel="hub" href="https://hub.cn/"/>'),
      },
    );
    expect(collected).toContainEqual({ type: 'hub', hub: 'https://hub.cn/', topic: URL });
  });
});

describe('recognising a feed', () => {
  const page = (...links: string[]) => `<html><head>${links.join('')}</head><body>x</body></html>`;
  const link = (href: string, type: string, title = '') =>
    `<link rel="alternate" type="${type}" title="${title}" href="${href}">`;

  test.each([
    ['RSS', rss(''), 0.95, URL],
    ['Atom', atom(''), 0.95, URL],
    ['an empty feed', '<rss><channel></channel></rss>', 0.85, URL],
    [
      'a page that announces one',
      page(link('/rss.xml', 'application/rss+xml')),
      0.7,
      'https://www.example.gov.cn/rss.xml',
    ],
    [
      'a page with comments first',
      page(link('/comments/feed', 'application/rss+xml', '评论'), link('/feed', 'application/atom+xml')),
      0.7,
      'https://www.example.gov.cn/feed',
    ],
    [
      'a page with comments alone',
      page(link('/comments/feed', 'application/rss+xml')),
      0.25,
      'https://www.example.gov.cn/comments/feed',
    ],
  ])('%s', (_what, body, confidence, url) => {
    const claim = feedAdapter.recognize?.(document(body));
    expect(claim).toMatchObject({ confidence, options: { url } });
    expect(claim?.evidence.length).toBeGreaterThan(0);
  });

  test.each([
    ['a page without', page()],
    ['a page with an interface of a blog', page(link('/wp-json', 'application/json'))],
    ['other JSON', '{"list":[]}'],
    ['nothing', ''],
    ['a sitemap', '<urlset><url><loc>https://a.cn/</loc></url></urlset>'],
    ['too deep a nesting', `<rss><channel>${'<a>'.repeat(1000)}`],
  ])('%s is none', (_what, body) => {
    expect(feedAdapter.recognize?.(document(body))).toBeUndefined();
  });
});
