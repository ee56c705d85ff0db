import { isAppError } from '../../../schemas/errors.js';
import type { FetchedDocument, Recognition } from '../../source-adapter.js';
import type { FeedLink } from './feed-links.js';
import { readFeed, type Feed } from './read-feed.js';

const NAMES = { rss: 'RSS', rdf: 'RDF (RSS 1.0)', atom: 'Atom', json: 'JSON Feed' };
/** Enough to tell a feed; a claim need not read an archive. */
const ENTRIES_LOOKED_AT = 200;
/** Feeds of comments, which every page of some systems links to beside the feed of articles. */
const COMMENTS = /comments?\b|评论|留言/i;

/** A feed by its root element, or the feeds that an HTML page announces: then the options name the feed, not the page. */
export function recognizeFeed(document: FetchedDocument): Recognition<{ url: string }> | undefined {
  try {
    return toClaim(document, readFeed(document, ENTRIES_LOOKED_AT));
  } catch (error) {
    if (!isAppError(error)) throw error;
    return fromLinks(error.details['feeds']);
  }
}

function toClaim({ requestedUrl }: FetchedDocument, feed: Feed): Recognition<{ url: string }> {
  const count = feed.entries.length;
  const evidence = [
    { zh: `${NAMES[feed.format]} 订阅源，${count} 条`, en: `${NAMES[feed.format]} feed, ${count} entries` },
  ];
  if (feed.hub !== undefined)
    evidence.push({
      zh: `支持 WebSub 推送：${feed.hub.hub}`,
      en: `announces the WebSub hub ${feed.hub.hub}`,
    });
  return { confidence: count > 0 ? 0.95 : 0.85, evidence, options: { url: requestedUrl } };
}

/** The reader says which feeds the page links to where it refuses the page. */
function fromLinks(found: unknown): Recognition<{ url: string }> | undefined {
  const links = Array.isArray(found) ? found.filter(isFeedLink) : [];
  // `application/json` is what blogs call their interface, not only their feed.
  const feeds = links.filter(({ mediaType }) => mediaType !== 'application/json');
  const [best] = [...feeds.filter((feed) => !isOfComments(feed)), ...feeds];
  if (best === undefined) return undefined;
  const evidence = feeds.map(({ url, title = '' }) => ({
    zh: `页面声明了订阅源 ${title} ${url}`,
    en: `the page announces the feed ${title} ${url}`,
  }));
  return { confidence: isOfComments(best) ? 0.25 : 0.7, evidence, options: { url: best.url } };
}

function isOfComments({ url, title = '' }: FeedLink): boolean {
  return COMMENTS.test(title) || /\/comments?(?:[/.?]|$)/i.test(new URL(url).pathname);
}

function isFeedLink(value: unknown): value is FeedLink {
  return (
    typeof value === 'object' &&
    value !== null &&
    'url' in value &&
    typeof value.url === 'string' &&
    'mediaType' in value &&
    typeof value.mediaType === 'string'
  );
}
