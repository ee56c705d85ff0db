import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openDesk, type Desk } from '../../support/desk.js';
import { eventually, startGateway, type Gateway, type Portals } from '../../support/gateway.js';

let gateway: Gateway;
let desk: Desk;
let portals: Portals;

beforeAll(async () => {
  gateway = await startGateway({ environment: { PORTAL_TIMEOUT_MS: '1000' } });
  desk = openDesk(gateway);
  if (!gateway.portals) throw new Error('no portals');
  portals = gateway.portals;
});
afterAll(() => gateway.stop());

const effects = (name: 'bureau' | 'central', id: string) =>
  (portals[name].items().find((each) => each.itemId === id)?.effects ?? []).map(
    ({ revision, operation }) => `${operation} ${revision}`,
  );

/** Approved, and the bureau's delivery is under way: its portal has the request and does not answer. */
async function approvedAndUnderWay(): Promise<string> {
  const id = await desk.submit();
  await desk.approve(id);
  await desk.delivered(id, 'central', 'adopted');
  return id;
}

async function correctAndApprove(id: string, title = '更正后的标题'): Promise<void> {
  expect((await desk.correct(id, { title })).status).toBe(200);
  await desk.approve(id);
}

describe('what is decided last is what the portals show', () => {
  test('a correction decided while the original hangs leaves the newer revision alone', async () => {
    portals.bureau.control({ mode: 'hang' });
    const id = await approvedAndUnderWay();
    await correctAndApprove(id);
    // However long the reviewing took.
    portals.bureau.control({ mode: 'ok' });
    await desk.delivered(id, 'bureau', 'adopted');
    expect(effects('bureau', id)).toEqual(['correct 2']);
    expect(effects('central', id)).toEqual(['publish 1', 'correct 2']);
  });

  test('a correction decided while the original was committed unknown to us comes after it', async () => {
    portals.bureau.control({ mode: 'cut-after-commit', delayMs: 400, times: 1 });
    const id = await approvedAndUnderWay();
    await correctAndApprove(id);
    await desk.delivered(id, 'bureau', 'adopted');
    expect(effects('bureau', id)).toEqual(['publish 1', 'correct 2']);
  });

  test('a withdrawal beats the original that hangs and the correction behind it', async () => {
    portals.bureau.control({ mode: 'hang', times: 2 });
    const id = await approvedAndUnderWay();
    await correctAndApprove(id);
    expect((await desk.withdraw(id)).status).toBe(200);
    for (const name of ['bureau', 'central'] as const) {
      await desk.delivered(id, name, 'withdrawn');
      expect(effects(name, id).at(-1)).toBe('withdraw 2');
    }
    expect((await desk.item(id)).state).toBe('withdrawn');
  });

  test('a withdrawal takes down the published revision while its correction still waits for review', async () => {
    const id = await approvedAndUnderWay();
    await desk.delivered(id, 'bureau', 'adopted');
    expect((await desk.correct(id, { title: '又改了' })).status).toBe(200);
    await desk.inState(id, 'in-review');
    expect((await desk.withdraw(id)).status).toBe(200);
    await desk.delivered(id, 'bureau', 'withdrawn');
    expect(effects('bureau', id)).toEqual(['publish 1', 'withdraw 1']);
    expect((await desk.decide('reviewer', id, { decision: 'approve' })).body.code).toBe('wrong-state');
  });

  test('a withdrawn item that its unit sends anew is reviewed anew and published anew', async () => {
    const id = await desk.submit({ externalId: 'again', title: '先撤后发' });
    await desk.approve(id);
    await desk.delivered(id, 'bureau', 'adopted');
    await desk.withdraw(id);
    await desk.delivered(id, 'bureau', 'withdrawn');
    expect(await desk.submit({ externalId: 'again', title: '先撤后发（修订）' })).toBe(id);
    await desk.approve(id);
    await desk.delivered(id, 'bureau', 'adopted');
    expect(effects('bureau', id)).toEqual(['publish 1', 'withdraw 1', 'publish 2']);
  });

  test('withdrawing twice, and decisions sent twice, have one effect', async () => {
    const id = await approvedAndUnderWay();
    await desk.delivered(id, 'bureau', 'adopted');
    const answers = await Promise.all(Array.from({ length: 5 }, () => desk.withdraw(id)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    await desk.delivered(id, 'central', 'withdrawn');
    await desk.delivered(id, 'bureau', 'withdrawn');
    expect(effects('bureau', id)).toEqual(['publish 1', 'withdraw 1']);
    const withdrawals = (await desk.item(id)).history.filter(({ action }) => action === 'withdrawn');
    expect(withdrawals).toHaveLength(1);
  });
});

test('no portal ever shows an older revision after a newer one, whatever comes in between', async () => {
  const id = await desk.submit();
  await desk.approve(id);
  const modes = ['hang', 'cut-after-commit', 'fail'] as const;
  for (const [index, mode] of modes.entries()) {
    portals.bureau.control({ mode, times: 1 });
    portals.central.control({ mode: modes[(index + 1) % 3] ?? 'ok', times: 1 });
    await correctAndApprove(id, `第 ${index + 2} 稿`);
  }
  for (const name of ['bureau', 'central'] as const) {
    await desk.delivered(id, name, 'adopted');
    const revisions = effects(name, id).map((effect) => Number(effect.split(' ')[1]));
    expect(revisions).toEqual([...new Set(revisions)].sort((a, b) => a - b));
    expect(revisions.at(-1)).toBe(4);
  }
  await eventually('the item is delivered', async () => (await desk.item(id)).state === 'delivered');
});
