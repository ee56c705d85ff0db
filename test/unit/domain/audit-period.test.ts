import { describe, expect, test } from '@jest/globals';
import { readPeriod } from '../../../src/domain/audit-period.js';

describe('a period', () => {
  test('of days is of Beijing time, the last day whole', () => {
    expect(readPeriod({ from: '2026-11-01', to: '2026-11-30' })).toEqual({
      from: '2026-11-01T00:00:00.000+08:00',
      before: '2026-12-01T00:00:00.000+08:00',
    });
  });

  test('of instants is to the instant, whatever their offset', () => {
    expect(readPeriod({ from: '2026-11-01T00:00:00Z', to: '2026-11-01T09:00:00+08:00' })).toEqual({
      from: '2026-11-01T08:00:00.000+08:00',
      before: '2026-11-01T09:00:00.000+08:00',
    });
  });

  test('may be open', () => {
    expect(readPeriod({})).toEqual({});
  });

  test.each(['2026-02-31', '2025-02-29', '2026-13-01', '2026-11-01T25:00:00Z'])('refuses %s', (from) => {
    expect(() => readPeriod({ from })).toThrow(expect.objectContaining({ code: 'invalid-request' }));
  });
});
