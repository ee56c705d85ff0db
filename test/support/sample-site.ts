import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface SamplePage {
  status?: number;
  type?: string;
  body: string | Uint8Array;
  headers?: Record<string, string>;
}

export type SampleHandler = (request: IncomingMessage, response: ServerResponse) => void;

/** A unit's web site on loopback: pages by path, with ETags and 304 answers; what was asked for is kept. */
export interface SampleSite {
  url: string;
  /** The same site under another host of loopback (127.0.0.2 and up): hosts take turns each for itself. */
  urlAt(host: number): string;
  requests: string[];
  put(path: string, page: SamplePage | SampleHandler): void;
  close(): Promise<void>;
}

export async function startSampleSite(): Promise<SampleSite> {
  const pages = new Map<string, SamplePage | SampleHandler>();
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(request.url ?? '');
    const page = pages.get(request.url ?? '');
    if (typeof page === 'function') page(request, response);
    else if (page) answer(page, request, response);
    else response.writeHead(404).end('not here');
  });
  await new Promise<void>((resolve) => server.listen(0, '0.0.0.0', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    urlAt: (host) => `http://127.0.0.${host}:${port}`,
    requests,
    put: (path, page) => pages.set(path, page),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => {
          resolve();
        });
      }),
  };
}

function answer(page: SamplePage, request: IncomingMessage, response: ServerResponse): void {
  const etag = `"${Buffer.from(page.body).length}-${Buffer.from(page.body).reduce((sum, byte) => (sum * 31 + byte) >>> 0, 7)}"`;
  if (request.headers['if-none-match'] === etag) {
    response.writeHead(304, { etag }).end();
    return;
  }
  const type = page.type ?? 'text/html; charset=utf-8';
  response.writeHead(page.status ?? 200, { 'content-type': type, etag, ...page.headers }).end(page.body);
}
