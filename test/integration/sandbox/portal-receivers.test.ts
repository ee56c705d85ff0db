import { afterEach, describe, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import type { PortalOrder, PortalRequest } from '../../../adapters/portal-adapter.js';
import { toArticleRequest } from '../../../adapters/portals/bureau.js';
import { buildCentralPackage } from '../../../adapters/portals/central-message.js';
import { central } from '../../../adapters/portals/central.js';
import { signMessage } from '../../../adapters/portals/message-signature.js';
import {
  harnessOf,
  readSecret,
  startBench,
  toOrder,
  xsdErrors,
  type Bench,
  type Harness,
} from '../../contract/portal-harness.js';
import { createCentralReceiver } from '../../../src/sandbox/portals/central-receiver.js';
import type { ReceiverSettings } from '../../../src/sandbox/portals/receiver.js';

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const thing of open.splice(0)) await thing.close();
});
async function bench(
  name: string,
  settings: Partial<ReceiverSettings> = {},
  start?: Harness['start'],
): Promise<Bench> {
  const made = await startBench({ ...harnessOf(name), ...(start && { start }) }, settings);
  open.push(made);
  return made;
}
async function statusOf({ url, method, headers, body }: PortalRequest): Promise<[number, string]> {
  const answer = await fetch(url, {
    method,
    headers,
    ...(body !== undefined && { body: Buffer.from(body) }),
  });
  return [answer.status, await answer.text()];
}

describe('the bureau receiver refuses', () => {
  const good = (url: string) => {
    const { body, ...request } = toArticleRequest(toOrder(1, 'publish'), { baseUrl: url });
    const headers = { ...request.headers, authorization: 'Bearer t0ken' };
    return { ...request, headers, json: JSON.parse(String(body)) as Record<string, unknown> };
  };
  type Good = ReturnType<typeof good>;
  const change = (edit: (json: Record<string, unknown>) => object) => (request: Good) => ({
    ...request,
    json: { ...edit(request.json) },
  });
  test.each<[string, number, string, (request: Good) => Good & { text?: string }]>([
    ['no token', 401, 'unauthenticated', (r) => ({ ...r, headers: { ...r.headers, authorization: '' } })],
    [
      'another token',
      401,
      'unauthenticated',
      (r) => ({ ...r, headers: { ...r.headers, authorization: 'Bearer t0kenx' } }),
    ],
    [
      'another media type',
      415,
      'unsupported-media-type',
      (r) => ({ ...r, headers: { ...r.headers, 'content-type': 'text/plain' } }),
    ],
    [
      'a compressed body',
      415,
      'unreadable-body',
      (r) => ({ ...r, headers: { ...r.headers, 'content-encoding': 'gzip' } }),
    ],
    ['no body', 400, 'empty-body', (r) => ({ ...r, text: '' })],
    ['broken JSON', 400, 'malformed-json', (r) => ({ ...r, text: '{' })],
    ['an unknown field', 422, 'validation-failed', change((json) => ({ ...json, extra: 1 }))],
    [
      'an unknown field inside',
      422,
      'validation-failed',
      change((json) => ({ ...json, content: { ...toOrder(1, 'publish').content, x: 1 } })),
    ],
    ['a missing field', 422, 'validation-failed', change(({ lane: _lane, ...json }) => json)],
    ['an unknown lane', 422, 'validation-failed', change((json) => ({ ...json, lane: 'express' }))],
    [
      'a key of another form',
      422,
      'key-mismatch',
      (r) => ({ ...r, headers: { ...r.headers, 'idempotency-key': 'x' } }),
    ],
    ['a body for another item', 422, 'item-mismatch', change((json) => ({ ...json, itemId: 'item-2' }))],
    [
      'a withdrawal as an article',
      422,
      'wrong-operation',
      change((json) => ({ ...json, operation: 'withdraw' })),
    ],
  ])('%s: %d %s', async (_name, status, code, edit) => {
    const { receiver } = await bench('bureau');
    const { json, text, ...request } = edit(good(receiver.url));
    const [answered, body] = await statusOf({ ...request, body: text ?? JSON.stringify(json) });
    expect([answered, JSON.parse(body)]).toEqual([status, expect.objectContaining({ code })]);
    expect(receiver.items()).toEqual([]);
  });
});

describe('the central receiver refuses', () => {
  const order = toOrder(1, 'publish');
  const xml = buildCentralPackage(order, { sender: 'bm07000001' }, new Date());
  const key = readSecret('signingKey');
  const redigested = (text: string) =>
    text.replace(/<digest>[^<]*/, () => {
      const items = /<items>.*<\/items>/s.exec(text)?.[0] ?? '';
      return `<digest>${createHash('sha256').update(items).digest('hex')}`;
    });
  test.each<
    [
      string,
      number,
      string,
      { xml?: string; headers?: Record<string, string>; at?: number; signedBy?: string },
    ]
  >([
    ['another key', 401, 'signature-invalid', { signedBy: 'other' }],
    ['a stale signature', 401, 'signature-invalid', { at: -301_000 }],
    ['another media type', 415, 'unsupported-media-type', { headers: { 'content-type': 'text/plain' } }],
    ['no body', 400, 'empty-body', { xml: '' }],
    ['JSON', 422, 'parse-malformed', { xml: '{}' }],
    ['changed items', 422, 'digest-mismatch', { xml: xml.replace('正文', '改文') }],
    [
      'an unknown element',
      422,
      'validation-failed',
      { xml: redigested(xml.replace('<title>', '<x>1</x><title>')) },
    ],
    [
      'another key in the header',
      422,
      'key-mismatch',
      { headers: { 'idempotency-key': 'item-1.2.publish' } },
    ],
    [
      'another package id',
      422,
      'key-mismatch',
      { xml: xml.replace('<packageId>item-1', '<packageId>item-2') },
    ],
    [
      'another item',
      422,
      'key-mismatch',
      { xml: redigested(xml.replace('<itemId>item-1', '<itemId>item-2')) },
    ],
    [
      'publishing without content',
      422,
      'content-mismatch',
      { xml: redigested(xml.replace(/<content>.*<\/content>/s, '')) },
    ],
    [
      'CDATA',
      422,
      'parse-malformed',
      { xml: redigested(xml.replace(/<title>[^<]*/, '<title><![CDATA[标题]]>')) },
    ],
    ['a DTD', 422, 'parse-malformed', { xml: xml.replace('?><', '?><!DOCTYPE package><') }],
  ])('%s: %d %s', async (_name, status, code, { xml: text = xml, headers, at = 0, signedBy = key }) => {
    // Without the XSD, so that the check every package passes is the one that is tested.
    const unaided = (settings: ReceiverSettings) => createCentralReceiver({ ...settings, signingKey: key });
    const { receiver } = await bench('central', {}, unaided);
    const [answered, body] = await statusOf({
      method: 'POST',
      url: `${receiver.url}/packages`,
      headers: {
        'content-type': 'application/xml',
        'idempotency-key': order.idempotencyKey,
        ...signMessage(signedBy, text, new Date(Date.now() + at)),
        ...headers,
      },
      body: text,
    });
    expect([answered, body]).toEqual([status, expect.stringContaining(`<code>${code}</code>`)]);
    expect(await xsdErrors('central-receipt.xsd', [body])).toEqual([]);
    expect(receiver.items()).toEqual([]);
  });
});

describe('control', () => {
  test.each([
    ['without the token', '', '{"mode":"hang"}', 401],
    ['with an unknown mode', 'Bearer t0ken', '{"mode":"explode"}', 422],
    ['with an unknown field', 'Bearer t0ken', '{"mode":"ok","x":1}', 422],
    ['as agreed', 'Bearer t0ken', '{"mode":"fail","status":502,"times":2}', 200],
  ])('%s', async (_name, authorization, body, status) => {
    const { receiver } = await bench('bureau');
    const answer = await fetch(`${receiver.url}/control`, {
      method: 'POST',
      headers: { authorization },
      body,
    });
    expect(answer.status).toBe(status);
    const { mode } = (await (await fetch(`${receiver.url}/state`)).json()) as { mode: string };
    expect(mode).toBe(status === 200 ? 'fail' : 'ok');
  });

  test('`times` counts requests of the interface, not visitors', async () => {
    const { receiver } = await bench('bureau');
    receiver.control({ mode: 'fail', status: 502, times: 2 });
    const asked = async (path: string) =>
      (await fetch(receiver.url + path, { headers: { authorization: 'Bearer t0ken' } })).status;
    expect([await asked('/'), await asked('/operations/a.1.publish'), await asked('/state')]).toEqual([
      200, 502, 200,
    ]);
    expect([await asked('/operations/a.1.publish'), await asked('/operations/a.1.publish')]).toEqual([
      502, 404,
    ]);
  });
});

test('a package whose elements stand in another order is refused where the XSD is asked', async () => {
  const made = await bench('central');
  const order = toOrder(1, 'publish');
  const xml = buildCentralPackage(order, { sender: 'a' }, new Date()).replace(
    /(<sender>.*<\/sender>)(<lane>.*<\/lane>)/,
    '$2$1',
  );
  const [status, body] = await statusOf({
    method: 'POST',
    url: `${made.receiver.url}/packages`,
    headers: {
      'content-type': 'application/xml',
      'idempotency-key': order.idempotencyKey,
      ...signMessage(readSecret('signingKey'), xml, new Date()),
    },
    body: xml,
  });
  expect([status, body]).toEqual([422, expect.stringContaining('xsd-invalid')]);
});

test('the central portal adopts news and notices by itself, and leaves the rest undecided', async () => {
  const made = await bench('central');
  const order = toOrder(1, 'publish');
  await central.send(order, { baseUrl: made.receiver.url, sender: 'a' }, made.ctx);
  const plan: PortalOrder = {
    ...order,
    itemId: 'item-2',
    idempotencyKey: 'item-2.1.publish',
    ...(order.content && { content: { ...order.content, kind: 'plan' } }),
  };
  await central.send(plan, { baseUrl: made.receiver.url, sender: 'a' }, made.ctx);
  const statuses = async () => {
    const { items } = (await (await fetch(`${made.receiver.url}/state`)).json()) as {
      items: { status: string }[];
    };
    return items.map(({ status }) => status);
  };
  expect(await statuses()).toEqual(['adopted', 'accepted']);
  await made.restart();
  expect(await statuses()).toEqual(['adopted', 'accepted']);
});
