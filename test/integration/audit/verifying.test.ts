import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { AuditEntry } from '../../../schemas/audit.js';
import { hashOf } from '../../../src/audit/audit-chain.js';
import { openBackDoor, readLog, sealedLog, verifyLogOf } from '../../support/audit-desk.js';
import { openDesk } from '../../support/desk.js';
import { startGateway, type Gateway } from '../../support/gateway.js';

type BackDoor = Awaited<ReturnType<typeof openBackDoor>>;

let gateway: Gateway;
let door: BackDoor;
let log: AuditEntry[];
beforeAll(async () => {
  gateway = await startGateway({ portals: false, lanes: ['routine'] });
  const desk = openDesk(gateway);
  const ids = await Promise.all([desk.submit(), desk.submit(), desk.submit()]);
  for (const id of ids) await desk.approve(id);
  log = await sealedLog(gateway);
  door = await openBackDoor(gateway);
});
afterAll(async () => {
  await door.close();
  await gateway.stop();
});

const verify = (request = {}) => verifyLogOf(gateway)(request);
const at = (number: number): AuditEntry => {
  const entry = log[number - 1];
  if (!entry) throw new Error(`no entry ${number}`);
  return entry;
};
const toRecord = ({ number, ...rest }: AuditEntry) => ({ _id: number, ...rest });

/** Does something behind the gateway's back, looks what the proof says, and puts everything back as it was. */
async function tampered(hand: () => Promise<unknown>, request = {}) {
  const [entries, items] = await Promise.all([door.log.find().toArray(), door.items.find().toArray()]);
  await hand();
  const found = await verify(request);
  await Promise.all([door.log.deleteMany({}), door.items.deleteMany({})]);
  await Promise.all([door.log.insertMany(entries), door.items.insertMany(items)]);
  return found;
}

async function replace(entry: AuditEntry): Promise<void> {
  await door.log.replaceOne({ _id: entry.number }, { ...toRecord(entry) });
}

/** Writes the log anew from an entry on, as somebody who knows how it is hashed would. */
async function rewriteFrom(number: number, change: Partial<AuditEntry>): Promise<void> {
  let previousHash = number === 1 ? '0'.repeat(64) : at(number - 1).hash;
  for (const entry of log.slice(number - 1)) {
    const anew = { ...entry, ...(entry.number === number && change), previousHash };
    previousHash = hashOf(anew);
    await replace({ ...anew, hash: previousHash });
  }
}

describe('a log nobody has touched', () => {
  test('is proved, with its head', async () => {
    const head = { number: log.length, hash: at(log.length).hash };
    expect(log.length).toBeGreaterThan(15);
    expect(await verify()).toEqual({ ok: true, entries: log.length, waiting: 0, head });
    expect(await verify({ heads: [head, { number: 3, hash: at(3).hash }] })).toMatchObject({ ok: true });
  });

  test('is proved in parts', async () => {
    expect(await verify({ from: 4, to: 9 })).toMatchObject({
      ...{ ok: true, entries: 6, head: { number: 9, hash: at(9).hash } },
    });
  });
});

describe('found and named is', () => {
  test('an entry that was changed', async () => {
    const found = await tampered(() => replace({ ...at(5), comment: '另一说法' }));
    expect(found).toMatchObject({ ok: false, entries: 4, break: { number: 5, kind: 'hash' } });
    expect(found.break?.itemId).toBe(at(5).itemId);
  });

  test('an entry that was changed and hashed again', async () => {
    const anew = { ...at(5), comment: '另一说法' };
    const found = await tampered(() => replace({ ...anew, hash: hashOf(anew) }));
    // It holds by itself: what it says is not what the item tells.
    expect(found).toMatchObject({ ok: false, break: { number: 5, kind: 'history-changed' } });
    expect(found.break?.en).toContain('comment');
  });

  test('an entry that was removed', async () => {
    expect(await tampered(() => door.log.deleteOne({ _id: 6 }))).toMatchObject({
      ...{ ok: false, entries: 5, break: { number: 6, kind: 'numbering' } },
    });
  });

  test('the first entry that was removed', async () => {
    expect(await tampered(() => door.log.deleteOne({ _id: 1 }))).toMatchObject({
      ...{ ok: false, entries: 0, break: { number: 1, kind: 'numbering' } },
    });
  });

  test('an entry that was put between others', async () => {
    const hand = async () => {
      for (const entry of log.slice(7).reverse()) {
        await door.log.deleteOne({ _id: entry.number });
        await door.log.insertOne({ ...toRecord(entry), _id: entry.number + 1 });
      }
      const { itemId: _item, position: _position, ...rest } = at(8);
      await door.log.insertOne({ ...toRecord(rest), _id: 8 });
    };
    expect(await tampered(hand)).toMatchObject({ ok: false, break: { number: 8, kind: 'hash' } });
  });

  test('two entries that changed places', async () => {
    const hand = async () => {
      await door.log.deleteMany({ _id: { $in: [9, 10] } });
      await door.log.insertMany([
        { ...toRecord(at(9)), _id: 10 },
        { ...toRecord(at(10)), _id: 9 },
      ]);
    };
    expect(await tampered(hand)).toMatchObject({ ok: false, break: { number: 9, kind: 'link' } });
  });

  test('the end that was cut off, where a head was noted', async () => {
    const heads = [{ number: log.length, hash: at(log.length).hash }];
    const hand = async () => {
      await door.log.deleteMany({ _id: { $gt: log.length - 3 } });
      // The sealed items would be sealed again: the hand takes that mark off as well.
      await door.items.updateMany({}, { $unset: { sealDueAt: '' } });
    };
    expect(await tampered(hand, { heads })).toMatchObject({
      ...{ ok: false, break: { number: log.length - 2, kind: 'head' } },
    });
    // Without one, the items themselves tell more than the log does.
    expect(await tampered(hand)).toMatchObject({ ok: false, break: { kind: 'history-added' } });
  });

  test('a log that was written anew together with the history, where a head was noted', async () => {
    const heads = [{ number: 6, hash: at(6).hash }];
    const { itemId = '', position = 0 } = at(5);
    const hand = async () => {
      await rewriteFrom(5, { comment: '另一说法' });
      await door.items.updateOne({ _id: itemId }, { $set: { [`history.${position}.comment`]: '另一说法' } });
    };
    expect(await tampered(hand)).toMatchObject({ ok: true });
    expect(await tampered(hand, { heads })).toMatchObject({ ok: false, break: { number: 6, kind: 'head' } });
  });

  test('a history that was changed', async () => {
    const { itemId = '', position = 0 } = at(7);
    const hand = () =>
      door.items.updateOne({ _id: itemId }, { $set: { [`history.${position}.by`]: 'somebody' } });
    const found = await tampered(hand);
    expect(found).toMatchObject({ ok: false, break: { number: 7, itemId, kind: 'history-changed' } });
    expect(found.break?.zh).toContain('"account":"somebody"');
  });

  test('a history whose end was removed', async () => {
    const { itemId = '' } = at(7);
    const item = await door.items.findOne({ _id: itemId });
    const history = (item?.history as unknown[]).slice(0, -1);
    const found = await tampered(() => door.items.updateOne({ _id: itemId }, { $set: { history } }));
    expect(found).toMatchObject({ ok: false, break: { itemId, kind: 'history-removed' } });
  });

  test('a history to which something was added that nobody sealed', async () => {
    const { itemId = '' } = at(7);
    const item = await door.items.findOne({ _id: itemId });
    const [first] = item?.history as object[];
    const history = [...(item?.history as object[]), { ...first, action: 'overridden' }];
    const found = await tampered(() => door.items.updateOne({ _id: itemId }, { $set: { history } }));
    expect(found).toMatchObject({ ok: false, break: { itemId, kind: 'history-added' } });
    expect(found.break?.en).toContain('overridden');
  });

  test('an item that was removed', async () => {
    const { itemId = '' } = at(7);
    const found = await tampered(() => door.items.deleteOne({ _id: itemId }));
    expect(found).toMatchObject({ ok: false, break: { itemId, kind: 'item-removed' } });
  });

  test('a beginning that was taken off by another hand than the gateway’s', async () => {
    const hand = async () => {
      await door.log.deleteMany({ _id: { $lte: 4 } });
      const { number, hash, sealedAt } = at(4);
      await door.anchors.insertOne({ _id: 'anchor', number, hash, sealedAt });
    };
    const found = await tampered(hand);
    await door.anchors.deleteMany({});
    expect(found).toMatchObject({ ok: false, break: { number: 4, kind: 'anchor' } });
  });
});

test('everything was put back', async () => {
  expect(await readLog(gateway)).toEqual(log);
  expect(await verify()).toMatchObject({ ok: true });
});
