import { expect, test } from '@jest/globals';
import { freshForSeconds } from '../../../src/fetch/freshness.js';

const NOW = new Date('2026-11-23T01:00:00Z');
const date = 'Mon, 23 Nov 2026 00:00:00 GMT';

test.each<[string, Record<string, string>, number | undefined]>([
  ['max-age', { 'cache-control': 'public, max-age=600' }, 600],
  ['max-age in quotes and capitals', { 'cache-control': 'Max-Age="600"' }, 600],
  ['less what it has aged on the way', { 'cache-control': 'max-age=600', age: '100' }, 500],
  ['older than it may be', { 'cache-control': 'max-age=600', age: '900' }, 0],
  ['no-cache', { 'cache-control': 'no-cache, max-age=600' }, 0],
  ['no-store', { 'cache-control': 'no-store' }, 0],
  [
    'max-age comes before Expires',
    { 'cache-control': 'max-age=5', expires: 'Tue, 24 Nov 2026 00:00:00 GMT', date },
    5,
  ],
  ['Expires by the server’s own clock', { expires: 'Mon, 23 Nov 2026 00:10:00 GMT', date }, 600],
  ['Expires by ours where the server tells none', { expires: 'Mon, 23 Nov 2026 01:10:00 GMT' }, 600],
  ['Expires that has passed', { expires: 'Thu, 01 Jan 1970 00:00:00 GMT' }, 0],
  ['Expires that is no date', { expires: '0' }, undefined],
  ['another -1', { expires: '-1' }, undefined],
  ['s-maxage is for caches between', { 'cache-control': 's-maxage=600' }, undefined],
  ['a broken max-age', { 'cache-control': 'max-age=soon' }, undefined],
  ['nothing', {}, undefined],
])('%s', (_name, headers, expected) => {
  expect(freshForSeconds(headers, NOW)).toBe(expected);
});
