import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { PortalAdapter } from '../../adapters/portal-adapter.js';
import { portalAdapters } from '../../adapters/portals/index.js';
import type { Receipt } from '../../schemas/delivery.js';
import {
  closedPlaces,
  HARNESSES,
  RECEIPT,
  readSecret,
  signedCallback,
  startBench,
  toOrder,
  type Bench,
  type Harness,
} from './portal-harness.js';

/** Families whose portals issue receipts of their own: in their answers, when asked, and by callback. */
type Issuing = [
  name: string,
  adapter: PortalAdapter,
  harness: Harness,
  toCallback: (receipts: Receipt[]) => string,
];

const ISSUING = [...portalAdapters].flatMap(([name, adapter]): Issuing[] => {
  const harness = HARNESSES[name];
  if (harness === undefined || harness === 'drop' || !harness.toCallback) return [];
  return [[name, adapter, harness, harness.toCallback]];
});

test('every family that reads callbacks is among them', () => {
  const reading = [...portalAdapters].filter(([, adapter]) => 'readCallback' in adapter);
  expect(ISSUING.map(([name]) => name)).toEqual(reading.map(([name]) => name));
});

describe.each(ISSUING)('%s', (_name, adapter, harness, toCallback) => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await startBench(harness);
  });
  afterEach(() => bench.close());

  const send = (...order: Parameters<typeof toOrder>) =>
    adapter.send(toOrder(...order), bench.options, bench.ctx);
  const ask = (key: string) => adapter.findReceipt(key, bench.options, bench.ctx);

  test('published: the receipt tells address and column', async () => {
    expect(await send(1, 'publish')).toMatchObject({
      receiptNumber: expect.stringMatching(/\d+$/),
      url: `${bench.receiver.url}/view/item-1`,
      column: '通知公告',
    });
  });

  test('asked for a receipt: what it holds, also after a restart; undefined for what it never committed', async () => {
    const receipt = await send(1, 'publish');
    expect(await ask('item-1.1.publish')).toMatchObject({ receiptNumber: receipt.receiptNumber });
    expect(await ask('item-1.2.correct')).toBeUndefined();
    await bench.restart();
    expect(await ask('item-1.1.publish')).toMatchObject({ receiptNumber: receipt.receiptNumber });
  });

  test('a refused question leaves the delivery undecided', async () => {
    bench.receiver.control({ mode: 'fail', status: 404 });
    await expect(ask('item-1.1.publish')).rejects.toMatchObject({ code: 'portal-protocol', retryable: true });
  });

  test('an answer nobody can read', async () => {
    bench.receiver.control({ mode: 'garbage' });
    await expect(send(1, 'publish')).rejects.toMatchObject({ code: 'portal-protocol' });
    await expect(ask('item-1.1.publish')).rejects.toMatchObject({ code: 'portal-protocol' });
  });

  test.each<[string, Partial<Receipt>]>([
    ['for another key', { idempotencyKey: 'item-2.1.publish' }],
    ['with an address that is no link', { url: 'javascript:alert(1)' }],
    ['with a status nobody knows', { status: 'lost' as Receipt['status'] }],
    ['without a time', { at: '昨天' }],
  ])('a receipt %s is not believed', async (_name, change) => {
    const receipt = { ...RECEIPT, ...change };
    await expect(answering(adapter, harness, toCallback([receipt]), receipt)).rejects.toMatchObject({
      code: 'portal-protocol',
    });
  });

  test('hanging when asked: nobody knows', async () => {
    bench.receiver.control({ mode: 'hang' });
    const asked = adapter.findReceipt('item-1.1.publish', bench.options, bench.hurried);
    await expect(asked).rejects.toMatchObject({ code: 'portal-ambiguous' });
  });

  test('cut after the commit: asking finds it', async () => {
    bench.receiver.control({ mode: 'cut-after-commit', times: 1 });
    await expect(send(1, 'publish')).rejects.toMatchObject({ code: 'portal-ambiguous' });
    expect(await ask('item-1.1.publish')).toMatchObject({ idempotencyKey: 'item-1.1.publish' });
  });

  describe('callbacks', () => {
    const now = new Date('2026-11-23T01:05:00Z');
    const ctx = { secret: readSecret, now: () => now };
    const adopted: Receipt = {
      ...RECEIPT,
      status: 'adopted',
      url: 'https://www.example.gov.cn/1.html',
      column: '要闻',
    };
    const declined: Receipt = { ...RECEIPT, status: 'declined', reason: '重复 <稿件>' };
    const key = readSecret('callbackKey');
    const read = (request: ReturnType<typeof signedCallback>, context = ctx) =>
      adapter.readCallback?.(request, harness.options(''), context);
    const at = (seconds: number) => new Date(now.getTime() + seconds * 1000);

    test('adopted and declined receipts are read, in order', () => {
      const request = signedCallback(key, toCallback([adopted, declined]), at(0));
      expect(read(request)).toEqual([adopted, declined]);
    });

    test.each([-299, 299])('a clock %d seconds off is tolerated', (seconds) => {
      const request = signedCallback(key, toCallback([adopted]), at(seconds));
      expect(read(request)).toEqual([adopted]);
    });

    const valid = signedCallback(key, toCallback([adopted]), at(0));
    test.each([
      ['another key', signedCallback('other', toCallback([adopted]), at(0)), 'signature-wrong'],
      ['no signature', { headers: {}, body: valid.body }, 'timestamp-missing'],
      [
        'another body',
        { headers: valid.headers, body: Buffer.from(toCallback([declined])) },
        'signature-wrong',
      ],
      [
        'another time',
        { headers: { ...valid.headers, 'x-baosong-timestamp': '1' }, body: valid.body },
        'signature-wrong',
      ],
      ['a time too old', signedCallback(key, toCallback([adopted]), at(-301)), 'timestamp-stale'],
      ['a time too new', signedCallback(key, toCallback([adopted]), at(301)), 'timestamp-stale'],
    ])('%s: signature-invalid', (_name, request, reason) => {
      expect(() => read(request)).toThrow(
        expect.objectContaining({ code: 'signature-invalid', details: { reason } }),
      );
    });

    test('an empty key verifies nothing', () => {
      const request = signedCallback('', toCallback([adopted]), at(0));
      expect(() => read(request, { ...ctx, secret: () => '' })).toThrow(
        expect.objectContaining({ code: 'signature-invalid' }),
      );
    });

    test.each(['', 'garbage', '{}', '<receipts/>', '<!DOCTYPE a [<!ENTITY b "c">]><receipts>&b;</receipts>'])(
      'signed but not receipts (%s): validation-failed',
      (body) => {
        expect(() => read(signedCallback(key, body, at(0)))).toThrow(
          expect.objectContaining({ code: 'validation-failed' }),
        );
      },
    );
  });
});

/** Sends an order to a portal that answers with the given receipt. */
function answering(
  adapter: PortalAdapter,
  harness: Harness,
  text: string,
  receipt: Receipt,
): Promise<Receipt> {
  // One receipt is the whole answer of the bureau portal, and a list of one that of the central portal.
  const body = text.startsWith('{') ? JSON.stringify(receipt) : text;
  return adapter.send(toOrder(1, 'publish'), harness.options('http://portal.example'), {
    exchange: () => Promise.resolve({ status: 200, headers: {}, body: Buffer.from(body) }),
    secret: readSecret,
    signal: new AbortController().signal,
    now: () => new Date(),
    ...closedPlaces,
  });
}
