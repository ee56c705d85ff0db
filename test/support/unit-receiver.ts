import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook, WebhookVerificationError } from 'standardwebhooks';
import { unitEvent, type UnitEvent } from '../../schemas/unit-event.js';

/** How it answers: a status, or not at all. */
export type ReceiverMood = number | 'hang';

export interface Received {
  /** `webhook-id`. */
  id: string;
  type: string;
  event: UnitEvent | undefined;
  /** Whether it was taken. */
  taken: boolean;
}

export type UnitReceiver = Awaited<ReturnType<typeof startUnitReceiver>>;

/**
 * The end of a callback as a unit would build it on the official package: what none of its secrets verifies is refused.
 */
export async function startUnitReceiver() {
  const state: { mood: (type: string) => ReceiverMood; secrets: string[] } = { mood: () => 204, secrets: [] };
  const received: Received[] = [];
  const unverified: string[] = [];
  const hanging = new Set<ServerResponse>();

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request);
    const header = (name: string) => String(request.headers[name] ?? '');
    const id = header('webhook-id');
    const headers = {
      'webhook-id': id,
      'webhook-timestamp': header('webhook-timestamp'),
      'webhook-signature': header('webhook-signature'),
    };
    if (!state.secrets.some((secret) => verifies(secret, body, headers))) {
      unverified.push(id);
      response.writeHead(401).end();
      return;
    }
    const { type } = JSON.parse(body) as { type: string };
    const mood = state.mood(type);
    const taken = mood !== 'hang' && mood < 300;
    received.push({ id, type, event: type === 'callback.test' ? undefined : parse(body), taken });
    if (mood === 'hang') hanging.add(response);
    else response.writeHead(mood).end();
  }

  const server = createServer((request, response) => {
    void answer(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    ...{ url: `http://127.0.0.1:${port}/hooks`, received, unverified, hanging, state },
    /** Events taken, in the order they came, each once. */
    heard: (): UnitEvent[] => {
      const seen = new Set<string>();
      return received.flatMap(({ id, event, taken }) => {
        if (!taken || !event || seen.has(id)) return [];
        seen.add(id);
        return [event];
      });
    },
    close: async (): Promise<void> => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function parse(body: string): UnitEvent {
  return unitEvent.parse(JSON.parse(body), 'event');
}

function verifies(secret: string, body: string, headers: Record<string, string>): boolean {
  try {
    new Webhook(secret).verify(body, headers);
    return true;
  } catch (error) {
    if (error instanceof WebhookVerificationError) return false;
    throw error;
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
