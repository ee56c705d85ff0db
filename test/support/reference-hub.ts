import { createHmac, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A subscription request as the hub took it. */
export interface HubAsked {
  mode: string;
  topic: string;
  callback: string;
  secret: string | undefined;
  leaseSeconds: string | undefined;
}

export interface HubBehaviour {
  /** What it answers to requests instead of 202. */
  answer?: { status: number; headers?: Record<string, string>; body?: string };
  /** Verifies before it answers, as hubs may. */
  verifyFirst?: boolean;
  /** Asks back for something else than it was asked for. */
  verifyWith?: Record<string, string>;
  /** Takes the request and never verifies. */
  forgets?: boolean;
  leaseSeconds?: number;
}

export interface ReferenceHub {
  url: string;
  asked: HubAsked[];
  /** What subscribers did wrong; a test expects none. */
  complaints: string[];
  /** Topics with an active subscriber. */
  active(): string[];
  behave(behaviour: HubBehaviour): void;
  /** Sends content to the subscriber of a topic; answers the status of its answer. */
  publish(
    topic: string,
    body: string,
    how?: { method?: string; secret?: string; signature?: string },
  ): Promise<number>;
  deny(topic: string, reason: string): Promise<number>;
  close(): Promise<void>;
}

interface Subscriber extends HubAsked {
  verified: boolean;
}

/** A hub that keeps to W3C WebSub and holds its subscribers to it. */
export async function startReferenceHub(): Promise<ReferenceHub> {
  const state = {
    asked: [] as HubAsked[],
    complaints: [] as string[],
    subscribers: new Map<string, Subscriber>(),
  };
  let behaviour: HubBehaviour = {};
  const server = createServer((request, response) => {
    void serve(request, response).catch((error: unknown) => state.complaints.push(String(error)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hub`;

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request);
    const wrong = faultOf(request, body);
    if (wrong !== undefined) {
      state.complaints.push(wrong);
      response.writeHead(400).end(wrong);
      return;
    }
    const asked = toAsked(new URLSearchParams(body));
    state.asked.push(asked);
    const { answer, verifyFirst, forgets } = behaviour;
    if (answer) {
      response.writeHead(answer.status, answer.headers).end(answer.body);
      return;
    }
    if (verifyFirst) await verify(asked);
    response.writeHead(202).end();
    if (!verifyFirst && !forgets) await verify(asked);
  }

  async function verify(asked: HubAsked): Promise<void> {
    const challenge = randomBytes(12).toString('base64');
    const question = {
      ...{ 'hub.mode': asked.mode, 'hub.topic': asked.topic, 'hub.challenge': challenge },
      ...(asked.mode === 'subscribe' && { 'hub.lease_seconds': String(behaviour.leaseSeconds ?? 864_000) }),
      ...behaviour.verifyWith,
    };
    const response = await askBack(asked.callback, question);
    const echoed = response.ok && (await response.text()) === challenge;
    if (!echoed) return;
    if (asked.mode === 'subscribe') state.subscribers.set(asked.topic, { ...asked, verified: true });
    else state.subscribers.delete(asked.topic);
  }

  async function publish(
    topic: string,
    body: string,
    how: { method?: string; secret?: string; signature?: string } = {},
  ) {
    const subscriber = state.subscribers.get(topic);
    if (!subscriber) throw new Error(`nobody subscribes to ${topic}`);
    const { method = 'sha256', secret = subscriber.secret ?? '' } = how;
    const signature = how.signature ?? `${method}=${createHmac(method, secret).update(body).digest('hex')}`;
    const response = await fetch(subscriber.callback, {
      method: 'POST',
      headers: {
        ...{ 'content-type': 'application/rss+xml', link: `<${url}>; rel="hub", <${topic}>; rel="self"` },
        ...(signature !== '' && { 'x-hub-signature': signature }),
      },
      body,
    });
    await response.text();
    if (response.status === 410) state.subscribers.delete(topic);
    return response.status;
  }

  return {
    ...{ url, asked: state.asked, complaints: state.complaints, publish },
    active: () => [...state.subscribers.keys()],
    behave: (next) => (behaviour = next),
    deny: async (topic, reason) => {
      const callback = state.asked.findLast((asked) => asked.topic === topic)?.callback ?? '';
      const question = { 'hub.mode': 'denied', 'hub.topic': topic, 'hub.reason': reason };
      return (await askBack(callback, question)).status;
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => {
          resolve();
        });
      }),
  };
}

/** Parameters join what the callback already has (section 5.3). */
function askBack(callback: string, question: Record<string, string>): Promise<Response> {
  const url = new URL(callback);
  for (const [name, value] of Object.entries(question)) url.searchParams.set(name, value);
  return fetch(url);
}

/** What section 5.1 asks of a request, in the order it asks it. */
function faultOf({ method, headers }: IncomingMessage, body: string): string | undefined {
  if (method !== 'POST') return `asked by ${method ?? ''}`;
  if (!/^application\/x-www-form-urlencoded(?:;|$)/.test(headers['content-type'] ?? '')) return 'not a form';
  const form = new URLSearchParams(body);
  const { mode, topic, callback, secret, leaseSeconds } = toAsked(form);
  if (!['subscribe', 'unsubscribe'].includes(mode)) return `no such mode: ${mode}`;
  if (!URL.canParse(topic)) return `the topic is no address: ${topic}`;
  if (!URL.canParse(callback)) return `the callback is no address: ${callback}`;
  if (secret !== undefined && Buffer.byteLength(secret) >= 200) return 'the secret has 200 bytes or more';
  if (leaseSeconds !== undefined && !/^[1-9]\d*$/.test(leaseSeconds)) return `no lease: ${leaseSeconds}`;
  if (mode === 'subscribe' && secret === undefined)
    return 'no secret, although messages could not be told apart';
  return undefined;
}

function toAsked(form: URLSearchParams): HubAsked {
  return {
    mode: form.get('hub.mode') ?? '',
    topic: form.get('hub.topic') ?? '',
    callback: form.get('hub.callback') ?? '',
    secret: form.get('hub.secret') ?? undefined,
    leaseSeconds: form.get('hub.lease_seconds') ?? undefined,
  };
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks).toString('utf8');
}
