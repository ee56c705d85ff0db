import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseRetryAfter } from '../../../adapters/retry-after.js';

const now = new Date('2026-11-23T01:05:00Z');

test.each([
  ['absent', undefined, undefined],
  ['empty', '', undefined],
  ['seconds', '120', 120],
  ['seconds with spaces', ' 120 ', 120],
  ['zero', '0', 0],
  ['HTTP date', 'Mon, 23 Nov 2026 01:06:30 GMT', 90],
  ['RFC 850 date', 'Monday, 23-Nov-26 01:06:30 GMT', 90],
  ['a date that has passed', 'Mon, 23 Nov 2026 01:00:00 GMT', 0],
  ['years ahead, cut to a week', 'Mon, 23 Nov 2099 01:00:00 GMT', 604800],
  ['absurd seconds, cut to a week', '99999999999999999999', 604800],
  ['negative', '-5', undefined],
  ['fraction', '1.5', undefined],
  ['words', '5 minutes', undefined],
  ['date in another form', '2026-11-23', undefined],
])('%s', (_name, header, expected) => {
  expect(parseRetryAfter(header, now)).toBe(expected);
});

test('whatever is sent, the wait is absent or between 0 and a week', () => {
  fc.assert(
    fc.property(fc.string(), (header) => {
      const seconds = parseRetryAfter(header, now);
      expect(seconds === undefined || (seconds >= 0 && seconds <= 604800)).toBe(true);
    }),
  );
});
