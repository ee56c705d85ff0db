import type { IncomingMessage } from 'node:http';
import type { SampleSite } from './sample-site.js';

export interface Visit {
  /** Host and port that were asked. */
  host: string;
  path: string;
  /** On the monotonic clock of the test. Milliseconds. */
  began: number;
  /** When the answer was sent: before whoever asked can know it. */
  ended?: number;
}

/** Whoever comes to a site, in which order, and who was there at the same time. */
export function watchVisits(site: SampleSite) {
  const visits: Visit[] = [];

  /** Serves some bytes after a while. */
  function serve(path: string, body: Uint8Array | string, { type = 'image/png', tookMs = 0 } = {}): void {
    site.put(path, (request, response) => {
      const visit = enter(path, request);
      setTimeout(() => {
        visit.ended = performance.now();
        response.writeHead(200, { 'content-type': type }).end(body);
      }, tookMs);
    });
  }

  function redirect(path: string, location: string): void {
    site.put(path, (request, response) => {
      enter(path, request).ended = performance.now();
      response.writeHead(302, { location }).end();
    });
  }

  function enter(path: string, request: IncomingMessage): Visit {
    const visit = { host: request.headers.host ?? '', path, began: performance.now() };
    visits.push(visit);
    return visit;
  }

  const to = (host: string) => visits.filter((visit) => `http://${visit.host}` === host);

  /** How many came to a host, and the shortest rest between two; negative when one came before the other had left. */
  function manners(host: string) {
    const there = to(host);
    const gaps = there.slice(1).map(({ began }, index) => began - (there[index]?.ended ?? Infinity));
    return { visits: there.length, shortestGapMs: Math.min(...gaps) };
  }

  return { visits, serve, redirect, to, manners };
}
