import { describe, expect, jest, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Webhook } from 'standardwebhooks';
import type { PortalContext, PortalOrder, PortalRequest } from '../../adapters/portal-adapter.js';
import { buildCentralPackage, toItemsDigest } from '../../adapters/portals/central-message.js';
import { portalAdapters } from '../../adapters/portals/index.js';
import { checkSignature } from '../../adapters/portals/message-signature.js';
import { signWebhook } from '../../adapters/portals/standard-webhook.js';
import { parseXmlDocument } from '../../adapters/portals/xml-document.js';
import { CENTRAL_LISTS, centralPackage } from '../../schemas/central-package.js';
import { AppError } from '../../schemas/errors.js';
import { ITEM_KINDS } from '../../schemas/item-kind.js';
import { portalEvent } from '../../schemas/portal-event.js';
import { validator } from '../../schemas/validator.js';
import { packageRoot } from '../../src/package-root.js';
import { toReceiptsXml } from '../../src/sandbox/portals/central-receiver.js';
import { CONTENT, readSecret, RECEIPT, toOrder, xsdErrors } from './portal-harness.js';

/** Fixture pairs: `<case>.in.json` is an order with its options, `<case>.out.{json,xml}` the request that it becomes. */
const NOW = new Date('2026-11-23T01:05:00Z');

interface Fixture {
  options: Record<string, unknown>;
  order: PortalOrder;
}

function casesOf(adapter: string): string[] {
  const files = readdirSync(join(packageRoot, 'test/fixtures', adapter));
  return files.filter((file) => file.endsWith('.in.json')).map((file) => file.slice(0, -'.in.json'.length));
}

function readFixture(adapter: string, file: string): string {
  return readFileSync(join(packageRoot, 'test/fixtures', adapter, file), 'utf8');
}

/** What a fixture makes an adapter send: one request, or one dropped file. */
interface Sent {
  requests: PortalRequest[];
  files: { folder: string; name: string; body: string }[];
}

async function sentBy(adapterName: string, { order, options }: Fixture): Promise<Sent> {
  const adapter = portalAdapters.get(adapterName);
  if (adapter === undefined) throw new Error(`no adapter ${adapterName}`);
  expect(validator(adapter.optionsSchema).check(options)).toMatchObject({ ok: true });
  const sent: Sent = { requests: [], files: [] };
  const ctx: PortalContext = {
    exchange: (request) => {
      sent.requests.push(request);
      return Promise.resolve({ status: 500, headers: {}, body: new Uint8Array() });
    },
    secret: readSecret,
    signal: new AbortController().signal,
    now: () => NOW,
    readFile: () => Promise.resolve(undefined),
    dropFolder: (folder) => ({
      put: (name, body) => {
        sent.files.push({ folder, name, body });
        return Promise.reject(new AppError('portal-unavailable', 'as asked'));
      },
      find: () => Promise.resolve(undefined),
    }),
  };
  const sending =
    order.operation === 'withdraw'
      ? adapter.withdraw(order, options, ctx)
      : adapter.send(order, options, ctx);
  await expect(sending).rejects.toMatchObject({ code: 'portal-unavailable' });
  return sent;
}

async function requestOf(adapterName: string, fixture: Fixture): Promise<PortalRequest> {
  const { requests } = await sentBy(adapterName, fixture);
  const [request] = requests;
  if (request === undefined) throw new Error('nothing was sent');
  return request;
}

describe.each([...portalAdapters.keys()])('%s', (name) => {
  test('has fixtures for publish, correct and withdraw', () => {
    const operations = casesOf(name).map((fixture) => fixture.split('-')[0]);
    expect(new Set(operations)).toEqual(new Set(['publish', 'correct', 'withdraw']));
  });
});

test.each(casesOf('bureau'))('bureau: %s', async (fixture) => {
  const input = JSON.parse(readFixture('bureau', `${fixture}.in.json`)) as Fixture;
  const { body, ...request } = await requestOf('bureau', input);
  expect({ ...request, body: JSON.parse(String(body)) as unknown }).toEqual(
    JSON.parse(readFixture('bureau', `${fixture}.out.json`)),
  );
});

test.each(casesOf('central'))('central: %s', async (fixture) => {
  const input = JSON.parse(readFixture('central', `${fixture}.in.json`)) as Fixture;
  const { body, method, url, headers } = await requestOf('central', input);
  expect(String(body)).toBe(readFixture('central', `${fixture}.out.xml`).trimEnd());
  expect({ method, url, key: headers['idempotency-key'] }).toEqual({
    method: 'POST',
    url: 'https://www.example.gov.cn/receive/packages',
    key: input.order.idempotencyKey,
  });
  expect(() => {
    checkSignature(readSecret('signingKey'), headers, body ?? '', NOW);
  }).not.toThrow();
});

test.each(casesOf('webhook'))('webhook: %s, verified by the official package', async (fixture) => {
  const input = JSON.parse(readFixture('webhook', `${fixture}.in.json`)) as Fixture;
  const { body, method, url, headers } = await requestOf('webhook', input);
  expect({ method, url, id: headers['webhook-id'], type: headers['content-type'] }).toEqual({
    ...{ method: 'POST', url: 'https://www.example.gov.cn/hooks/contents' },
    ...{ id: input.order.idempotencyKey, type: 'application/json; charset=utf-8' },
  });
  const event = atTime(NOW, () => new Webhook(readSecret('signingSecret')).verify(String(body), headers));
  expect(event).toEqual(JSON.parse(readFixture('webhook', `${fixture}.out.json`)));
  expect(portalEvent.check(event)).toMatchObject({ ok: true });
  const other = new Webhook(`whsec_${Buffer.alloc(32, 'other').toString('base64')}`);
  expect(() => atTime(NOW, () => other.verify(String(body), headers))).toThrow('No matching signature');
});

/** The official package reads the machine's clock. */
function atTime<T>(now: Date, read: () => T): T {
  jest.useFakeTimers({ now });
  try {
    return read();
  } finally {
    jest.useRealTimers();
  }
}

test('a webhook with two secrets is verified by either', () => {
  const secrets = ['one', 'two'].map((word) => `whsec_${Buffer.alloc(32, word).toString('base64')}`);
  const headers = signWebhook(secrets.join(' '), 'item-1.1.publish', '{}', new Date());
  for (const secret of secrets) expect(new Webhook(secret).verify('{}', headers)).toEqual({});
});

test.each(['', 'secret', 'whsec_', `whsec_${Buffer.alloc(8).toString('base64')}`, 'whsec_?'])(
  'the secret %j signs nothing',
  (secret) => {
    expect(() => signWebhook(secret, 'id', '{}', NOW)).toThrow(
      expect.objectContaining({ code: 'configuration-invalid' }),
    );
  },
);

test.each(casesOf('file-drop'))('file-drop: %s', async (fixture) => {
  const input = JSON.parse(readFixture('file-drop', `${fixture}.in.json`)) as Fixture;
  const { requests, files } = await sentBy('file-drop', input);
  const sent = [
    ...requests.map(({ method, url, body }) => ({ target: `${method} ${url}`, body: String(body) })),
    ...files.map(({ folder, name, body }) => ({ target: `${folder}/${name}`, body })),
  ];
  const { target, body } = JSON.parse(readFixture('file-drop', `${fixture}.out.json`)) as {
    target: string;
    body: unknown;
  };
  expect(sent).toEqual([{ target, body: expect.any(String) }]);
  const text = sent[0]?.body ?? '';
  expect(text.startsWith('{') ? (JSON.parse(text) as unknown) : text).toEqual(body);
});

describe('central packages against the XSD', () => {
  test('every fixture and every kind is valid', async () => {
    const kinds = ITEM_KINDS.map((kind) => ({ ...toOrder(1, 'publish'), content: { ...CONTENT, kind } }));
    const built = kinds.map((order) => buildCentralPackage(order, { sender: 'bm07000001' }, NOW));
    const fixtures = casesOf('central').map((fixture) => readFixture('central', `${fixture}.out.xml`));
    expect(await xsdErrors('central-package.xsd', [...built, ...fixtures])).toEqual([]);
  });

  const valid = buildCentralPackage(toOrder(1, 'publish'), { sender: 'bm07000001' }, NOW);
  test.each([
    ['an unknown element', valid.replace('<lane>', '<x/><lane>')],
    ['a second item', valid.replace(/(<item>.*<\/item>)/, '$1$1')],
    ['an unknown lane', valid.replace('routine', 'express')],
    ['an unknown kind', valid.replace('<kind>notice', '<kind>gossip')],
    ['a missing title', valid.replace(/<title>.*<\/title>/, '')],
    ['an empty title', valid.replace(/<title>.*<\/title>/, '<title></title>')],
    ['a malformed key', valid.replace('<packageId>item-1.1.publish', '<packageId>item-1')],
    ['a count that lies', valid.replace('<count>1', '<count>2')],
    ['a short digest', valid.replace(/<digest>../, '<digest>')],
    ['a date in Chinese', valid.replace(/<createdAt>[^<]*/, '<createdAt>今天')],
  ])('%s is seen by the XSD and by the schema alike', async (_name, xml) => {
    expect(await xsdErrors('central-package.xsd', [xml])).not.toEqual([]);
    expect(centralPackage.check(parseXmlDocument(xml, CENTRAL_LISTS))).toMatchObject({ ok: false });
  });

  test('receipts and problems of the receiver are valid', async () => {
    const receipts = toReceiptsXml([
      { reason: '原因', ...RECEIPT, status: 'declined' },
      { ...RECEIPT, status: 'adopted', column: '要闻', url: 'https://www.example.gov.cn/1.html' },
    ]);
    expect(await xsdErrors('central-receipt.xsd', [receipts])).toEqual([]);
  });
});

test('the text that comes out of a package is the text that went in, but for what XML cannot hold', () => {
  const order = toOrder(1, 'publish', '</items><items> ]]> <!--x--> &lt; "引号" 😀\u0007\ud800');
  const xml = buildCentralPackage(order, { sender: 'bm07000001' }, NOW);
  const tree = centralPackage.parse(parseXmlDocument(xml, CENTRAL_LISTS), 'package');
  expect(tree.package.items.item.content?.title).toBe('</items><items> ]]> <!--x--> &lt; "引号" 😀');
  expect(tree.package.header.digest).toBe(toItemsDigest(xml));
  expect(xml).not.toContain('<!');
});

test('references are read once, named and numeric together', () => {
  expect(parseXmlDocument('<a><b>&amp;lt;&#65;&#x4e2d;</b><b>&amp;lt;</b></a>', new Set())).toEqual({
    a: { b: ['&lt;A中', '&lt;'] },
  });
});

test.each([
  ['an entity of its own', '<a>&bomb;</a>'],
  ['a bare ampersand', '<a>x & y</a>'],
  ['a DTD', '<!DOCTYPE a [<!ENTITY b "c">]><a/>'],
  ['a comment', '<a><!-- x --></a>'],
  ['CDATA', '<a><![CDATA[x]]></a>'],
  ['a processing instruction', '<a><?php ?></a>'],
  ['an element left open', '<a><b></a>'],
  ['a number beyond Unicode', '<a>&#x110000;</a>'],
  ['200 levels', '<a>'.repeat(200) + '</a>'.repeat(200)],
  ['a name that would poison objects', '<a><__proto__>x</__proto__></a>'],
  ['nothing', ''],
  ['text', 'abc'],
])('XML with %s is refused', (_name, xml) => {
  expect(() => parseXmlDocument(xml, new Set())).toThrow(
    expect.objectContaining({ code: 'parse-malformed' }),
  );
});
