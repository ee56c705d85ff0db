import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Type, type Static } from 'typebox';
import { optional, shape, text } from '../../schemas/shape.js';

/** One address of a fixture site. */
const FixturePage = shape({
  path: text('path of the address'),
  query: optional(Type.Record(Type.String(), Type.String(), { description: 'parameters it must have' })),
  method: optional(text('GET unless told')),
  form: optional(
    Type.Record(Type.String(), Type.String(), { description: 'fields that the body must have' }),
  ),
  status: optional(Type.Integer({ description: '200 unless told' })),
  type: optional(text('Content-Type; none unless told')),
  file: optional(
    text('bytes of the answer, a file beside site.json; {{origin}} in it is the address of the site'),
  ),
});

/** `site.json`: a small site, how it is registered, and what collecting it must yield. Addresses are paths. */
export const FixtureSite = shape({
  options: Type.Record(Type.String(), Type.Unknown(), { description: 'options of the registration' }),
  pages: Type.Array(FixturePage, {
    description: 'its pages; the first that fits answers, what fits none is 404',
  }),
  expected: Type.Unknown({ description: 'what is collected, as the suite sums it up' }),
});
export type FixtureSite = Static<typeof FixtureSite>;
type FixturePage = Static<typeof FixturePage>;

export interface RunningSite {
  origin: string;
  close: () => Promise<void>;
}

/** Serves a fixture site on loopback, as its bytes are. */
export async function startFixtureSite(folder: string, { pages }: FixtureSite): Promise<RunningSite> {
  let origin = '';
  const server = createServer((request, response) => {
    void readBody(request).then((form) => {
      const url = new URL(request.url ?? '/', origin);
      const page = pages.find((each) => fits(each, request.method ?? 'GET', url, form));
      const body = page?.file === undefined ? Buffer.alloc(0) : bytesOf(join(folder, page.file), origin);
      const etag = `"${body.toString('base64url').slice(-24)}-${body.length}"`;
      const status = page === undefined ? 404 : (page.status ?? 200);
      if (status === 200 && request.headers['if-none-match'] === etag)
        response.writeHead(304, { etag }).end();
      else
        response
          .writeHead(status, { etag, ...(page?.type !== undefined && { 'content-type': page.type }) })
          .end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const close = () =>
    new Promise<void>((resolve) => {
      server.closeAllConnections();
      server.close(() => {
        resolve();
      });
    });
  return { origin, close };
}

async function readBody(request: IncomingMessage): Promise<URLSearchParams> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk as Uint8Array));
  return new URLSearchParams(Buffer.concat(chunks).toString());
}

function fits(page: FixturePage, method: string, url: URL, form: URLSearchParams): boolean {
  const has = (given: URLSearchParams, wanted: Record<string, string> = {}) =>
    Object.entries(wanted).every(([name, value]) => given.get(name) === value);
  return (
    page.path === url.pathname &&
    (page.method ?? 'GET') === method &&
    has(url.searchParams, page.query) &&
    has(form, page.form)
  );
}

/** In Latin-1, where every byte is a character, so that no charset is harmed. */
function bytesOf(file: string, origin: string): Buffer {
  return Buffer.from(readFileSync(file).toString('latin1').replaceAll('{{origin}}', origin), 'latin1');
}
