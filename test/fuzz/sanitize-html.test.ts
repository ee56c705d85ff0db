import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isAppError } from '../../schemas/errors.js';
import { textToHtml } from '../../src/normalize/html-to-text.js';
import { sanitizeHtml } from '../../src/normalize/sanitize-html.js';
import { expectSafeHtml } from './expect-safe-html.js';
import { fuzzRun } from './fuzz-run.js';
import { hostileBytes } from './mutated.js';
import { ADDRESS_VECTORS, MARKUP_VECTORS } from './xss-vectors.js';

const BASE = 'http://www.example.gov.cn/a/b.html';

function expectHarmless(html: string): void {
  let clean: string;
  try {
    clean = sanitizeHtml(html, BASE).html;
  } catch (error) {
    if (isAppError(error) && error.code === 'parse-too-deep') return;
    throw error;
  }
  expectSafeHtml(clean);
  expect(sanitizeHtml(clean, BASE).html).toBe(clean);
}

test.each([
  '<img src="http://a.cn/x" onerror="x">',
  '<a href="javascript:x">x</a>',
  '<script>x</script>',
  '<svg></svg>',
  '<!-- x -->',
  '<p id="x">x</p>',
])('the judge of the tests below condemns %s', (html) => {
  expect(() => {
    expectSafeHtml(html);
  }).toThrow();
});

/** What was left open before it must not change what it is. */
const BEFORE = ['<p>', '<table><tr>', '<svg>', '<a href="x">', '<p title="', '<!--', '<textarea>'];

test.each(MARKUP_VECTORS.map((vector) => [JSON.stringify(vector).slice(0, 80), vector]))(
  '%s',
  (_name, vector) => {
    for (const before of ['', ...BEFORE]) expectHarmless(before + vector);
    expectHarmless(vector.repeat(3));
    expectHarmless(textToHtml(vector));
  },
);

test('every scheme that is no address, wherever an address may stand', () => {
  for (const vector of ADDRESS_VECTORS) expectHarmless(vector);
});

const everyVector = [...MARKUP_VECTORS, ...ADDRESS_VECTORS];

test('vectors cut to pieces and put together again', () => {
  const piece = fc
    .tuple(fc.constantFrom(...everyVector), fc.nat({ max: 200 }), fc.nat({ max: 200 }))
    .map(([vector, from, length]) => vector.slice(from % vector.length).slice(0, length));
  const soup = fc.array(piece, { minLength: 1, maxLength: 6 }).map((pieces) => pieces.join(''));
  fc.assert(fc.property(soup, expectHarmless), fuzzRun(500));
});

test('vectors with bytes changed', () => {
  const bytes = hostileBytes(everyVector.map((vector) => Buffer.from(vector)));
  const property = fc.property(bytes, (mutant) => {
    expectHarmless(mutant.toString('utf8'));
  });
  fc.assert(property, fuzzRun(300));
});
