import { buildXmlDocument } from '../../../adapters/portals/xml-document.js';
import { feedUrl, type FeedDocument, type FeedEntry } from './feed-document.js';

/** RSS has no word for what was taken down: the title says so, nothing of the text is left, and a category marks it. */
const WITHDRAWN = '【已撤稿】';

/** RSS 2.0 with Dublin Core, content and Atom links. */
export function writeRss(feed: FeedDocument): string {
  return buildXmlDocument({
    rss: {
      '@_version': '2.0',
      '@_xmlns:atom': 'http://www.w3.org/2005/Atom',
      '@_xmlns:content': 'http://purl.org/rss/1.0/modules/content/',
      '@_xmlns:dc': 'http://purl.org/dc/elements/1.1/',
      channel: {
        ...{ title: feed.title, link: feed.homeUrl, description: feed.title, language: 'zh-CN' },
        ...{ lastBuildDate: toMailDate(feed.updated), generator: 'baosong' },
        'atom:link': toLinks(feed),
        item: feed.entries.map(toItem),
      },
    },
  });
}

function toLinks(feed: FeedDocument): object[] {
  const link = (rel: string, href: string) => ({
    ...{ '@_rel': rel, '@_href': href },
    ...(rel !== 'hub' && { '@_type': 'application/rss+xml' }),
  });
  return [
    link('self', feedUrl(feed, 'rss', feed.cursor)),
    ...(feed.hubUrl === undefined ? [] : [link('hub', feed.hubUrl)]),
    ...(feed.nextCursor === undefined ? [] : [link('next', feedUrl(feed, 'rss', feed.nextCursor))]),
  ];
}

function toItem(entry: FeedEntry): object {
  const common = {
    guid: { '@_isPermaLink': 'false', '#text': entry.id },
    ...(entry.url !== undefined && { link: entry.url }),
    pubDate: toMailDate(entry.published ?? entry.updated),
  };
  if (entry.withdrawn) {
    const { reason } = entry.withdrawn;
    return {
      ...{ title: `${WITHDRAWN}${entry.title}`, ...common, category: [...entry.categories, '已撤稿'] },
      description: reason === undefined ? '本文已撤稿。' : `本文已撤稿：${reason}`,
    };
  }
  const [file] = entry.files;
  return {
    ...{ title: entry.title, ...common, category: [...entry.categories] },
    ...(entry.author !== undefined && { 'dc:creator': entry.author }),
    ...(entry.source !== undefined && { 'dc:source': entry.source }),
    'dc:date': entry.updated,
    ...(entry.summary !== undefined && { description: entry.summary }),
    ...(entry.html !== undefined && { 'content:encoded': entry.html }),
    // RSS allows one enclosure; the others are linked in the text.
    ...(file && {
      enclosure: {
        '@_url': file.url,
        '@_length': String(file.size ?? 0),
        '@_type': file.mediaType ?? 'application/octet-stream',
      },
    }),
  };
}

/** RFC 822, as RSS wants it, at +08:00. */
function toMailDate(instant: string): string {
  const local = new Date(Date.parse(instant) + 8 * 3_600_000);
  return local.toUTCString().replace('GMT', '+0800');
}
