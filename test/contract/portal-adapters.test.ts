import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { PortalAdapter } from '../../adapters/portal-adapter.js';
import { portalAdapters } from '../../adapters/portals/index.js';
import { isAppError } from '../../schemas/errors.js';
import { validator } from '../../schemas/validator.js';
import { lastEffect } from '../../src/sandbox/portals/receiver-page.js';
import {
  HARNESSES,
  readSecret,
  SECRETS,
  startBench,
  toOrder,
  type Bench,
  type Harness,
} from './portal-harness.js';

test('every family is held to this contract, or to that of drops', () => {
  expect(Object.keys(HARNESSES).sort()).toEqual([...portalAdapters.keys()].sort());
});

test.each([...portalAdapters])(
  '%s is registered under its name, with an example that fits its own schema',
  (name, adapter) => {
    expect(adapter.name).toBe(name);
    expect(validator(adapter.optionsSchema).check(adapter.example)).toMatchObject({ ok: true });
  },
);

const OVER_HTTP = [...portalAdapters].flatMap(([name, adapter]): [string, PortalAdapter, Harness][] => {
  const harness = HARNESSES[name];
  return harness === undefined || harness === 'drop' ? [] : [[name, adapter, harness]];
});

describe.each(OVER_HTTP)('%s', (_name, adapter, harness) => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await startBench(harness);
  });
  afterEach(() => bench.close());

  const send = (...order: Parameters<typeof toOrder>) =>
    adapter.send(toOrder(...order), bench.options, bench.ctx);
  const withdraw = (revision: number) =>
    adapter.withdraw(toOrder(revision, 'withdraw'), bench.options, bench.ctx);
  const held = () => bench.receiver.items().find(({ itemId }) => itemId === 'item-1');

  test('published: a receipt with a number, in the column of the mapping', async () => {
    const receipt = await send(1, 'publish');
    expect(receipt).toMatchObject({ idempotencyKey: 'item-1.1.publish', receiptNumber: expect.any(String) });
    expect(['accepted', 'adopted']).toContain(receipt.status);
    expect(held()).toMatchObject({
      title: '关于 <测绘> & 地图的通知',
      organization: '第一测绘院',
      kind: 'notice',
      column: '通知公告',
    });
  });

  test('published in the column that the routing rule chose', async () => {
    await adapter.send({ ...toOrder(1, 'publish'), column: '部门动态' }, bench.options, bench.ctx);
    expect(held()).toMatchObject({ column: '部门动态' });
  });

  test('repeated with the same key: the same receipt, one effect', async () => {
    const { receiptNumber } = await send(1, 'publish');
    expect(await send(1, 'publish')).toMatchObject({ receiptNumber });
    expect(held()?.effects).toHaveLength(1);
  });

  test('repeated at once: the same receipt, one effect', async () => {
    const receipts = await Promise.all([send(1, 'publish'), send(1, 'publish'), send(1, 'publish')]);
    expect(new Set(receipts.map(({ receiptNumber }) => receiptNumber)).size).toBe(1);
    expect(held()?.effects).toHaveLength(1);
  });

  test('a key used again for other content is refused', async () => {
    await send(1, 'publish');
    await expect(send(1, 'publish', '别的')).rejects.toMatchObject({
      code: 'portal-refused',
      details: { status: 422 },
    });
  });

  test('corrected: the newer revision replaces the older', async () => {
    await send(1, 'publish');
    await send(2, 'correct', '更正后的标题');
    expect(held()).toMatchObject({ title: '更正后的标题' });
    expect(held()?.effects.map(({ operation }) => operation)).toEqual(['publish', 'correct']);
  });

  test('withdrawn at the same revision', async () => {
    await send(1, 'publish');
    expect(await withdraw(1)).toMatchObject({ status: 'withdrawn', idempotencyKey: 'item-1.1.withdraw' });
    expect(held()?.effects.at(-1)).toMatchObject({ operation: 'withdraw' });
  });

  test('withdrawn before it ever came: nothing older appears afterwards', async () => {
    await withdraw(2);
    await expect(send(1, 'publish')).rejects.toMatchObject({ code: 'portal-refused' });
    await expect(send(2, 'publish')).rejects.toMatchObject({ code: 'portal-refused' });
    expect(await send(3, 'publish')).toMatchObject({ idempotencyKey: 'item-1.3.publish' });
  });

  test('an older revision after a newer one is refused', async () => {
    await send(2, 'correct', '新');
    await expect(send(1, 'publish', '旧')).rejects.toMatchObject({
      code: 'portal-refused',
      details: { status: 409 },
    });
    expect(held()).toMatchObject({ title: '新' });
  });

  test.each([
    [400, 'portal-refused', false],
    [401, 'portal-unauthorized', true],
    [404, 'portal-refused', false],
    [422, 'portal-refused', false],
    [410, 'portal-gone', false],
    [408, 'portal-unavailable', true],
    [500, 'portal-unavailable', true],
    [503, 'portal-unavailable', true],
  ])('HTTP %d → %s', async (status, code, retryable) => {
    bench.receiver.control({ mode: 'fail', status });
    await expect(send(1, 'publish')).rejects.toMatchObject({ code, retryable, details: { status } });
    await expect(withdraw(1)).rejects.toMatchObject({ code });
    expect(held()).toBeUndefined();
  });

  test('throttled: told how long to wait', async () => {
    bench.receiver.control({ mode: 'throttle', retryAfterSeconds: 7, times: 1 });
    await expect(send(1, 'publish')).rejects.toMatchObject({
      code: 'portal-throttled',
      retryAfterSeconds: 7,
    });
    await expect(send(1, 'publish')).resolves.toBeDefined();
  });

  test('unavailable with Retry-After: told how long to wait', async () => {
    bench.receiver.control({ mode: 'fail', status: 503, retryAfterSeconds: 30 });
    await expect(send(1, 'publish')).rejects.toMatchObject({
      code: 'portal-unavailable',
      retryAfterSeconds: 30,
    });
  });

  test('hanging: nobody knows', async () => {
    bench.receiver.control({ mode: 'hang' });
    const sent = adapter.send(toOrder(1, 'publish'), bench.options, bench.hurried);
    await expect(sent).rejects.toMatchObject({ code: 'portal-ambiguous', retryable: true });
  });

  test('cut after the commit: nobody knows, and sending again has no second effect', async () => {
    bench.receiver.control({ mode: 'cut-after-commit', times: 1 });
    await expect(send(1, 'publish')).rejects.toMatchObject({ code: 'portal-ambiguous' });
    await send(1, 'publish');
    expect(held()?.effects).toHaveLength(1);
  });

  test('down: nothing was sent', async () => {
    await bench.receiver.close();
    await expect(send(1, 'publish')).rejects.toMatchObject({
      code: 'fetch-connect',
      details: { sent: false },
    });
  });

  test('wrong credentials are not held against the item', async () => {
    const ctx = { ...bench.ctx, secret: () => harness.wrongSecret };
    const sent = adapter.send(toOrder(1, 'publish'), bench.options, ctx);
    await expect(sent).rejects.toMatchObject({ code: 'portal-unauthorized', details: { status: 401 } });
    expect(held()).toBeUndefined();
  });

  test('asks only for the secrets it declares, and never shows them in an error', async () => {
    const asked = new Set<string>();
    const secret = (secretName: string) => {
      asked.add(secretName);
      return readSecret(secretName);
    };
    bench.receiver.control({ mode: 'fail', status: 422 });
    const error: unknown = await adapter
      .send(toOrder(1, 'publish'), bench.options, { ...bench.ctx, secret })
      .catch((e: unknown) => e);
    expect([...asked].every((secretName) => adapter.secrets.includes(secretName))).toBe(true);
    const shown = isAppError(error) ? JSON.stringify([error.message, error.details]) : '';
    for (const value of Object.values(SECRETS)) expect(shown).not.toContain(value);
  });

  test('the visitor sees live articles, escaped', async () => {
    await send(1, 'publish', '<script>alert(1)</script>');
    const page = await (await fetch(bench.receiver.url)).text();
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(page).not.toContain('<script>');
    expect(await (await fetch(`${bench.receiver.url}/view/item-1`)).text()).toContain(
      '<p>正文 &amp; 附图</p>',
    );
    await withdraw(1);
    expect(await (await fetch(bench.receiver.url)).text()).not.toContain('alert(1)');
  });

  test('what the receiver holds tells the lane and the time', async () => {
    await send(1, 'publish');
    const item = held();
    expect(item && lastEffect(item)).toMatchObject({ lane: 'routine', receivedAtMs: expect.any(Number) });
    const state: unknown = await (await fetch(`${bench.receiver.url}/state?itemId=item-1`)).json();
    expect(state).toMatchObject({
      items: [{ itemId: 'item-1', live: true, revision: 1, effects: 1, lane: 'routine' }],
    });
  });
});
