import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { isAppError } from '../../../schemas/errors.js';
import { count, shape, text } from '../../../schemas/shape.js';
import { validator } from '../../../schemas/validator.js';
import type { SampleArticle, SiteName } from './sample-article.js';
import type { SampleBoard } from './sample-board.js';

export interface SitePage {
  type: string;
  body: string | Uint8Array;
}

export interface SampleSite {
  name: SiteName;
  /** The page at a path without its query; undefined where there is none. */
  render: (path: string, query: URLSearchParams) => SitePage | undefined;
  /** Address of an article's page below the site. */
  pathOf: (article: SampleArticle) => string;
}

export interface SiteServer {
  close(): Promise<void>;
}

/** `POST /desk`: the webmaster puts another version on the site. `POST /desk/late`: a new article on the news list. */
const DeskOrder = shape({ article: text('id', 100), version: count('version to show; 0 takes it off') });
const deskOrder = validator(DeskOrder);

const LARGEST_ORDER = 10_000;

/** A sample site on loopback: its pages with ETag and 304, and a desk for its webmaster. */
export async function startSite(
  site: SampleSite,
  board: SampleBoard,
  { port, token }: { port: number; token: string },
): Promise<SiteServer> {
  const server = createServer((request, response) => {
    answer(site, board, token, request, response).catch((error: unknown) => {
      const wrong = isAppError(error) || error instanceof SyntaxError;
      send(response, wrong ? 400 : 500, { error: String(error) });
    });
  });
  await listen(server, port);
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
}

async function answer(
  site: SampleSite,
  board: SampleBoard,
  token: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const [address = '/', search = ''] = (request.url ?? '/').split('?', 2);
  const path = decodeURIComponent(address);
  if (path.startsWith('/desk')) {
    if (!isAllowed(request, token)) send(response, 401, { error: 'the desk is for the webmaster' });
    else send(response, 200, await atDesk(site, board, path, request));
    return;
  }
  const page =
    request.method === 'GET' || request.method === 'HEAD'
      ? site.render(path, new URLSearchParams(search))
      : undefined;
  if (page === undefined) send(response, 404, { error: 'no such page' });
  else sendPage(page, request, response);
}

async function atDesk(site: SampleSite, board: SampleBoard, path: string, request: IncomingMessage) {
  if (request.method === 'POST' && path === '/desk/late') {
    const { at } = latestOrder.parse(JSON.parse(await readBody(request)), 'order');
    return { article: (await board.write(at)).id };
  }
  if (request.method === 'POST') {
    const { article, version } = deskOrder.parse(JSON.parse(await readBody(request)), 'order');
    const entry = board.find(article);
    // Told twice, the desk does it once.
    if (entry?.article.site === site.name && entry.version !== version) await board.show(article, version);
  }
  return {
    articles: board.all(site.name).map(({ article, version, pushed }) => ({
      ...{ id: article.id, list: article.list, version, pushed, versions: article.versions.length },
      title: (article.versions[Math.max(version, 1) - 1] ?? article.versions[0]).title,
      path: site.pathOf(article),
    })),
  };
}

const latestOrder = validator(shape({ at: text('when it is published, RFC 3339', 50) }));

function sendPage({ type, body }: SitePage, request: IncomingMessage, response: ServerResponse): void {
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
  if (request.headers['if-none-match'] === etag) response.writeHead(304, { etag }).end();
  else response.writeHead(200, { 'content-type': type, etag }).end(request.method === 'HEAD' ? '' : body);
}

function send(response: ServerResponse, status: number, body: object): void {
  if (response.headersSent) response.destroy();
  else response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function isAllowed(request: IncomingMessage, token: string): boolean {
  const given = createHash('sha256')
    .update(request.headers.authorization ?? '')
    .digest();
  return timingSafeEqual(given, createHash('sha256').update(`Bearer ${token}`).digest());
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk as Uint8Array);
    size += bytes.length;
    if (size > LARGEST_ORDER) throw new SyntaxError('the order is too long');
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
}
