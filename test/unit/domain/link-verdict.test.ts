import { describe, expect, test } from '@jest/globals';
import { hasLinks, linksIn, MOST_LINKS } from '../../../src/domain/body-links.js';
import {
  believedSeconds,
  isBadLink,
  verdictOfError,
  verdictOfStatus,
} from '../../../src/domain/link-verdict.js';

test.each([
  [200, 'works'],
  [206, 'works'],
  [304, 'works'],
  [401, 'unknown'],
  [403, 'unknown'],
  [404, 'dead'],
  [410, 'dead'],
  [412, 'unknown'],
  [416, 'works'],
  [429, 'unknown'],
  [500, 'unreachable'],
  [503, 'unreachable'],
] as const)('an address that answers %i is %s', (status, verdict) => {
  expect(verdictOfStatus(status)).toBe(verdict);
});

test.each([
  ['fetch-forbidden-address', 'internal'],
  ['fetch-dns', 'unreachable'],
  ['fetch-tls', 'unreachable'],
  ['fetch-too-large', 'works'],
  ['fetch-invalid-url', 'unknown'],
] as const)('an address that ends in %s is %s', (code, verdict) => {
  expect(verdictOfError(code)).toBe(verdict);
});

test.each([
  ['dead', 1, true],
  ['internal', 1, true],
  ['unreachable', 1, false],
  ['unreachable', 2, true],
  ['unknown', 0, false],
  ['works', 0, false],
] as const)('%s after %i failures is told of: %s', (verdict, failures, told) => {
  expect(isBadLink({ verdict, failures })).toBe(told);
});

test('what works is believed for days, what failed is asked sooner, and at once again after its first failure', () => {
  expect(believedSeconds({ verdict: 'works', failures: 0 }, 7)).toBe(7 * 86_400);
  expect(believedSeconds({ verdict: 'dead', failures: 1 }, 7)).toBe(86_400);
  expect(believedSeconds({ verdict: 'unreachable', failures: 1 }, 7)).toBe(600);
  expect(believedSeconds({ verdict: 'unreachable', failures: 2 }, 7)).toBe(86_400);
});

describe('links of a body', () => {
  test('are web addresses, each once, without what stands behind #', () => {
    const html =
      '<p><a href="https://a.test/?x=1&amp;y=2#b" title="t">甲</a><a href="https://a.test/?x=1&amp;y=2">乙</a>' +
      '<a href="mailto:a@b.test">丙</a><img src="https://a.test/1.png"></p>';
    expect(linksIn(html)).toEqual(['https://a.test/?x=1&y=2']);
    expect(hasLinks('<p>https://a.test/</p>')).toBe(false);
  });

  test('are bounded', () => {
    const html = Array.from({ length: 200 }, (_, at) => `<a href="https://a.test/${at}">甲</a>`).join('');
    expect(linksIn(html)).toHaveLength(MOST_LINKS);
  });
});
