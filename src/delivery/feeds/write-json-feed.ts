import { feedUrl, type FeedDocument, type FeedEntry } from './feed-document.js';

/** JSON Feed 1.1; what was withdrawn is marked by our extension `_baosong`. */
export function writeJsonFeed(feed: FeedDocument): string {
  return JSON.stringify({
    version: 'https://jsonfeed.org/version/1.1',
    ...{ title: feed.title, home_page_url: feed.homeUrl, language: 'zh-CN' },
    feed_url: feedUrl(feed, 'json', feed.cursor),
    ...(feed.nextCursor !== undefined && { next_url: feedUrl(feed, 'json', feed.nextCursor) }),
    ...(feed.hubUrl !== undefined && { hubs: [{ type: 'WebSub', url: feed.hubUrl }] }),
    items: feed.entries.map(toItem),
  });
}

function toItem(entry: FeedEntry): object {
  const common = {
    ...{ id: entry.id, title: entry.title, date_modified: entry.updated },
    ...(entry.url !== undefined && { url: entry.url }),
    ...(entry.published !== undefined && { date_published: entry.published }),
    tags: entry.categories,
  };
  if (entry.withdrawn)
    return { ...common, content_text: '', _baosong: { withdrawn: true, ...entry.withdrawn } };
  return {
    ...common,
    ...(entry.author !== undefined && { authors: [{ name: entry.author }] }),
    ...((entry.source !== undefined || entry.data) && {
      _baosong: { ...(entry.source !== undefined && { source: entry.source }), ...entry.data },
    }),
    ...(entry.summary !== undefined && { summary: entry.summary }),
    content_html: entry.html ?? '',
    attachments: entry.files.map(({ url, mediaType, size, title }) => ({
      ...{ url, mime_type: mediaType ?? 'application/octet-stream' },
      ...(size !== undefined && { size_in_bytes: size }),
      ...(title !== undefined && { title }),
    })),
  };
}
