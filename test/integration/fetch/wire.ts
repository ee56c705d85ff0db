import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createFetchClient, type FetchClient, type FetchSettings } from '../../../src/fetch/fetch-client.js';

export interface Peer {
  url: string;
  port: number;
  /** Connections accepted so far. */
  connections(): number;
  close(): Promise<void>;
}

/** A peer that speaks HTTP properly. */
export function startPeer(listener: RequestListener): Promise<Peer> {
  return listen(createHttpServer({ keepAliveTimeout: 60_000 }, listener));
}

/** A peer that sends whatever bytes the test wants, once it has seen a whole request head. */
export function startRawPeer(answer: (socket: Socket, request: string) => void): Promise<Peer> {
  const server = createServer((socket) => {
    let seen = '';
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk) => {
      seen += chunk.toString('latin1');
      if (!seen.includes('\r\n\r\n')) return;
      const request = seen;
      seen = '';
      answer(socket, request);
    });
  });
  return listen(server);
}

function listen(server: Server): Promise<Peer> {
  const sockets = new Set<Socket>();
  let connections = 0;
  server.on('connection', (socket: Socket) => {
    connections += 1;
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      resolve({
        url: `http://127.0.0.1:${port}`,
        port,
        connections: () => connections,
        close: () => {
          for (const socket of sockets) socket.destroy();
          return new Promise((done) => {
            server.close(() => {
              done();
            });
          });
        },
      });
    });
  });
}

export function createTestClient(settings: Partial<FetchSettings> = {}): FetchClient {
  return createFetchClient({
    allow: ['127.0.0.0/8'],
    userAgent: 'test/1',
    connectTimeoutMs: 5000,
    headersTimeoutMs: 5000,
    bodyTimeoutMs: 5000,
    totalTimeoutMs: 10_000,
    maxBytes: 1_000_000,
    maxRedirects: 5,
    ...settings,
  });
}
