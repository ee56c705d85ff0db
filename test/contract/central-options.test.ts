import { afterEach, describe, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import type { PortalAdapter, PortalContext, PortalOrder } from '../../adapters/portal-adapter.js';
import { central } from '../../adapters/portals/central.js';
import { signMessage } from '../../adapters/portals/message-signature.js';
import { parseXmlDocument } from '../../adapters/portals/xml-document.js';
import { CENTRAL_LISTS, centralPackage } from '../../schemas/central-package.js';
import { createCentralReceiver, toReceiptsXml } from '../../src/sandbox/portals/central-receiver.js';
import { sm2 } from '../unit/adapters/sm-crypto.js';
import {
  CONTENT,
  harnessOf,
  RECEIPT,
  startBench,
  toOrder,
  xsdErrors,
  type Bench,
  type Harness,
} from './portal-harness.js';

const adapter: PortalAdapter = central;

const open: Bench[] = [];
afterEach(async () => {
  for (const bench of open.splice(0)) await bench.close();
});

async function openBench(options: object, start?: Harness['start']): Promise<Bench> {
  const bench = await startBench({ ...harnessOf('central'), ...(start && { start }) });
  open.push(bench);
  bench.options = { ...bench.options, ...options };
  return bench;
}

const ours = sm2.generateKeyPairHex();
const theirs = sm2.generateKeyPairHex();

describe.each([
  ['hmac-sm3', { signingKey: 'our-key', callbackKey: 'their-key' }, 'our-key', 'their-key'],
  ['sm2', { signingKey: ours.privateKey, callbackKey: theirs.publicKey }, ours.publicKey, theirs.privateKey],
] as const)('with %s agreed', (signature, secrets, checkKey, theirKey) => {
  const secret = (name: string) => new Map(Object.entries(secrets)).get(name) ?? '';
  const start: Harness['start'] = (settings) =>
    createCentralReceiver({ ...settings, signingKey: checkKey, signature, xsdEvery: 1 });

  test('packages and questions are signed by it, and the digest is SM3', async () => {
    const bench = await openBench({ signature }, start);
    const bodies: string[] = [];
    const exchange: PortalContext['exchange'] = (request) => {
      bodies.push(String(request.body));
      return bench.ctx.exchange(request);
    };
    const ctx = { ...bench.ctx, secret, exchange };
    const { receiptNumber } = await adapter.send(toOrder(1, 'publish'), bench.options, ctx);
    expect(bodies[0]).toContain('<digestAlgorithm>SM3</digestAlgorithm>');
    const found = await adapter.findReceipt('item-1.1.publish', bench.options, ctx);
    expect(found?.receiptNumber).toBe(receiptNumber);
  });

  test('a message signed by another algorithm is refused', async () => {
    const bench = await openBench({ signature: 'hmac-sha256' }, start);
    const sent = adapter.send(toOrder(1, 'publish'), bench.options, { ...bench.ctx, secret });
    await expect(sent).rejects.toMatchObject({ code: 'portal-unauthorized', details: { status: 401 } });
  });

  test('callbacks are verified by it', () => {
    const now = new Date();
    const body = toReceiptsXml([RECEIPT]);
    const options = { baseUrl: 'https://x.gov.cn', sender: 'a', signature };
    const read = (headers: Record<string, string>) =>
      adapter.readCallback?.({ headers, body: Buffer.from(body) }, options, { secret, now: () => now });
    expect(read(signMessage(theirKey, body, now, signature))).toEqual([RECEIPT]);
    expect(() => read(signMessage('their-key', body, now))).toThrow(
      expect.objectContaining({ code: 'signature-invalid' }),
    );
  });
});

describe('files inside a package', () => {
  const files = ['小图', '附件一', '太大的附件'.repeat(100)].map((text) => Buffer.from(text));
  const hashes = files.map((bytes) => createHash('sha256').update(bytes).digest('hex'));
  const media = (index: number) => ({
    url: `https://unit.example.gov.cn/${index}`,
    ...{ size: files[index]?.length ?? 0, sha256: hashes[index] ?? '' },
  });
  const order: PortalOrder = {
    ...toOrder(1, 'publish'),
    content: {
      ...CONTENT,
      images: [{ ...media(0), alt: '图', mapReviewNumber: 'GS(2026)0650号' }],
      attachments: [{ ...media(1), title: '附件一' }, media(2), { url: 'https://unit.example.gov.cn/3' }],
    },
  };
  const readFile: PortalContext['readFile'] = (sha256, maxBytes) => {
    const bytes = files[hashes.indexOf(sha256)];
    return Promise.resolve(bytes && bytes.length <= maxBytes ? bytes : undefined);
  };

  async function sendWith(inlineFiles: object): Promise<{ xml: string; data: (string | undefined)[] }> {
    const bench = await openBench({ inlineFiles });
    const bodies: string[] = [];
    const exchange: PortalContext['exchange'] = (request) => {
      bodies.push(String(request.body));
      return bench.ctx.exchange(request);
    };
    await adapter.send(order, bench.options, { ...bench.ctx, exchange, readFile });
    const xml = bodies[0] ?? '';
    const { content } = centralPackage.parse(parseXmlDocument(xml, CENTRAL_LISTS), 'package').package.items
      .item;
    const all = [...(content?.images?.image ?? []), ...(content?.attachments?.attachment ?? [])];
    return { xml, data: all.map((each) => each.data && Buffer.from(each.data, 'base64').toString()) };
  }

  test('are those below the cap; the others go by reference', async () => {
    const { xml, data } = await sendWith({ fileBytes: 100, packageBytes: 1000 });
    expect(data).toEqual(['小图', '附件一', undefined, undefined]);
    expect(await xsdErrors('central-package.xsd', [xml])).toEqual([]);
  });

  test('stop where the package is full', async () => {
    const { data } = await sendWith({ fileBytes: 100, packageBytes: (files[0]?.length ?? 0) + 1 });
    expect(data).toEqual(['小图', undefined, undefined, undefined]);
  });

  test('whose bytes are not those of their hash are refused by the receiver', async () => {
    const bench = await openBench({ inlineFiles: { fileBytes: 100, packageBytes: 1000 } });
    const forged = () => Promise.resolve(Buffer.from('另一'));
    const sent = adapter.send(order, bench.options, { ...bench.ctx, readFile: forged });
    await expect(sent).rejects.toMatchObject({ code: 'portal-refused', details: { status: 422 } });
  });
});
