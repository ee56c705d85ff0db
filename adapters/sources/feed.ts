import { Type, type Static } from 'typebox';
import { isAppError } from '../../schemas/errors.js';
import { address, optional, shape } from '../../schemas/shape.js';
import type { Collected, CollectContext, SourceAdapter } from '../source-adapter.js';
import { readFeed, type Feed } from './feed/read-feed.js';
import { recognizeFeed } from './feed/recognize-feed.js';
import { readWithSecondReader, type SecondOpinion } from './feed/second-reader.js';

/** A feed is a window on the latest; whole archives come as backfill and may be larger. */
const DEFAULT_MAX_ENTRIES = 1000;

export const FeedOptions = shape(
  {
    url: address('address of the feed'),
    maxEntries: optional(
      Type.Integer({
        minimum: 1,
        maximum: 20_000,
        description: `entries read from one document, ${DEFAULT_MAX_ENTRIES} unless told`,
      }),
    ),
  },
  'RSS, RDF, Atom or JSON feed',
);
export type FeedOptions = Static<typeof FeedOptions>;

const ACCEPT =
  'application/atom+xml, application/rss+xml, application/rdf+xml;q=0.9, application/feed+json, application/xml;q=0.8, ' +
  'text/xml;q=0.8, application/json;q=0.6, */*;q=0.1';

/** RSS 0.90–2.0, RDF, Atom 0.3 and 1.0, JSON Feed. */
export const feedAdapter: SourceAdapter<FeedOptions> = {
  name: 'feed',
  title: { zh: '订阅源（RSS、Atom、JSON Feed）', en: 'Feed (RSS, Atom, JSON Feed)' },
  example: { url: 'http://www.example.gov.cn/rss/tzgg.xml' },
  optionsSchema: FeedOptions,
  collect: collectFeed,
  parse: (document, options) => readFeed(document, options.maxEntries ?? DEFAULT_MAX_ENTRIES).entries,
  recognize: recognizeFeed,
};

async function* collectFeed(options: FeedOptions, ctx: CollectContext): AsyncIterable<Collected> {
  const outcome = await ctx.fetch(options.url, { conditional: true, accept: ACCEPT });
  if (outcome.status === 'unchanged') {
    yield { type: 'listing', url: options.url, unchanged: true, entries: 0 };
    return;
  }
  const { document } = outcome;
  const feed = ctx.parse(() => readFeed(document, options.maxEntries ?? DEFAULT_MAX_ENTRIES));
  const { title } = feed;
  const entries = feed.entries.length;
  yield {
    type: 'listing',
    url: options.url,
    unchanged: false,
    entries,
    ...(title !== undefined && { title }),
    ...(feed.pace && { pace: feed.pace }),
    ...(feed.complete && { complete: true }),
  };
  if (feed.hub !== undefined) yield { type: 'hub', ...feed.hub };
  for (const entry of feed.entries) {
    if (ctx.signal.aborted) return;
    yield { type: 'entry', entry };
  }
  for (const url of feed.deleted) yield { type: 'gone', url, status: 410, stated: true };
  yield* findProblems(feed, options.url, ctx);
}

async function* findProblems(feed: Feed, url: string, ctx: CollectContext): AsyncIterable<Collected> {
  const { format, charset, mismatch, capped } = feed;
  if (mismatch !== undefined) ctx.log.info('feed.charset-mismatch', { url, ...mismatch });
  if (capped) ctx.log.warn('feed.capped', { url, format, charset, entries: feed.entries.length });
  if (feed.truncated) {
    const message = `the feed is cut off after ${feed.entries.length} complete entries`;
    yield { type: 'problem', url, code: 'fetch-truncated', message };
  }
  if (feed.entries.length === 0 && format !== 'json') {
    // An empty feed is fine. One that only we find empty is a fault of ours, which someone must hear of.
    const second = await askSecondReader(feed.text, ctx);
    if (second.readable && second.entries.length > 0) {
      const message = `no entries found, where another reader finds ${second.entries.length}`;
      yield { type: 'problem', url, code: 'parse-no-entries', message };
    }
  }
}

/** Its reading is watched as well: it is not ours, and takes longer than ours for what it cannot read. */
async function askSecondReader(text: string, ctx: CollectContext): Promise<SecondOpinion> {
  try {
    return await ctx.parse(() => readWithSecondReader(text));
  } catch (error) {
    if (!isAppError(error) || error.code !== 'parse-timeout') throw error;
    return { readable: false, reason: 'takes ordinary readers too long' };
  }
}
