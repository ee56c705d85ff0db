import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { readFeed } from '../../../../adapters/sources/feed/read-feed.js';
import { readWithSecondReader } from '../../../../adapters/sources/feed/second-reader.js';
import { feedAdapter } from '../../../../adapters/sources/feed.js';
import type { Collected, CollectContext, FetchOutcome } from '../../../../adapters/source-adapter.js';
import { packageRoot } from '../../../../src/package-root.js';
import { atom, FEED_URL, feedDocument, rss2 } from './feed-document.js';

interface Collection {
  collected: Collected[];
  logged: string[];
  asked: { url: string; conditional: boolean | undefined }[];
}

async function collect(outcome: FetchOutcome, signal = new AbortController().signal): Promise<Collection> {
  const logged: string[] = [];
  const asked: Collection['asked'] = [];
  const log = (event: string): void => {
    logged.push(event);
  };
  const ctx: CollectContext = {
    fetch: (url, options) => {
      asked.push({ url, conditional: options?.conditional });
      return Promise.resolve(outcome);
    },
    parse: (run) => run(),
    signal,
    log: { info: log, warn: log },
  };
  const collected: Collected[] = [];
  for await (const one of feedAdapter.collect({ url: FEED_URL }, ctx)) collected.push(one);
  return { collected, logged, asked };
}

const fetched = (body: string | Uint8Array): FetchOutcome => ({
  status: 'fetched',
  document: feedDocument(body),
});

describe('collecting a feed', () => {
  test('asks conditionally and yields the listing before its entries', async () => {
    const { collected, asked } = await collect(fetched(rss2('<guid>1</guid>', '<title>要闻</title>')));
    expect(asked).toEqual([{ url: FEED_URL, conditional: true }]);
    expect(collected).toMatchObject([
      { type: 'listing', url: FEED_URL, unchanged: false, entries: 1, title: '要闻' },
      { type: 'entry', entry: { externalId: '1' } },
    ]);
  });

  test('an unchanged feed is a listing and nothing else', async () => {
    const { collected } = await collect({ status: 'unchanged' });
    expect(collected).toEqual([{ type: 'listing', url: FEED_URL, unchanged: true, entries: 0 }]);
  });

  test('a cut feed yields its complete entries and the problem', async () => {
    const { collected } = await collect(fetched('<rss><channel><item><guid>1</guid></item><item><guid>2'));
    expect(collected.map((one) => one.type)).toEqual(['listing', 'entry', 'problem']);
    expect(collected[2]).toMatchObject({ code: 'fetch-truncated', url: FEED_URL });
  });

  test('an empty feed is no problem', async () => {
    const { collected } = await collect(
      fetched('<rss version="2.0"><channel><title>c</title></channel></rss>'),
    );
    expect(collected).toEqual([{ type: 'listing', url: FEED_URL, unchanged: false, entries: 0, title: 'c' }]);
  });

  test('entries that only another reader finds are reported', async () => {
    // Items of a foreign namespace: rss-parser looks at names alone.
    const feed =
      '<rss version="2.0"><channel><item xmlns="urn:other"><title>t</title></item></channel></rss>';
    const { collected } = await collect(fetched(feed));
    expect(collected[1]).toMatchObject({ type: 'problem', code: 'parse-no-entries' });
  });

  test('a wrong charset label is logged', async () => {
    const gbk = Buffer.concat([
      Buffer.from('<?xml version="1.0" encoding="utf-8"?><rss><channel><item><title>'),
      Buffer.from('b9fabcd2b2e2bbe6bed6', 'hex'),
      Buffer.from('</title></item></channel></rss>'),
    ]);
    const { collected, logged } = await collect(fetched(gbk));
    expect(collected[1]).toMatchObject({ entry: { title: '国家测绘局' } });
    expect(logged).toEqual(['feed.charset-mismatch']);
  });

  test('an aborted collection stops', async () => {
    const { collected } = await collect(fetched(rss2('<guid>1</guid>')), AbortSignal.abort());
    expect(collected.map((one) => one.type)).toEqual(['listing']);
  });

  test('an HTML page fails with what it is', async () => {
    await expect(collect(fetched('<html><body>x'))).rejects.toMatchObject({
      code: 'parse-unrecognized',
      details: { found: 'html' },
    });
  });

  test('maxEntries caps and says so', () => {
    const feed = readFeed(
      feedDocument(`<rss><channel>${'<item><title>t</title></item>'.repeat(5)}</channel></rss>`),
      3,
    );
    expect(feed).toMatchObject({ capped: true, truncated: false, entries: [{}, {}, {}] });
  });
});

describe('the second reader', () => {
  test.each(['rss2-government', 'rss1-rdf', 'rss2-media', 'atom03'])(
    'agrees with ours on the well-formed %s',
    async (name) => {
      const body = readFileSync(join(packageRoot, 'test', 'fixtures', 'feed', `${name}.in.xml`));
      const ours = readFeed(feedDocument(body), 100);
      const opinion = await readWithSecondReader(ours.text);
      if (!opinion.readable) throw new Error(opinion.reason);
      expect(opinion.entries).toHaveLength(ours.entries.length);
      opinion.entries.forEach((entry, index) => {
        const { externalId, title } = ours.entries[index] ?? {};
        expect({ externalId, title }).toEqual({ externalId: entry.externalId, title: entry.title });
      });
    },
  );

  test.each([
    ['an entity nobody declared', rss2('<title>a &foo; b</title>'), 'Invalid character entity'],
    ['ill-formed markup', '<rss version="2.0"><channel><item></channel></rss>', 'Unexpected close tag'],
    ['a DOCTYPE', `<!DOCTYPE rss [<!ENTITY a "b">]>${rss2('<title>t</title>')}`, 'has a DOCTYPE'],
    ['no feed', '<html></html>', 'Feed not recognized'],
    ['too much of it', ' '.repeat(5_000_001), 'larger than'],
  ])('says why it cannot read %s', async (_, text, reason) => {
    const opinion = await readWithSecondReader(text);
    expect(opinion).toMatchObject({ readable: false, reason: expect.stringContaining(reason) });
  });

  test('answers what it read of Atom', async () => {
    expect(await readWithSecondReader(atom('<id>1</id><title>t</title><link href="http://a.cn/"/>'))).toEqual(
      {
        readable: true,
        entries: [{ externalId: '1', url: 'http://a.cn/', title: 't' }],
      },
    );
  });
});
