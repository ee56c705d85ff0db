import type { Express, RequestHandler, Response } from 'express';
import { FEED_FORMATS, type FeedDocument, type FeedFormat } from '../delivery/feeds/feed-document.js';
import { FeedQuery } from '../../schemas/queries.js';
import type { ApiDependencies } from './api-dependencies.js';
import { FEED_TYPES, writeFeed } from './feed-types.js';
import { isKnown } from './is-known.js';
import { queryReader } from './read-query.js';
import { mountPage } from './system-routes.js';
import { refusal } from './words.js';

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
    else sendFeed(res, format, await page.read());
  };
}

function sendFeed(res: Response, format: FeedFormat, document: FeedDocument): void {
  const links = [
    ...(document.hubUrl === undefined ? [] : [`<${document.hubUrl}>; rel="hub"`]),
    `<${document.baseUrl}.${format}>; rel="self"`,
  ];
  // A subscriber finds the hub without reading the feed (WebSub section 4).
  res.setHeader('Link', links.join(', '));
  res.setHeader('Content-Type', `${FEED_TYPES[format]}; charset=utf-8`);
  res.send(writeFeed(document, format));
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
