import { buildXmlDocument } from '../../../adapters/portals/xml-document.js';
import { feedUrl, type FeedDocument, type FeedEntry } from './feed-document.js';

/** Atom 1.0 (RFC 4287), pages as in RFC 5005, what was withdrawn as tombstones (RFC 6721). */
export function writeAtom(feed: FeedDocument): string {
  const live = feed.entries.filter(({ withdrawn }) => !withdrawn);
  const gone = feed.entries.filter(({ withdrawn }) => withdrawn);
  return buildXmlDocument({
    feed: {
      '@_xmlns': 'http://www.w3.org/2005/Atom',
      '@_xmlns:at': 'http://purl.org/atompub/tombstones/1.0',
      '@_xml:lang': 'zh-CN',
      ...{ id: feed.id, title: feed.title, updated: feed.updated, generator: 'baosong' },
      // A feed whose entries name no author must name one itself (RFC 4287 section 4.1.1).
      author: { name: feed.title },
      link: toLinks(feed),
      'at:deleted-entry': gone.map(toTombstone),
      entry: live.map(toEntry),
    },
  });
}

function toLinks(feed: FeedDocument): object[] {
  const link = (rel: string, href: string, type?: string) => ({
    ...{ '@_rel': rel, '@_href': href },
    ...(type !== undefined && { '@_type': type }),
  });
  const atom = 'application/atom+xml';
  return [
    link('self', feedUrl(feed, 'atom', feed.cursor), atom),
    link('alternate', feed.homeUrl),
    ...(feed.hubUrl === undefined ? [] : [link('hub', feed.hubUrl)]),
    link('first', feedUrl(feed, 'atom'), atom),
    ...(feed.nextCursor === undefined ? [] : [link('next', feedUrl(feed, 'atom', feed.nextCursor), atom)]),
  ];
}

function toEntry(entry: FeedEntry): object {
  return {
    ...{ id: entry.id, title: entry.title, updated: entry.updated },
    ...(entry.published !== undefined && { published: entry.published }),
    ...(entry.author !== undefined && { author: { name: entry.author } }),
    link: [
      ...(entry.url === undefined ? [] : [{ '@_rel': 'alternate', '@_href': entry.url }]),
      ...entry.files.map(({ url, mediaType, size, title }) => ({
        ...{ '@_rel': 'enclosure', '@_href': url },
        ...(mediaType !== undefined && { '@_type': mediaType }),
        ...(size !== undefined && { '@_length': String(size) }),
        ...(title !== undefined && { '@_title': title }),
      })),
    ],
    category: entry.categories.map((term) => ({ '@_term': term })),
    ...(entry.source !== undefined && { rights: `来源：${entry.source}` }),
    ...(entry.summary !== undefined && { summary: entry.summary }),
    ...(entry.html !== undefined && { content: { '@_type': 'html', '#text': entry.html } }),
  };
}

function toTombstone({ id, withdrawn }: FeedEntry): object {
  return {
    ...{ '@_ref': id, '@_when': withdrawn?.at ?? '' },
    ...(withdrawn?.reason !== undefined && { 'at:comment': withdrawn.reason }),
  };
}
