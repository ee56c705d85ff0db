import { afterEach, describe, expect, test } from '@jest/globals';
import type { PortalOrder } from '../../../adapters/portal-adapter.js';
import { portalAdapters } from '../../../adapters/portals/index.js';
import type { Receipt } from '../../../schemas/delivery.js';
import { harnessOf, readSecret, startBench, toOrder, type Bench } from '../../contract/portal-harness.js';
import { startPeer, type Peer } from '../fetch/wire.js';

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const thing of open.splice(0)) await thing.close();
});
async function bench(name: string, settings: Parameters<typeof startBench>[1] = {}): Promise<Bench> {
  const made = await startBench(harnessOf(name), settings);
  open.push(made);
  return made;
}

/** Families that call back. */
const CALLING = [...portalAdapters].filter(([, adapter]) => 'readCallback' in adapter);

describe.each(CALLING)('receipts of %s by callback', (name, adapter) => {
  interface Sender extends Peer {
    receipts: Receipt[];
    /** Callbacks, acknowledged or not. */
    calls: number;
    refuse: boolean;
    seen(count: number): Promise<void>;
  }

  /** The gateway's side: verifies, reads and acknowledges callbacks, or refuses them. */
  async function startSender(): Promise<Sender> {
    const waiting: { count: number; resolve: () => void }[] = [];
    const peer = await startPeer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        sender.calls += 1;
        const headers = Object.fromEntries(
          Object.entries(request.headers).map(([header, value]) => [header, String(value)]),
        );
        const body = Buffer.concat(chunks);
        const ctx = { secret: readSecret, now: () => new Date() };
        const receipts = adapter.readCallback?.({ headers, body }, harnessOf(name).options(''), ctx) ?? [];
        if (!sender.refuse) sender.receipts.push(...receipts);
        response.writeHead(sender.refuse ? 503 : 204).end();
        for (const { count, resolve } of waiting) if (sender.calls >= count) resolve();
      });
    });
    const sender: Sender = {
      ...peer,
      receipts: [],
      calls: 0,
      refuse: false,
      seen: (count) =>
        new Promise((resolve) => {
          if (sender.calls >= count) resolve();
          else waiting.push({ count, resolve });
        }),
    };
    open.push(sender);
    return sender;
  }

  const publish = (made: Bench, order: PortalOrder) => adapter.send(order, made.options, made.ctx);

  test.each(['adopted', 'declined'] as const)(
    '%s arrives, signed, after an answer of accepted',
    async (verdict) => {
      const sender = await startSender();
      const made = await bench(name, {
        callback: { url: sender.url, key: readSecret('callbackKey') },
        adopt: () => verdict,
      });
      const first = await publish(made, toOrder(1, 'publish'));
      expect(first.status).toBe('accepted');
      await sender.seen(1);
      expect(sender.receipts).toEqual([
        expect.objectContaining({
          idempotencyKey: 'item-1.1.publish',
          status: verdict,
          receiptNumber: first.receiptNumber,
        }),
      ]);
      const asked = await adapter.findReceipt('item-1.1.publish', made.options, made.ctx);
      expect(asked?.status).toBe(verdict);
      expect(await publish(made, toOrder(1, 'publish'))).toEqual(first);
    },
  );

  test('a sender that refuses is called again; what waits survives a restart', async () => {
    const sender = await startSender();
    sender.refuse = true;
    const made = await bench(name, {
      callback: { url: sender.url, key: readSecret('callbackKey') },
      adopt: () => 'adopted',
    });
    await publish(made, toOrder(1, 'publish'));
    await sender.seen(2);
    expect(sender.receipts).toEqual([]);
    sender.refuse = false;
    const calls = sender.calls;
    await made.restart();
    await sender.seen(calls + 1);
    expect(sender.receipts).toEqual([expect.objectContaining({ status: 'adopted' })]);
  });
});
