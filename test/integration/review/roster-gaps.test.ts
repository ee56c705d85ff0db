import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Alert } from '../../../schemas/alert.js';
import { addSeconds, toInstant } from '../../../schemas/instant.js';
import { startGateway, type Gateway } from '../../support/gateway.js';
import { adjustableClock } from '../../support/review-desk.js';

let gateway: Gateway;
const clock = adjustableClock();
const DAY = 86_400;

// Nobody watches but the test itself, so that it knows when it was looked.
beforeAll(async () => {
  gateway = await startGateway({ portals: false, lanes: [], now: clock.now });
});
afterAll(() => gateway.stop());

/** Looks for alerts, and answers those about the roster as an administrator sees them. */
async function gapAlerts(open: boolean): Promise<Alert[]> {
  await gateway.app.watchAlerts();
  const { body } = await gateway.call('admin', 'GET', `/api/v1/alerts?kind=roster-gap&open=${open}`);
  return (body.items ?? []) as unknown as Alert[];
}

/** Shifts that begin and end so many days from now. */
async function enter(version: number, ...shifts: [from: number, until: number][]): Promise<void> {
  const at = (days: number) => toInstant(addSeconds(clock.now(), days * DAY));
  const { status, body } = await gateway.call('admin', 'PUT', '/api/v1/duty-roster', {
    ...{ version, comment: '排班' },
    shifts: shifts.map(([from, until]) => ({ from: at(from), until: at(until), officers: ['duty'] })),
  });
  expect([status, body.code]).toEqual([200, undefined]);
}

describe('a time without anybody on duty', () => {
  test('is nothing to tell while no roster was ever entered', async () => {
    expect(await gapAlerts(true)).toEqual([]);
  });

  test('is told when it is within seven days, until the roster is filled', async () => {
    await enter(0, [-1, 2], [3, 20]);
    const [alert, ...others] = await gapAlerts(true);
    expect(others).toEqual([]);
    const gap = [2, 3].map((days) => toInstant(addSeconds(clock.now(), days * DAY)).slice(0, 10));
    expect(alert).toMatchObject({ kind: 'roster-gap', count: 1, open: true });
    expect(alert?.sample).toEqual([expect.stringMatching(new RegExp(`^${gap[0]} .* – ${gap[1]} `))]);
    expect(alert?.text.zh).toContain('今后 7 天有 1 段时间无人值班');
    await enter(1, [-1, 20]);
    expect(await gapAlerts(true)).toEqual([]);
    expect(await gapAlerts(false)).toHaveLength(1);
  });

  test('is told as it comes near', async () => {
    expect(await gapAlerts(true)).toEqual([]);
    clock.pass(14 * DAY);
    expect(await gapAlerts(true)).toHaveLength(1);
  });
});
