import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { DEFAULT_CALENDAR } from '../../../src/domain/calendar/default-calendar.js';
import { startGateway, eventually, type Gateway } from '../../support/gateway.js';
import { openReviewDesk } from '../../support/review-desk.js';

let gateway: Gateway;
let desk: ReturnType<typeof openReviewDesk>;
// The Wednesday before National Day.
const WEDNESDAY = new Date('2026-09-30T16:00:00+08:00').getTime();
const started = Date.now();
const now = () => new Date(WEDNESDAY + (Date.now() - started));

beforeAll(async () => {
  gateway = await startGateway({ portals: false, now });
  desk = openReviewDesk(gateway);
});
afterAll(() => gateway.stop());

const { lanes, hours, weekdays, zone, dueSoonShare, overdueShare } = DEFAULT_CALENDAR;
const content = { lanes, hours, weekdays, zone, dueSoonShare, overdueShare, holidays: [], makeUpDays: [] };
const put = (version: number, changes: object = {}, who = 'admin') =>
  gateway.call(who, 'PUT', '/api/v1/calendar', { version, comment: '放假安排', ...content, ...changes });
const read = async (query = '') => (await gateway.call('reviewer', 'GET', `/api/v1/calendar${query}`)).body;
const deadlineOf = async (id: string) => (await desk.item(id)).review?.deadlineAt.slice(0, 10);

test('a calendar takes effect without a restart; deadlines that were given stay', async () => {
  expect(await read()).toMatchObject({ version: 1, changedBy: 'system', weekdays: [1, 2, 3, 4, 5] });
  const before = await desk.waiting();
  expect(await deadlineOf(before)).toBe('2026-10-01');
  const holidays = [{ from: '2026-10-01', until: '2026-10-07', name: '国庆节' }];
  expect((await put(1, { holidays })).body).toMatchObject({ version: 2, changedBy: 'admin' });
  await eventually('the calendar is in force', async () => {
    const { clock } = await gateway.app.reviewSettings();
    return clock.after('routine', now(), 8 * 3600).getTime() > new Date('2026-10-08').getTime();
  });
  const after = await desk.waiting();
  expect(await deadlineOf(after)).toBe('2026-10-08');
  expect(await deadlineOf(before)).toBe('2026-10-01');
  expect(await deadlineOf(await desk.waiting({ lane: 'urgent' }))).toBe('2026-09-30');
  expect([await read('?version=1'), await read('?version=2')]).toMatchObject([
    { version: 1, holidays: [] },
    { version: 2, holidays, comment: '放假安排' },
  ]);
  expect((await read('?version=9')).code).toBe('not-found');
});

test('one that would never let anything be due is refused, and says where', async () => {
  const { version } = (await read()) as { version: number };
  const holidays = [2027, 2028].flatMap((year) =>
    Array.from({ length: 12 }, (_, month) => {
      const name = `${year}-${String(month + 1).padStart(2, '0')}`;
      return { from: `${name}-01`, until: `${name}-28`, name };
    }),
  );
  const makeUp = await put(version, { holidays, weekdays: [] });
  expect([makeUp.status, makeUp.body.errors?.[0]?.pointer]).toEqual([422, '/weekdays']);
  const long = await put(version, { holidays: [{ from: '2027-01-01', until: '2029-01-01', name: '长假' }] });
  expect([long.status, long.body.errors?.[0]?.pointer]).toEqual([422, '/holidays/0/until']);
  const leap = await put(version, { holidays: [{ from: '2027-02-29', name: '不存在' }] });
  expect([leap.status, leap.body.errors?.[0]?.pointer]).toEqual([422, '/holidays/0/from']);
  expect(await read()).toMatchObject({ version });
});

test('it is the administrator’s, and of two changes at once one wins', async () => {
  const { version } = (await read()) as { version: number };
  expect((await put(version, {}, 'liaison')).status).toBe(403);
  const both = await Promise.all([put(version), put(version)]);
  expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
  expect((await put(version)).body.code).toBe('stale-version');
});
