import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { LANES } from '../../../schemas/lane.js';
import { isOfficeTime, nextOfficeTime } from '../../../src/domain/office-hours.js';
import { decidePoll, type PolledSource } from '../../../src/domain/poll-interval.js';
import type { Arrival } from '../../../src/domain/source-pulse.js';
import { DAY, everySo, HOUR, NOW, pulse, run, secondsAt } from './sample-pulse.js';

const SETTINGS = { minSeconds: 300, maxSeconds: 6 * HOUR };
const routine: PolledSource = { lane: 'routine', consecutiveFailures: 0 };
const fixed = (consecutiveFailures = 0): PolledSource => ({
  ...routine,
  intervalSeconds: 600,
  consecutiveFailures,
});

function pauseOf(
  ...[source, pulses, runs, random]: [PolledSource, ReturnType<typeof pulse>, ReturnType<typeof run>, number?]
) {
  const decision = decidePoll(source, pulses, runs, SETTINGS, random ?? 0);
  return (decision.nextPollAt.getTime() - runs.at.getTime()) / 1000;
}

describe('a fixed interval', () => {
  test('is kept, whatever the source does', () => {
    const busy = pulse({ arrivals: everySo(60, 30), pace: { seconds: 9000, skipHours: [2] } });
    expect(pauseOf(fixed(), busy, run({ freshForSeconds: 3600 }))).toBe(600);
    expect(pauseOf(fixed(), busy, run(), 0.5)).toBeCloseTo(630);
  });

  test('doubles with each failure in a row, up to a day, and goes on', () => {
    const failed = run({ failed: true, failure: { code: 'fetch-connect' } });
    expect([0, 1, 2, 3].map((failures) => pauseOf(fixed(failures), pulse(), failed))).toEqual([
      1200, 2400, 4800, 9600,
    ]);
    expect(pauseOf(fixed(1000), pulse(), failed)).toBe(DAY);
    // A weekly source is not asked more often because it failed.
    expect(pauseOf({ ...fixed(), intervalSeconds: 7 * DAY }, pulse(), failed)).toBe(7 * DAY);
  });
});

describe('an interval that follows the source', () => {
  test.each<[string, Arrival[], number, number]>([
    ['nothing known yet: ten minutes', [], 600, 600],
    ['an entry an hour: several polls an hour', everySo(HOUR, 20), 300, HOUR / 2],
    ['an entry a minute: the minimum', everySo(60, 20), 300, 300],
    ['an entry a month: the maximum', everySo(30 * DAY, 20), 6 * HOUR, 6 * HOUR],
    ['twenty entries of long ago: the silence counts', everySo(HOUR, 20, 300 * DAY), 6 * HOUR, 6 * HOUR],
  ])('%s', (_name, arrivals, least, most) => {
    const seconds = pauseOf(routine, pulse({ arrivals }), run());
    expect(seconds).toBeGreaterThanOrEqual(least);
    expect(seconds).toBeLessThanOrEqual(most);
  });

  const daily = pulse({ arrivals: everySo(4 * HOUR, 20) });
  const usual = pauseOf(routine, daily, run());

  test('is shorter right after news and longer the longer there are none', () => {
    const arrivals: Arrival[] = [[secondsAt(NOW), secondsAt(NOW), 0]];
    expect(pauseOf(routine, daily, run({ arrivals }))).toBeLessThan(usual);
    expect(pauseOf(routine, { ...daily, quiet: 4 }, run())).toBeGreaterThan(usual);
  });

  test('is shorter in higher lanes and longer where a hub pushes', () => {
    expect(pauseOf({ ...routine, lane: 'flash' }, daily, run())).toBeLessThan(usual / 2);
    expect(pauseOf({ ...routine, lane: 'urgent' }, daily, run())).toBeLessThan(usual);
    expect(pauseOf({ ...routine, websub: { state: 'active' } }, daily, run())).toBeGreaterThan(usual);
    expect(pauseOf({ ...routine, websub: { state: 'pending' } }, daily, run())).toBe(usual);
  });

  test('is no shorter than the feed and its cache headers ask, which may not hold us off for ever', () => {
    const lively = pulse({ arrivals: everySo(60, 20) });
    expect(pauseOf(routine, lively, run({ freshForSeconds: 1800 }))).toBe(1800);
    expect(pauseOf(routine, lively, run({ freshForSeconds: 30 * DAY }))).toBe(HOUR);
    expect(pauseOf(routine, { ...lively, pace: { seconds: 7200 } }, run())).toBe(7200);
    expect(pauseOf(routine, { ...lively, pace: { seconds: 365 * DAY } }, run())).toBe(SETTINGS.maxSeconds);
    expect(pauseOf({ ...routine, lane: 'flash' }, lively, run({ freshForSeconds: 1800 }))).toBe(300);
  });

  test('leaves out the hours and days that the feed calls useless', () => {
    // 10:00 at +08:00 is 02:00 GMT on a Tuesday.
    expect(pauseOf(routine, pulse({ pace: { skipHours: [2, 3, 4] } }), run())).toBe(3 * HOUR);
    expect(pauseOf(routine, pulse({ pace: { skipDays: [2] } }), run())).toBe(22 * HOUR);
    const always = Array.from({ length: 24 }, (_, hour) => hour);
    expect(pauseOf(routine, pulse({ pace: { skipHours: always } }), run())).toBe(600);
  });

  describe('of a source that publishes in office hours only', () => {
    // Every half hour of working days, the last one at seven in the evening of the Tuesday.
    const last = secondsAt(new Date('2026-11-24T19:00:00+08:00'));
    const times = Array.from({ length: 200 }, (_, back) => last - back * 1800);
    const office = times.filter((at) => isOfficeTime(new Date(at * 1000))).slice(0, 40);
    const arrivals = office.reverse().map((at): Arrival => [at, at, 0]);
    const at = (time: string) => run({ at: new Date(`2026-11-${time}+08:00`) });
    const limits = { ...routine, minIntervalSeconds: 900, maxIntervalSeconds: 12 * HOUR };
    const bySeconds = (time: string, lane = routine.lane) =>
      pauseOf({ ...limits, lane }, pulse({ arrivals }), at(time));

    test('is stretched at night', () => {
      expect(bySeconds('24T19:30:00')).toBe(900);
      expect(bySeconds('24T20:30:00')).toBe(2700);
    });

    test('but not past the next opening', () => {
      expect(bySeconds('25T06:40:00')).toBeGreaterThanOrEqual(1200);
      const opening = Date.parse('2026-11-25T07:00:00+08:00');
      const late = decidePoll(limits, pulse({ arrivals }), at('25T03:00:00'), SETTINGS, 0).nextPollAt;
      expect(late.getTime()).toBeLessThanOrEqual(opening);
    });

    test('and never for flash', () => {
      expect(bySeconds('24T20:30:00', 'flash')).toBe(900);
    });

    test('nor where it also publishes at night', () => {
      const nightly = arrivals.map(([came, published], index): Arrival =>
        index % 3 === 0 ? [came, published - 12 * HOUR, 0] : [came, published, 0],
      );
      expect(pauseOf(limits, pulse({ arrivals: nightly }), at('24T20:30:00'))).toBe(900);
    });
  });

  test('keeps within the limits of the source, which come before those of the settings', () => {
    const limits = { ...routine, minIntervalSeconds: 60, maxIntervalSeconds: 120 };
    expect(pauseOf(limits, pulse({ arrivals: everySo(DAY, 20) }), run())).toBe(120);
    expect(pauseOf(limits, pulse({ arrivals: everySo(1, 20) }), run())).toBe(60);
    expect(pauseOf({ ...routine, maxIntervalSeconds: 30 }, pulse(), run())).toBe(30);
    expect(pauseOf({ ...routine, minIntervalSeconds: DAY }, pulse(), run())).toBe(DAY);
  });

  test('always lies within its limits when nothing failed', () => {
    const anyArrival = fc.tuple(fc.integer({ min: 1, max: 2e9 }), fc.nat(2e9), fc.constantFrom<0 | 1>(0, 1));
    fc.assert(
      fc.property(
        fc.array(anyArrival, { maxLength: 60 }),
        fc.constantFrom(...LANES),
        fc.nat(20),
        fc.integer({ min: 0, max: 10 * DAY }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (arrivals, lane, quiet, freshForSeconds, random) => {
          const at = new Date(1.9e12);
          const decision = decidePoll(
            { ...routine, lane },
            pulse({ arrivals, quiet }),
            run({ at, freshForSeconds }),
            SETTINGS,
            random,
          );
          expect(decision.intervalSeconds).toBeGreaterThanOrEqual(SETTINGS.minSeconds);
          expect(decision.intervalSeconds).toBeLessThanOrEqual(SETTINGS.maxSeconds);
          const pause = (decision.nextPollAt.getTime() - at.getTime()) / 1000;
          expect(pause).toBeLessThanOrEqual(SETTINGS.maxSeconds * 1.1 + 1);
        },
      ),
    );
  });
});

describe('after a failure', () => {
  const failed = (code: string, fields = {}) => run({ failed: true, failure: { code }, ...fields });

  test('what the site asked for is never undercut', () => {
    const asked = failed('fetch-http-status', { retryAfterSeconds: 3 * DAY });
    expect(decidePoll(fixed(), pulse(), asked, SETTINGS, 0)).toMatchObject({ reason: 'retry-after' });
    expect(pauseOf(fixed(), pulse(), asked)).toBe(3 * DAY);
    const less = failed('fetch-http-status', { retryAfterSeconds: 60 });
    expect(decidePoll(fixed(), pulse(), less, SETTINGS, 0)).toMatchObject({ reason: 'backoff' });
    expect(pauseOf(fixed(), pulse(), less)).toBe(1200);
  });

  test('a site that blocks us is left alone for hours from the first time on, and longer each time, up to a day', () => {
    const pauses = [1, 2, 3, 4, 50].map((blocked) =>
      pauseOf(fixed(blocked - 1), pulse({ blocked }), failed('fetch-blocked-by-site')),
    );
    expect(pauses).toEqual([4 * HOUR, 8 * HOUR, 16 * HOUR, DAY, DAY]);
    expect(
      decidePoll(fixed(), pulse({ blocked: 1 }), failed('fetch-blocked-by-site'), SETTINGS, 0).reason,
    ).toBe('blocked');
  });

  test('an address that is gone is asked once a day', () => {
    expect(pauseOf(fixed(), pulse({ gone: 1 }), failed('fetch-http-status'))).toBe(DAY);
  });

  test('the next poll always comes: later than now, within a week and a day', () => {
    fc.assert(
      fc.property(fc.nat(10_000), fc.nat(50), fc.nat(7 * DAY), (failures, blocked, retryAfterSeconds) => {
        const seconds = pauseOf(
          { ...routine, consecutiveFailures: failures },
          pulse({ blocked }),
          failed('fetch-timeout', { retryAfterSeconds }),
          0.9,
        );
        expect(seconds).toBeGreaterThan(0);
        expect(seconds).toBeLessThanOrEqual(8 * DAY);
      }),
    );
  });
});

describe('office hours at +08:00', () => {
  test.each([
    ['a weekday morning', '2026-11-24T07:00:00+08:00', true],
    ['before seven', '2026-11-24T06:59:59+08:00', false],
    ['after eight in the evening', '2026-11-24T20:00:00+08:00', false],
    ['Saturday', '2026-11-28T10:00:00+08:00', false],
    ['Sunday evening in UTC, Monday morning here', '2026-11-29T23:30:00Z', true],
  ])('%s', (_name, at, expected) => {
    expect(isOfficeTime(new Date(at))).toBe(expected);
  });

  test('the next opening is office time, at most three days ahead, and now where it is open', () => {
    const anyTime = fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(anyTime, (at) => {
        const next = nextOfficeTime(at);
        expect(isOfficeTime(next)).toBe(true);
        expect(next.getTime() - at.getTime()).toBeGreaterThanOrEqual(0);
        expect(next.getTime() - at.getTime()).toBeLessThan(3 * DAY * 1000);
        if (isOfficeTime(at)) expect(next).toEqual(at);
      }),
    );
  });
});
