import { timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { signWebhook } from '../../../adapters/portals/standard-webhook.js';
import { TEST_EVENT_TYPE, unitEvent } from '../../../schemas/unit-event.js';
import { openJournal } from '../portals/journal.js';
import { heardEvent, type HeardEvent } from './heard-event.js';

export interface InboxSettings {
  port: number;
  /** Where what was heard is kept, a line an event. */
  dataFile: string;
  /** `whsec_…` of the unit's callback. */
  secret: string;
}

const LARGEST_EVENT = 1_000_000;
/** As Standard Webhooks advises: what is older may be somebody's recording. */
const TOLERATED_SECONDS = 300;

/**
 * The unit's end of its callback: `POST /hooks` verifies, keeps and then acknowledges an event, each id once; `GET /heard`
 * tells which it has.
 */
export async function startCallbackInbox(settings: InboxSettings): Promise<{ close(): Promise<void> }> {
  const heard = new Map<string, HeardEvent>();
  const journal = await openJournal(settings.dataFile, (line) => {
    const event = heardEvent.parse(line, 'heard event');
    heard.set(event.id, event);
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method === 'GET') {
      response.setHeader('content-type', 'application/json').end(JSON.stringify([...heard.values()]));
      return;
    }
    const body = await readBody(request);
    const id = String(request.headers['webhook-id'] ?? '');
    if (!isSigned(request, id, body, settings.secret)) {
      response.writeHead(401).end();
      return;
    }
    const message: unknown = JSON.parse(body);
    if (!isTest(message) && !heard.has(id)) {
      const { type, data } = unitEvent.parse(message, 'event');
      const event = { id, type, itemId: data.itemId };
      await journal.append(event);
      heard.set(id, event);
    }
    response.writeHead(204).end();
  }

  const server = createServer((request, response) => {
    answer(request, response).catch(() => {
      response.writeHead(500).end();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(settings.port, '127.0.0.1', resolve);
  });
  return {
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await journal.close();
    },
  };
}

/** Signed by our secret a moment ago: signing the same again gives one of the signatures it carries. */
function isSigned({ headers }: IncomingMessage, id: string, body: string, secret: string): boolean {
  const seconds = Number(headers['webhook-timestamp']);
  if (!(Math.abs(Date.now() / 1000 - seconds) <= TOLERATED_SECONDS)) return false;
  const wanted = Buffer.from(
    signWebhook(secret, id, body, new Date(seconds * 1000))['webhook-signature'] ?? '',
  );
  return String(headers['webhook-signature'] ?? '')
    .split(' ')
    .map((signature) => Buffer.from(signature))
    .some((signature) => signature.length === wanted.length && timingSafeEqual(signature, wanted));
}

function isTest(message: unknown): boolean {
  return (
    typeof message === 'object' && message !== null && 'type' in message && message.type === TEST_EVENT_TYPE
  );
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk as Uint8Array);
    size += bytes.length;
    if (size > LARGEST_EVENT) throw new SyntaxError('the event is too long');
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
}
