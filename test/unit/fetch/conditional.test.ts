import { expect, test } from '@jest/globals';
import { isUnchanged, toConditionalHeaders, toValidators } from '../../../src/fetch/conditional.js';

const body = Buffer.from('abc');
const sha = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';

test('validators come back as request headers', () => {
  const headers = { etag: 'W/"1"', 'last-modified': 'Mon, 23 Nov 2026 01:00:00 GMT' };
  const validators = toValidators({ status: 200, headers, body });
  expect(validators).toEqual({
    etag: 'W/"1"',
    lastModified: 'Mon, 23 Nov 2026 01:00:00 GMT',
    bodySha256: sha,
  });
  expect(toConditionalHeaders(validators)).toEqual({
    'if-none-match': 'W/"1"',
    'if-modified-since': 'Mon, 23 Nov 2026 01:00:00 GMT',
  });
});

test.each([['标签'], ['a\r\nx: y'], [''], ['x'.repeat(501)]])('the validator %j is not kept', (etag) => {
  expect(toValidators({ status: 200, headers: { etag }, body })).toEqual({ bodySha256: sha });
});

test.each([
  ['304', 304, {}, true],
  ['200 with the same bytes', 200, { bodySha256: sha }, true],
  ['200 with other bytes', 200, { bodySha256: 'other' }, false],
  ['200 never seen before', 200, {}, false],
  ['an error page with the same bytes', 500, { bodySha256: sha }, false],
])('%s → unchanged: %s', (_name, status, remembered, expected) => {
  const answer = { status, headers: {}, body };
  expect(isUnchanged(answer, remembered, toValidators(answer))).toBe(expected);
});

test('nothing remembered asks nothing', () => {
  expect(toConditionalHeaders({})).toEqual({});
});
