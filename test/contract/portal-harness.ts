import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { validateXML } from 'xmllint-wasm';
import type { PortalContext, PortalOrder } from '../../adapters/portal-adapter.js';
import { signMessage } from '../../adapters/portals/message-signature.js';
import type { Receipt } from '../../schemas/delivery.js';
import type { ItemContent } from '../../schemas/item-content.js';
import { createPortalExchange } from '../../src/fetch/portal-exchange.js';
import { packageRoot } from '../../src/package-root.js';
import { createBureauReceiver } from '../../src/sandbox/portals/bureau-receiver.js';
import { createCentralReceiver, toReceiptsXml } from '../../src/sandbox/portals/central-receiver.js';
import type { PortalReceiver, ReceiverSettings } from '../../src/sandbox/portals/receiver.js';
import { createTestClient } from '../integration/fetch/wire.js';
import { createWebhookReceiver } from '../support/webhook-receiver.js';

export const SECRETS: Record<string, string> = {
  token: 't0ken',
  signingKey: 'our-key',
  callbackKey: 'their-key',
  signingSecret: `whsec_${Buffer.alloc(32, 'our-secret').toString('base64')}`,
  accessKeyId: 'AKTEST',
  secretAccessKey: 'bucket-secret',
};

export interface Harness {
  start(settings: ReceiverSettings): Promise<PortalReceiver>;
  options(baseUrl: string): Record<string, unknown>;
  /** Body of a receipt callback in the portal's format; absent for families whose receipt is the mere answer. */
  toCallback?: (receipts: Receipt[]) => string;
  /** A credential that fits its form and is not the right one. */
  wrongSecret: string;
}

/** What the suites need to know of each adapter; one without an entry fails them. Drops have no receiver to talk to. */
export const HARNESSES: Record<string, Harness | 'drop'> = {
  bureau: {
    start: createBureauReceiver,
    options: (baseUrl) => ({ baseUrl, columns: { notice: '通知公告' } }),
    toCallback: (receipts) => JSON.stringify({ receipts }),
    wrongSecret: 'wrong',
  },
  central: {
    start: (settings) =>
      createCentralReceiver({ ...settings, signingKey: SECRETS['signingKey'] ?? '', xsdEvery: 1 }),
    options: (baseUrl) => ({ baseUrl, sender: 'bm07000001', columns: { notice: '通知公告' } }),
    toCallback: toReceiptsXml,
    wrongSecret: 'wrong',
  },
  webhook: {
    start: (settings) => createWebhookReceiver({ ...settings, signingSecret: readSecret('signingSecret') }),
    options: (baseUrl) => ({ url: `${baseUrl}/events`, columns: { notice: '通知公告' } }),
    wrongSecret: `whsec_${Buffer.alloc(32, 'another').toString('base64')}`,
  },
  'file-drop': 'drop',
};

export interface Bench {
  receiver: PortalReceiver;
  options: Record<string, unknown>;
  ctx: PortalContext;
  /** The same with little patience; the other one waits even for a validator on a busy machine. */
  hurried: PortalContext;
  /** Ends the receiver and starts it again on what it kept. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** A running reference receiver and a context that leads to it through the guarded client. */
export async function startBench(harness: Harness, settings: Partial<ReceiverSettings> = {}): Promise<Bench> {
  const folder = await mkdtemp(join(tmpdir(), 'portal-'));
  const client = createTestClient({ headersTimeoutMs: 30_000, totalTimeoutMs: 30_000 });
  const ctx = {
    exchange: createPortalExchange(client),
    secret: readSecret,
    signal: new AbortController().signal,
    now: () => new Date(),
    ...closedPlaces,
  };
  const start = () =>
    harness.start({ dataFile: join(folder, 'held.jsonl'), token: SECRETS['token'] ?? '', ...settings });
  const receiver = await start();
  const bench: Bench = {
    receiver,
    options: harness.options(receiver.url),
    ctx,
    hurried: { ...ctx, exchange: createPortalExchange(client, { totalTimeoutMs: 200 }) },
    async restart() {
      await bench.receiver.close();
      bench.receiver = await start();
      bench.options = harness.options(bench.receiver.url);
    },
    async close() {
      await bench.receiver.close();
      await client.close();
      await rm(folder, { recursive: true });
    },
  };
  return bench;
}

/** Of a family that has a receiver to talk to. */
export function harnessOf(name: string): Harness {
  const harness = HARNESSES[name];
  if (harness === undefined || harness === 'drop') throw new Error(`no receiver for ${name}`);
  return harness;
}

/** Of a context that has no files and no folders. */
export const closedPlaces: Pick<PortalContext, 'readFile' | 'dropFolder'> = {
  readFile: () => Promise.resolve(undefined),
  dropFolder: (name) => {
    throw new Error(`no folder ${name}`);
  },
};

export function readSecret(name: string): string {
  const secret = SECRETS[name];
  if (secret === undefined) throw new Error(`no secret ${name}`);
  return secret;
}

export const CONTENT: ItemContent = {
  schemaVersion: 1,
  kind: 'notice',
  title: '关于 <测绘> & 地图的通知',
  bodyHtml: '<p>正文 &amp; 附图</p>',
  bodyText: '正文 & 附图',
  keywords: ['测绘'],
  language: 'zh-CN',
  images: [],
  attachments: [],
};

export const RECEIPT: Receipt = {
  idempotencyKey: 'item-1.1.publish',
  status: 'accepted',
  receiptNumber: 'A-1',
  at: '2026-11-23T09:05:00.000+08:00',
};

export function toOrder(
  revision: number,
  operation: PortalOrder['operation'],
  title = CONTENT.title,
): PortalOrder {
  return {
    idempotencyKey: `item-1.${revision}.${operation}`,
    itemId: 'item-1',
    revision,
    operation,
    lane: 'routine',
    organization: { id: 'unit-1', name: '第一测绘院' },
    ...(operation === 'withdraw' ? {} : { content: { ...CONTENT, title } }),
  };
}

export function signedCallback(key: string, body: string, at: Date) {
  return { headers: signMessage(key, body, at), body: Buffer.from(body) };
}

/** Errors of each document against a schema of ours; all documents in one go, since starting the validator is slow. */
export async function xsdErrors(schemaFile: string, documents: string[]): Promise<string[]> {
  const schema = await readFile(join(packageRoot, 'schemas', schemaFile), 'utf8');
  const xml = documents.map((contents, index) => ({ fileName: `document-${index}.xml`, contents }));
  const { errors } = await validateXML({ xml, schema });
  return errors.map(({ rawMessage }) => rawMessage);
}
