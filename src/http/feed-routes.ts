import type { Express, Request, RequestHandler, Response } from 'express';
import { FEED_FORMATS, type FeedDocument, type FeedFormat } from '../delivery/feeds/feed-document.js';
import { writeAtom } from '../delivery/feeds/write-atom.js';
import { writeJsonFeed } from '../delivery/feeds/write-json-feed.js';
import { writeRss } from '../delivery/feeds/write-rss.js';
import { FeedQuery } from '../../schemas/queries.js';
import type { ApiDependencies } from './api-dependencies.js';
import { queryReader } from './read-query.js';
import { mountPage } from './system-routes.js';
import { refusal } from './words.js';

const FORMATS: Record<FeedFormat, { mediaType: string; write: (feed: FeedDocument) => string }> = {
  atom: { mediaType: 'application/atom+xml', write: writeAtom },
  rss: { mediaType: 'application/rss+xml', write: writeRss },
  json: { mediaType: 'application/feed+json', write: writeJsonFeed },
};

const PAGE = 50;
const readQuery = queryReader(FeedQuery);

/** `/feeds/<portal-or-column>.{atom,rss,json}`: what is published, for everybody, like the portals themselves. */
export function mountFeeds(app: Express, { feeds }: Pick<ApiDependencies, 'feeds'>): void {
  mountPage(app, '/feeds/:file', answerFeed(feeds));
}

function answerFeed(feeds: ApiDependencies['feeds']): RequestHandler {
  return async (req, res) => {
    const { name, format } = readName(req.params['file']);
    const { cursor } = readQuery(req.query);
    const page = await feeds.find(name, { limit: PAGE, ...(cursor !== undefined && { cursor }) });
    if (!page) throw noFeed();
    const etag = `W/"${format}-${page.digest}"`;
    res.setHeader('ETag', etag);
    res.setHeader('Last-Modified', new Date(page.updated).toUTCString());
    res.setHeader('Cache-Control', 'public, max-age=60');
    res.setHeader('Access-Control-Allow-Origin', '*');
    if (isKnown(req, etag, page.updated)) res.status(304).end();
    else sendFeed(res, FORMATS[format], await page.read());
  };
}

function sendFeed(
  res: Response,
  { mediaType, write }: (typeof FORMATS)[FeedFormat],
  document: FeedDocument,
): void {
  const links = [
    ...(document.hubUrl === undefined ? [] : [`<${document.hubUrl}>; rel="hub"`]),
    `<${document.baseUrl}.${mediaTypeFormat(mediaType)}>; rel="self"`,
  ];
  // A subscriber finds the hub without reading the feed (WebSub section 4).
  res.setHeader('Link', links.join(', '));
  res.setHeader('Content-Type', `${mediaType}; charset=utf-8`);
  res.send(write(document));
}

function mediaTypeFormat(mediaType: string): FeedFormat {
  return FEED_FORMATS.find((format) => FORMATS[format].mediaType === mediaType) ?? 'atom';
}

/** RFC 9110 section 13: an entity tag, where one is sent, is asked alone. */
function isKnown(req: Request, etag: string, updated: string): boolean {
  const tags = req.headers['if-none-match'];
  if (tags !== undefined) return tags.trim() === '*' || tags.split(',').some((tag) => tag.trim() === etag);
  const since = req.headers['if-modified-since'];
  return since !== undefined && Math.floor(Date.parse(updated) / 1000) * 1000 <= Date.parse(since);
}

function readName(file: string | string[] | undefined): { name: string; format: FeedFormat } {
  const [, name, ending] = /^(.{1,200})\.(\w+)$/u.exec(typeof file === 'string' ? file : '') ?? [];
  const format = FEED_FORMATS.find((each) => each === ending);
  if (name === undefined || !format) throw noFeed();
  return { name, format };
}

function noFeed() {
  return refusal('not-found', {
    zh: '没有这个订阅源：名称应为门户代码或栏目，后缀 .atom、.rss 或 .json。',
    en: 'There is no such feed: name a portal or a column, with .atom, .rss or .json.',
  });
}
