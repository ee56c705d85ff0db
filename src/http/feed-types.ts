import type { FeedDocument, FeedFormat } from '../delivery/feeds/feed-document.js';
import { writeAtom } from '../delivery/feeds/write-atom.js';
import { writeJsonFeed } from '../delivery/feeds/write-json-feed.js';
import { writeRss } from '../delivery/feeds/write-rss.js';

export const FEED_TYPES: Record<FeedFormat, string> = {
  atom: 'application/atom+xml',
  rss: 'application/rss+xml',
  json: 'application/feed+json',
};

const WRITERS: Record<FeedFormat, (feed: FeedDocument) => string> = {
  atom: writeAtom,
  rss: writeRss,
  json: writeJsonFeed,
};

export function writeFeed(feed: FeedDocument, format: FeedFormat): string {
  return WRITERS[format](feed);
}
