import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Receipt } from '../../schemas/delivery.js';
import { toInstant } from '../../schemas/instant.js';

/** One request for the bureau interface, as a test may answer it. */
export interface PortalCall {
  method: string;
  itemId: string;
  idempotencyKey: string;
  body: string;
}

/** A bureau portal whose every answer a test decides; without an opinion it accepts. */
export interface MoodyPortal {
  url: string;
  calls: PortalCall[];
  close(): Promise<void>;
}

export type PortalMood = (call: PortalCall) => Promise<number | undefined> | number | undefined;

/** `mood` answers the HTTP status to fail with, or undefined to accept. */
export async function startMoodyPortal(mood: PortalMood): Promise<MoodyPortal> {
  const calls: PortalCall[] = [];
  const server = createServer((request, response) => {
    void answer(request, response, calls, mood);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => {
          resolve();
        });
      }),
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  calls: PortalCall[],
  mood: PortalMood,
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk as Uint8Array));
  const [, kind, name = ''] = (request.url ?? '').split('/');
  const key = kind === 'operations' ? decodeURIComponent(name) : String(request.headers['idempotency-key']);
  const itemId = key.split('.')[0] ?? '';
  const body = Buffer.concat(chunks).toString();
  const call = { method: request.method ?? '', itemId, idempotencyKey: key, body };
  calls.push(call);
  const status = await mood(call);
  if (status !== undefined) {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ code: 'unknown-operation', message: 'as the test wished' }));
    return;
  }
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(receiptFor(key, 'accepted')));
}

export function receiptFor(idempotencyKey: string, status: Receipt['status']): Receipt {
  return { idempotencyKey, status, receiptNumber: `M-${idempotencyKey}`, at: toInstant(new Date()) };
}
