import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { SOURCE_ALARM_CODES, type SourceAlarm } from '../../../schemas/source-health.js';
import { decideAlarms, decideHealth, type WatchedSource } from '../../../src/domain/source-alarms.js';
import {
  nextPulse,
  NO_PULSE,
  type Arrival,
  type CollectionRun,
  type SourcePulse,
} from '../../../src/domain/source-pulse.js';
import { DAY, everySo, HOUR, NOW, pulse, run, secondsAt } from './sample-pulse.js';

const source: WatchedSource = {
  lane: 'routine',
  kind: 'news',
  createdAt: '2026-01-01T00:00:00.000+08:00',
  consecutiveFailures: 0,
};
const now = secondsAt(NOW);
const lively = everySo(DAY, 30);

function codes(
  watched: Partial<WatchedSource>,
  pulses: Partial<SourcePulse>,
  runs: Partial<CollectionRun> = {},
) {
  const alarms = decideAlarms({ ...source, ...watched }, pulse({ arrivals: lively, ...pulses }), run(runs));
  return alarms.map(({ code }) => code);
}

const failed = (code = 'fetch-connect', fields = {}): Partial<CollectionRun> => ({
  failed: true,
  failure: { code, ...fields },
});

describe('an alarm is raised for a source', () => {
  test.each<[string, string, Partial<WatchedSource>, Partial<SourcePulse>, Partial<CollectionRun>]>([
    [
      'failing five times in a row',
      'failing',
      { consecutiveFailures: 5 },
      { failingSince: now - HOUR },
      failed(),
    ],
    ['failing for a day', 'failing', { consecutiveFailures: 2 }, { failingSince: now - DAY }, failed()],
    ['of news silent for 15 days', 'silent', {}, { arrivals: everySo(DAY, 30, 15 * DAY) }, {}],
    [
      'of notices silent for 200 days',
      'silent',
      { kind: 'notice' },
      { arrivals: everySo(DAY, 9, 200 * DAY) },
      {},
    ],
    ['silent beyond three of its own gaps', 'silent', {}, { arrivals: everySo(10 * DAY, 30, 31 * DAY) }, {}],
    ['that never brought anything', 'silent', {}, { arrivals: [] }, {}],
    [
      'whose new entries have no bodies any more',
      'extraction-drift',
      {},
      { arrivals: [...everySo(HOUR, 30, 30 * HOUR), ...everySo(HOUR, 10, HOUR, 1)] },
      {},
    ],
    [
      'whose new entries all carry one date for days',
      'extraction-drift',
      {},
      { arrivals: Array.from({ length: 8 }, (_, i): Arrival => [now - (8 - i) * DAY, now - 9 * DAY, 0]) },
      {},
    ],
    [
      'whose list is empty where it had entries',
      'extraction-drift',
      {},
      { hasListed: true, emptyListings: 2 },
      {},
    ],
    ['whose listed articles cannot be read', 'extraction-drift', {}, { unreadable: 2 }, {}],
    [
      'that blocks us',
      'blocked-by-site',
      { consecutiveFailures: 1 },
      { blocked: 1 },
      failed('fetch-blocked-by-site'),
    ],
    [
      'whose address is gone',
      'address-gone',
      { consecutiveFailures: 1 },
      { gone: 1 },
      failed('fetch-http-status'),
    ],
    [
      'whose certificate ends in 20 days',
      'certificate-expiring',
      {},
      { certificateEndsAt: now + 20 * DAY },
      {},
    ],
    ['whose certificate has ended', 'certificate-expiring', {}, { certificateEndsAt: now - DAY }, {}],
    [
      'whose certificate is refused as ended',
      'certificate-expiring',
      { consecutiveFailures: 1 },
      {},
      failed('fetch-tls', { transport: 'CERT_HAS_EXPIRED' }),
    ],
    ['kept out by robots.txt', 'robots-disallowed', {}, { robotsRefusals: 3 }, {}],
  ])('%s', (_name, code, watched, pulses, runs) => {
    expect(codes(watched, pulses, runs)).toEqual([code]);
  });
});

describe('no alarm is raised for a source', () => {
  test.each<[string, Partial<WatchedSource>, Partial<SourcePulse>, Partial<CollectionRun>]>([
    ['that is well', {}, {}, {}],
    [
      'that failed four times within a day',
      { consecutiveFailures: 4 },
      { failingSince: now - HOUR },
      failed(),
    ],
    [
      'that failed once, long after its last success',
      { consecutiveFailures: 1 },
      { failingSince: now - 3 * DAY },
      failed(),
    ],
    ['of news silent for 13 days', {}, { arrivals: everySo(DAY, 30, 13 * DAY) }, {}],
    ['of notices silent for 5 months', { kind: 'notice' }, { arrivals: everySo(DAY, 30, 150 * DAY) }, {}],
    ['that is an archive', { lane: 'backfill' }, { arrivals: everySo(DAY, 30, 300 * DAY) }, {}],
    ['silent within its own habit', {}, { arrivals: everySo(10 * DAY, 30, 25 * DAY) }, {}],
    [
      'that was registered a week ago and is empty',
      { createdAt: '2026-11-17T10:00:00.000+08:00' },
      { arrivals: [] },
      {},
    ],
    ['that never had bodies', {}, { arrivals: everySo(HOUR, 40, HOUR, 1) }, {}],
    [
      'with one bare title among ten',
      {},
      { arrivals: [...everySo(HOUR, 30, 30 * HOUR), ...everySo(HOUR, 1, HOUR, 1)] },
      {},
    ],
    [
      'whose entries of one date came at once',
      {},
      { arrivals: Array.from({ length: 20 }, (): Arrival => [now - HOUR, now - DAY, 0]) },
      {},
    ],
    ['whose list is empty once', {}, { hasListed: true, emptyListings: 1 }, {}],
    [
      'whose list was always empty',
      { createdAt: '2026-11-20T10:00:00.000+08:00' },
      { arrivals: [], emptyListings: 9 },
      {},
    ],
    ['whose certificate ends in 22 days', {}, { certificateEndsAt: now + 22 * DAY }, {}],
  ])('%s', (_name, watched, pulses, runs) => {
    expect(codes(watched, pulses, runs)).toEqual([]);
  });
});

describe('an alarm', () => {
  const before: SourceAlarm[] = [
    { code: 'failing', since: '2026-11-01T00:00:00.000+08:00', message: { zh: '旧', en: 'old' } },
    { code: 'mass-vanish', since: '2026-11-02T00:00:00.000+08:00', message: { zh: '旧', en: 'old' } },
  ];
  const stopped = {
    ...{ reason: 'mass-vanish' as const, at: '2026-11-02T00:00:00.000+08:00' },
    ...{ vanished: 30, live: 40, examples: [] },
  };

  test('keeps the time it began at, and ends when it no longer holds', () => {
    const still = decideAlarms(
      { ...source, consecutiveFailures: 9, alarms: before, stopped },
      pulse({ failingSince: now - 23 * DAY }),
      run(failed()),
    );
    expect(still.map(({ code, since }) => [code, since])).toEqual([
      ['failing', before[0]?.since],
      ['mass-vanish', before[1]?.since],
    ]);
    expect(still[0]?.message.en).toContain('9 collections');
    expect(still[1]?.message.en).toContain('30 of 40 articles');
    expect(decideAlarms({ ...source, alarms: before }, pulse({ arrivals: lively }), run())).toEqual([]);
  });

  test.each([
    ['address', 'ids-reused', ['identity-degraded']],
    ['content', 'addresses-renewed', ['identity-degraded']],
    ['address', 'set-by-person', []],
  ] as const)('tells that entries are told apart by %s, because of %s: %j', (criterion, reason, found) => {
    const evidence = { recognized: 9, conflicting: 9, examples: [] };
    expect(codes({ identity: { criterion, reason, since: '', evidence } }, {})).toEqual(found);
  });

  test('has a text in Chinese and one in English', () => {
    const all = decideAlarms(
      { ...source, consecutiveFailures: 9 },
      pulse({ unreadable: 3, robotsRefusals: 1, certificateEndsAt: now, failingSince: now }),
      run(failed()),
    );
    expect(all.length).toBeGreaterThanOrEqual(4);
    for (const { message } of all) {
      expect(message.zh).toMatch(/\p{Script=Han}/u);
      expect(message.en).toMatch(/^[\x20-\x7e]+$/);
    }
  });

  test('decides the health: for people, to be watched, or none', () => {
    const [failing] = before;
    expect(decideHealth([], false)).toBe('well');
    expect(decideHealth([], true)).toBe('watch');
    expect(decideHealth(failing ? [failing] : [], true)).toBe('watch');
    expect(decideHealth(before, false)).toBe('ill');
  });
});

describe('the statistics of a source', () => {
  const blocked = run({ failed: true, failure: { code: 'fetch-blocked-by-site' } });
  const after = (...runs: CollectionRun[]) => runs.reduce(nextPulse, NO_PULSE);

  test('count what goes on in a row and start anew when it ends', () => {
    expect(after(blocked, blocked)).toMatchObject({ blocked: 2, failingSince: now });
    const well = after(blocked, blocked, run());
    expect(well).toMatchObject({ blocked: 0, quiet: 1, hasListed: true, emptyListings: 0 });
    expect(well).not.toHaveProperty('failingSince');
    expect(after(run(), run({ listed: 0 }), run({ listed: 0 }))).toMatchObject({
      emptyListings: 2,
      quiet: 3,
    });
    expect(
      after(run({ failed: true, failure: { code: 'fetch-http-status', httpStatus: 410 } })),
    ).toMatchObject({
      gone: 1,
    });
  });

  test('say of an unchanged listing nothing about what it would have named', () => {
    const empty = run({ listed: 0 });
    const unchanged = run({ listingsRead: 0, listed: 0, entries: 0 });
    expect(after(run(), unchanged, unchanged)).toMatchObject({ emptyListings: 0, hasListed: true });
    // What is unchanged since it was empty is empty still.
    expect(after(run(), empty, unchanged)).toMatchObject({ emptyListings: 2 });
    const pace = { seconds: 60 };
    expect(after(run({ pace }), unchanged)).toMatchObject({ pace });
    expect(after(run({ pace }), run())).not.toHaveProperty('pace');
  });

  test('tell articles that cannot be read from articles that may not be', () => {
    const lost = run({ entries: 0, problems: { 'parse-malformed': 5, 'fetch-http-status': 1 } });
    expect(after(lost, lost)).toMatchObject({ unreadable: 2, robotsRefusals: 0 });
    const refused = run({ entries: 0, problems: { 'fetch-robots-disallowed': 20 } });
    expect(after(lost, refused)).toMatchObject({ unreadable: 0, robotsRefusals: 20 });
    expect(after(refused, run())).toMatchObject({ robotsRefusals: 0 });
  });

  test('keep the newest entries, also when an archive is read after them', () => {
    const news = everySo(DAY, 50);
    const archive = everySo(DAY, 100, 500 * DAY);
    const { arrivals } = after(run({ arrivals: news }), run({ arrivals: archive }));
    expect(arrivals).toHaveLength(60);
    expect(arrivals.slice(-50)).toEqual(news);
  });

  test('stay small, whatever comes', () => {
    const anyRun = fc.record({
      failed: fc.boolean(),
      listed: fc.nat(10_000),
      count: fc.nat(200),
    });
    fc.assert(
      fc.property(fc.array(anyRun, { maxLength: 20 }), (runs) => {
        const last = after(
          ...runs.map(({ count, ...fields }) => run({ ...fields, arrivals: everySo(60, count) })),
        );
        expect(JSON.stringify(last).length).toBeLessThan(3000);
        for (const { code } of decideAlarms(source, last, run())) expect(SOURCE_ALARM_CODES).toContain(code);
      }),
    );
  });
});
