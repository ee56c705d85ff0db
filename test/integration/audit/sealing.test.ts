import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import mongoose from 'mongoose';
import { hashOf } from '../../../src/audit/audit-chain.js';
import { createSealHistory } from '../../../src/audit/seal-history.js';
import { createActionStore } from '../../../src/store/action-store.js';
import { createAuditLogStore } from '../../../src/store/audit-log-store.js';
import { createItemStore } from '../../../src/store/item-store.js';
import { readLog, sealedLog } from '../../support/audit-desk.js';
import { openDesk, type Desk } from '../../support/desk.js';
import { eventually, startGateway, type Gateway } from '../../support/gateway.js';

describe('in a running gateway', () => {
  let gateway: Gateway;
  let desk: Desk;
  beforeAll(async () => {
    gateway = await startGateway();
    desk = openDesk(gateway);
  });
  afterAll(() => gateway.stop());

  test('the whole way of an item is sealed in order, with who, from where, before and after', async () => {
    const id = await desk.submit();
    await desk.approve(id);
    await desk.inState(id, 'delivered');
    const { own, organizationId } = await eventually('the log has its whole history', async () => {
      const log = await sealedLog(gateway);
      const found = await desk.item(id);
      const sealed = log.filter(({ itemId }) => itemId === id);
      return sealed.length === found.history.length && { own: sealed, ...found };
    });
    const { history } = await desk.item(id);
    expect(own.map(({ position, action }) => [position, action])).toEqual(
      history.slice(0, own.length).map(({ action }, position) => [position, action]),
    );
    expect(own[0]).toMatchObject({
      ...{ action: 'submitted', organizationId, who: { account: 'editor', organizationId: 'geodesy' } },
      ...{ from: '127.0.0.1', after: { state: 'collected', revision: 1, lane: 'routine' } },
    });
    expect(own[0]?.after?.fingerprint).toMatch(/^[0-9a-f]{64}$/);
    expect(own.find(({ action }) => action === 'checked')).toMatchObject({
      ...{ who: { account: 'system' }, from: expect.stringMatching(/^host /) },
      ...{ before: { state: 'collected' }, after: { state: 'in-review', stage: expect.any(String) } },
    });
    expect(own.find(({ action }) => action === 'approved')).toMatchObject({
      who: { account: 'secrecy', organizationId: 'bureau' },
      before: { state: 'in-review', stage: expect.any(String) },
      after: { state: 'approved', publication: 'publish@1' },
    });
    expect(own.find(({ action }) => action === 'delivery-applied')).toMatchObject({
      after: { delivery: expect.stringMatching(/^publish@1 /) },
    });
    expect(own.some(({ after }) => after?.state === 'delivered')).toBe(true);
  });

  test('numbers have no gaps and every entry holds the hash of the one before', async () => {
    const log = await sealedLog(gateway);
    expect(log.map(({ number }) => number)).toEqual(log.map((_entry, index) => index + 1));
    for (const [index, entry] of log.entries()) {
      expect(hashOf(entry)).toBe(entry.hash);
      expect(entry.previousHash).toBe(log[index - 1]?.hash ?? '0'.repeat(64));
    }
  });
});

describe('sealers', () => {
  let gateway: Gateway;
  let desk: Desk;
  beforeAll(async () => {
    // Nobody seals but the test.
    gateway = await startGateway({ portals: false, lanes: [] });
    desk = openDesk(gateway);
  });
  afterAll(() => gateway.stop());

  const submitMany = (many: number) => Promise.all(Array.from({ length: many }, () => desk.submit()));

  async function expectWhole(): Promise<void> {
    const log = await readLog(gateway);
    expect(log.map(({ number }) => number)).toEqual(log.map((_entry, index) => index + 1));
    for (const [index, entry] of log.entries())
      expect(entry.previousHash).toBe(log[index - 1]?.hash ?? '0'.repeat(64));
    const places = log.map(({ itemId, position }) => `${itemId ?? ''} ${position ?? ''}`);
    expect(new Set(places).size).toBe(places.length);
  }

  test('at once in many processes never fork the chain and seal nothing twice', async () => {
    const dbName = gateway.config.MONGO_DATABASE;
    const connections = await Promise.all(
      Array.from({ length: 4 }, () =>
        mongoose.createConnection(gateway.services.mongoUrl, { dbName }).asPromise(),
      ),
    );
    const ids = await submitMany(60);
    const sealers = connections.map((connection) =>
      createSealHistory({
        items: createItemStore(connection),
        auditLog: createAuditLogStore(connection),
        actions: createActionStore(connection),
        now: () => new Date(),
      }),
    );
    const steps = await Promise.all(sealers.map((sealer) => sealer.step()));
    expect(steps.reduce((sum, { sealed }) => sum + sealed, 0)).toBe(ids.length);
    expect(await gateway.app.sealHistory.dueSince()).toBeUndefined();
    await expectWhole();
    await Promise.all(connections.map((connection) => connection.close()));
  });

  test('one that died in the middle of its batch, or before it took the marks off, leaves the rest to the next', async () => {
    const { items, actions, auditLog } = gateway.app.stores;
    await submitMany(5);
    const half = createSealHistory({
      ...{ items, actions },
      auditLog: {
        ...auditLog,
        append: async (entries) => {
          await auditLog.append(entries.slice(0, 2));
          throw new Error('killed');
        },
      },
      now: () => new Date(),
    });
    await expect(half.step()).rejects.toThrow('killed');
    const whole = createSealHistory({
      items: { ...items, markSealed: () => Promise.reject(new Error('killed')) },
      ...{ actions, auditLog },
      now: () => new Date(),
    });
    await expect(whole.step()).rejects.toThrow('killed');
    expect(await gateway.app.sealHistory.dueSince()).toEqual(expect.any(String));
    expect(await gateway.app.sealHistory.step()).toMatchObject({ sealed: 0, more: false });
    expect(await gateway.app.sealHistory.dueSince()).toBeUndefined();
    await expectWhole();
  });

  test('what is written while it is being sealed stays due, and comes once', async () => {
    const { items, actions, auditLog } = gateway.app.stores;
    const [id = ''] = await submitMany(1);
    const slow = createSealHistory({
      ...{ items, actions },
      auditLog: {
        ...auditLog,
        append: async (entries) => {
          const answer = await gateway.call('editor', 'POST', `/api/v1/items/${id}/withdrawals`, {
            reason: '撤回',
          });
          expect(answer.status).toBe(200);
          return auditLog.append(entries);
        },
      },
      now: () => new Date(),
    });
    expect(await slow.step()).toMatchObject({ sealed: 1 });
    expect(await gateway.app.sealHistory.step()).toMatchObject({ sealed: 1 });
    expect((await readLog(gateway)).slice(-2).map(({ itemId, action }) => [itemId, action])).toEqual([
      [id, 'submitted'],
      [id, 'withdrawn'],
    ]);
    await expectWhole();
  });

  test('a clock that was set back does not set the log back', async () => {
    const past = createSealHistory({ ...gateway.app.stores, now: () => new Date('2020-01-01T00:00:00Z') });
    await submitMany(1);
    const before = (await readLog(gateway)).at(-1);
    await past.step();
    expect((await readLog(gateway)).at(-1)?.sealedAt).toBe(before?.sealedAt);
  });
});
