import { Pool, type Dispatcher } from 'undici';
import { pushBody } from './push-bodies.js';
import { percentile, show } from './bench-stack.js';

/**
 * Pushes from a process of its own, over kept-alive connections, one request at a time on each.
 * usage: node push-client.js URL API-KEY ROUND REQUESTS CONNECTIONS; prints one line of JSON.
 */
const [url = '', key = '', round = '', many = '', connections = ''] = process.argv.slice(2);
const REQUESTS = Number(many);
const CONNECTIONS = Number(connections);
const pool = new Pool(url, { connections: CONNECTIONS, pipelining: 1 });
const bodies = Array.from({ length: REQUESTS }, (_, at) => Buffer.from(pushBody(`${round}-${at}`)));
const statuses: Record<string, number> = {};
const times: number[] = [];

/** By `dispatch`, which costs the client a third of what `request` does: the servers are measured, not it. */
function push(at: number): Promise<void> {
  const began = performance.now();
  return new Promise((resolve, reject) => {
    const handler: Dispatcher.DispatchHandler = {
      onRequestStart: () => undefined,
      onResponseStart: (_controller, status) => {
        statuses[status] = (statuses[status] ?? 0) + 1;
      },
      onResponseData: () => undefined,
      onResponseEnd: () => {
        times.push(performance.now() - began);
        resolve();
      },
      onResponseError: (_controller, error) => {
        reject(error);
      },
    };
    pool.dispatch(
      { path: '/api/v1/items', method: 'POST', headers: headersOf(at), body: bodies[at] ?? '' },
      handler,
    );
  });
}

function headersOf(at: number): Record<string, string> {
  return {
    authorization: `Bearer ${key}`,
    'content-type': 'application/json',
    'idempotency-key': `bench-${round}-${at}`,
  };
}

let next = 0;
const connection = async (): Promise<void> => {
  for (let at = next++; at < REQUESTS; at = next++) await push(at);
};
const began = performance.now();
await Promise.all(Array.from({ length: CONNECTIONS }, connection));
const perSecond = (REQUESTS * 1000) / (performance.now() - began);
const cpu = process.cpuUsage();
await pool.close();
show(
  JSON.stringify({
    ...{ perSecond, statuses, cpuMs: (cpu.user + cpu.system) / 1000 },
    ...{ p50: percentile(times, 0.5), p99: percentile(times, 0.99) },
  }),
);
