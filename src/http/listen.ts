import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { AppError } from '../../schemas/errors.js';
import { answerClientErrors } from './client-error.js';
import { isLongRequest } from './long-requests.js';

export interface ListenSettings {
  host: string;
  /** 0 takes a free port. */
  port: number;
  /** How long `close` lets running requests go on, in milliseconds. */
  drainMs?: number;
}

export interface Listening {
  /** Address under which the server answers on this machine. */
  url: string;
  /** Stops accepting, lets running requests finish within the limit, then closes what is left. Repeats are harmless. */
  close: () => Promise<void>;
}

const DEFAULT_DRAIN_MS = 10_000;

const TIMEOUTS = {
  /** A peer that dribbles its headers holds a socket, not a worker: seconds are generous. */
  headersTimeout: 15_000,
  /** Ours to watch: Node's own limit knows no exception for a batch that is read as fast as it can be stored. */
  requestTimeout: 0,
  /** Longer than the 60 s after which common proxies drop an idle connection, so that the proxy closes first. */
  keepAliveTimeout: 65_000,
  connectionsCheckingInterval: 5_000,
};

/** Whole request: 20 MB over a slow line. */
const REQUEST_TIMEOUT_MS = 120_000;

/** Starts serving; rejects with `configuration-invalid` when the address cannot be used. */
export async function listen(app: RequestListener, settings: ListenSettings): Promise<Listening> {
  // A missing Host is answered by the app, as a problem, not by Node with an empty body.
  const server = createServer({ ...TIMEOUTS, requireHostHeader: false }, app);
  answerClientErrors(server);
  limitRequestTime(server);
  const traffic = watchTraffic(server);
  await opened(server, settings);
  let closing: Promise<void> | undefined;
  return {
    url: urlOf(server.address(), settings.host),
    close: () => (closing ??= drain(server, traffic, settings.drainMs ?? DEFAULT_DRAIN_MS)),
  };
}

function opened(server: Server, { host, port }: ListenSettings): Promise<void> {
  return new Promise((resolve, reject) => {
    const refuse = (cause: Error) => {
      const message = `cannot listen on ${host} port ${port}: ${cause.message}`;
      reject(new AppError('configuration-invalid', message, { cause, details: { host, port } }));
    };
    server.once('error', refuse);
    server.listen(port, host, () => {
      server.off('error', refuse);
      resolve();
    });
  });
}

/** A request that has not arrived whole in time is answered like Node would, unless its handler takes the time it needs. */
function limitRequestTime(server: Server): void {
  server.on('request', (req, res) => {
    const timer = setTimeout(() => {
      if (!req.complete && !isLongRequest(req)) server.emit('clientError', new RequestTimeout(), req.socket);
    }, REQUEST_TIMEOUT_MS);
    timer.unref();
    const clear = () => {
      clearTimeout(timer);
    };
    req.once('end', clear);
    res.once('close', clear);
  });
}

class RequestTimeout extends Error {
  readonly code = 'ERR_HTTP_REQUEST_TIMEOUT';
}

interface Traffic {
  /** The answers under way. */
  answers: Set<ServerResponse>;
  sockets: Set<Socket>;
}

function watchTraffic(server: Server): Traffic {
  const traffic: Traffic = { answers: new Set(), sockets: new Set() };
  server.on('connection', (socket) => {
    traffic.sockets.add(socket);
    socket.once('close', () => traffic.sockets.delete(socket));
  });
  server.on('request', (_req, res) => {
    traffic.answers.add(res);
    res.once('close', () => traffic.answers.delete(res));
  });
  return traffic;
}

function drain(server: Server, traffic: Traffic, limitMs: number): Promise<void> {
  return new Promise((resolve) => {
    const limit = setTimeout(() => {
      server.closeAllConnections();
    }, limitMs);
    server.close(() => {
      clearTimeout(limit);
      resolve();
    });
    endConnections(server, traffic);
  });
}

/** Lets no connection outlive the answer under way on it: kept-alive or opened ahead, it would idle until the limit. */
function endConnections(server: Server, { answers, sockets }: Traffic): void {
  const endAfter = (res: ServerResponse) => {
    if (!res.headersSent) res.setHeader('Connection', 'close');
    res.once('close', () => {
      setImmediate(() => {
        server.closeIdleConnections();
      });
    });
  };
  answers.forEach(endAfter);
  server.prependListener('request', (_req, res) => {
    endAfter(res);
  });
  // Node counts a connection as idle only after its first request; browsers open some that never carry one.
  for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy();
}

function urlOf(address: AddressInfo | string | null, host: string): string {
  if (address === null || typeof address === 'string') return `http://${host}`;
  const wildcard = address.address === '0.0.0.0' || address.address === '::';
  const name = wildcard ? '127.0.0.1' : address.address;
  return `http://${name.includes(':') ? `[${name}]` : name}:${address.port}`;
}
