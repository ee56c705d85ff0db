import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { signMessage } from '../../../adapters/portals/message-signature.js';
import type { PortalPreview } from '../../../schemas/portal.js';
import { portalEvent } from '../../../schemas/portal-event.js';
import type { PortalReceiver } from '../../../src/sandbox/portals/receiver.js';
import { openDesk, type Desk } from '../../support/desk.js';
import { startGateway, type Gateway } from '../../support/gateway.js';
import { receiptFor, startMoodyPortal, type MoodyPortal } from '../../support/moody-portal.js';
import { openPortalDesk } from '../../support/portal-desk.js';
import { createWebhookReceiver } from '../../support/webhook-receiver.js';

const SIGNING_SECRET = `whsec_${Buffer.alloc(32, 'gateway').toString('base64')}`;

let gateway: Gateway;
let desk: Desk;
let portal: MoodyPortal;
let hooks: PortalReceiver;
let portals: ReturnType<typeof openPortalDesk>;

beforeAll(async () => {
  gateway = await startGateway({ portals: false });
  desk = openDesk(gateway);
  portal = await startMoodyPortal(() => undefined);
  portals = openPortalDesk(gateway, desk, portal);
  hooks = await createWebhookReceiver({
    ...{ dataFile: join(gateway.dataDir, 'hooks.jsonl'), token: 'desk', signingSecret: SIGNING_SECRET },
  });
});
afterAll(async () => {
  await gateway.stop();
  await portal.close();
  await hooks.close();
});

describe('a portal that cannot correct', () => {
  test('has the old revision withdrawn and the new one published; its answers count for the correction', async () => {
    const id = await portals.registered({ operations: ['publish', 'withdraw'] });
    const item = await portals.sendTo(id);
    await desk.delivered(item, id, 'delivered');
    await desk.correct(item, { title: '更正' });
    await desk.approve(item);
    const { applied } = await desk.delivered(item, id, 'delivered');
    expect(applied).toMatchObject({ revision: 2, operation: 'correct' });
    expect(applied?.receipt.idempotencyKey).toBe(`${item}.2.correct`);
    expect(portals.callsFor(item).map(({ idempotencyKey }) => idempotencyKey)).toEqual([
      `${item}.1.publish`,
      `${item}.1.withdraw`,
      `${item}.2.publish`,
    ]);
    const body = JSON.stringify({ receipts: [receiptFor(`${item}.2.publish`, 'adopted')] });
    const headers = signMessage('k', body, new Date());
    await gateway.call('portal', 'POST', `/api/v1/portals/${id}/receipts`, body, headers);
    await desk.delivered(item, id, 'adopted');
    await desk.shown(item, 'adopted');
  });
});

describe('a portal that cannot take back', () => {
  test('is not asked to, and people see that they must', async () => {
    const id = await portals.registered({ operations: ['publish', 'correct'] });
    const item = await portals.sendTo(id);
    await desk.delivered(item, id, 'delivered');
    await desk.withdraw(item);
    const { attempts } = await desk.delivered(item, id, 'refused');
    expect(attempts.at(-1)).toMatchObject({
      code: 'portal-unsupported',
      message: expect.stringContaining('人工处理'),
    });
    expect(portals.callsFor(item)).toHaveLength(1);
    const { history } = await desk.shown(item, 'refused');
    expect(history.at(-1)).toMatchObject({
      action: 'refused',
      comment: expect.stringContaining('不支持撤稿'),
    });
  });
});

describe('a field mapping', () => {
  test('replaces fields on the way to the portal, not in the item', async () => {
    const id = await portals.registered({
      fieldMapping: [
        { to: 'contentSource', from: ['organization.name'] },
        { to: 'title', from: ['title'], maxLength: 4 },
      ],
    });
    const item = await portals.sendTo(id, { title: '成果汇交部署会召开' });
    await desk.delivered(item, id, 'delivered');
    const { content } = JSON.parse(portals.callsFor(item)[0]?.body ?? '') as {
      content: Record<string, unknown>;
    };
    expect(content).toMatchObject({ title: '成果汇交', contentSource: '大地测量数据处理中心' });
    expect((await desk.item(item)).content.title).toBe('成果汇交部署会召开');
  });

  test('keeps back what lacks a required field, and says which', async () => {
    const id = await portals.registered({
      fieldMapping: [{ to: 'subtitle', from: ['subtitle'], required: true }],
    });
    const item = await portals.sendTo(id);
    const { attempts } = await desk.delivered(item, id, 'refused');
    expect(attempts.at(-1)?.message).toContain('门户必填“subtitle”');
    expect(portals.callsFor(item)).toEqual([]);
  });
});

describe('a preview', () => {
  const preview = async (id: string, request: Record<string, unknown>): Promise<PortalPreview['steps']> => {
    const { status, body } = await gateway.call('liaison', 'POST', `/api/v1/portals/${id}/preview`, request);
    if (status !== 200) throw new Error(JSON.stringify(body));
    return (body as unknown as PortalPreview).steps;
  };

  test('is what would be sent, by a mapping on trial, without secrets; nothing is sent', async () => {
    const id = await portals.registered({ secrets: { token: 'very-secret', callbackKey: 'k' } });
    const itemId = await desk.submit({ title: '成果汇交部署会召开' });
    const steps = await preview(id, {
      itemId,
      column: '要闻',
      fieldMapping: [{ to: 'author', constant: '办公室' }],
    });
    expect(steps).toMatchObject([
      {
        transport: 'http',
        method: 'PUT',
        target: `${portal.url}/articles/${itemId}`,
        headers: { authorization: '***' },
      },
    ]);
    expect(JSON.parse(steps[0]?.body ?? '')).toMatchObject({ column: '要闻', content: { author: '办公室' } });
    expect(JSON.stringify(steps)).not.toContain('very-secret');
    expect(portals.callsFor(itemId)).toEqual([]);
  });

  test('of a correction that becomes two steps shows both', async () => {
    const id = await portals.registered({ operations: ['publish', 'withdraw'] });
    const itemId = await desk.submit();
    const steps = await preview(id, { itemId, operation: 'correct' });
    expect(steps.map(({ method }) => method)).toEqual(['POST', 'PUT']);
  });

  test('of a dropped file shows its name and content', async () => {
    const options = { target: 'folder:central', format: 'json' };
    const id = await portals.registered({ adapter: 'file-drop', options, secrets: {} });
    const itemId = await desk.submit();
    const [step] = await preview(id, { itemId });
    expect(step).toMatchObject({ transport: 'file', target: `central/${itemId}.1.publish.json` });
    expect(portalEvent.check(JSON.parse(step?.body ?? ''))).toMatchObject({ ok: true });
    await expect(readdir(join(gateway.dataDir, 'drop', 'central'))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test('says what is wrong: a mapping, a credential, an item of nobody', async () => {
    const id = await portals.registered({
      ...{ adapter: 'webhook', options: { url: hooks.url }, secrets: { signingSecret: 'no' } },
    });
    const itemId = await desk.submit();
    const ask = (request: object) =>
      gateway.call('liaison', 'POST', `/api/v1/portals/${id}/preview`, request);
    expect((await ask({ itemId })).body.code).toBe('configuration-invalid');
    expect((await ask({ itemId, fieldMapping: [{ to: 'x' }] })).body.errors?.[0]?.pointer).toBe(
      '/fieldMapping/0/to',
    );
    expect((await ask({ itemId: 'none' })).status).toBe(404);
    const unasked = await gateway.call('editor', 'POST', `/api/v1/portals/${id}/preview`, { itemId });
    expect(unasked.status).toBe(403);
  });
});

describe('portals of the other families take an item through its life', () => {
  test('a webhook', async () => {
    const id = await portals.registered({
      ...{
        adapter: 'webhook',
        options: { url: `${hooks.url}/events` },
        secrets: { signingSecret: SIGNING_SECRET },
      },
    });
    const item = await portals.sendTo(id);
    await desk.delivered(item, id, 'delivered');
    await desk.correct(item, { title: '更正' });
    await desk.approve(item);
    await desk.delivered(item, id, 'delivered');
    await desk.withdraw(item);
    await desk.delivered(item, id, 'withdrawn');
    const held = hooks.items().find(({ itemId }) => itemId === item);
    expect(held?.effects.map(({ operation }) => operation)).toEqual(['publish', 'correct', 'withdraw']);
  });

  test('a folder', async () => {
    const id = await portals.registered({
      ...{ adapter: 'file-drop', options: { target: 'folder:exchange', format: 'json' }, secrets: {} },
      fieldMapping: [{ to: '标题', from: ['title'] }],
    });
    const item = await portals.sendTo(id);
    await desk.delivered(item, id, 'delivered');
    await desk.withdraw(item);
    await desk.delivered(item, id, 'withdrawn');
    const folder = join(gateway.dataDir, 'drop', 'exchange');
    const names = (await readdir(folder)).filter((name) => name.startsWith(item)).sort();
    expect(names).toEqual([`${item}.1.publish.json`, `${item}.1.withdraw.json`]);
    const event: unknown = JSON.parse(await readFile(join(folder, names[0] ?? ''), 'utf8'));
    expect(portalEvent.check(event)).toMatchObject({
      ok: true,
      value: { data: { fields: { 标题: '成果汇交部署会召开' } } },
    });
  });
});
