import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { MAX_JSON_DEPTH, MAX_JSON_VALUES } from '../../../src/http/json-hazard.js';
import { parseJsonBody } from '../../../src/http/parse-json-body.js';

function nested(levels: number): string {
  return `${'['.repeat(levels)}${']'.repeat(levels)}`;
}

test('what was serialized comes back', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 8 }), (value) => {
      const text = JSON.stringify(value);
      fc.pre(!text.includes('__proto__'));
      expect(parseJsonBody(Buffer.from(text))).toEqual(JSON.parse(text));
    }),
  );
});

describe('limits', () => {
  test.each([
    ['depth', nested(MAX_JSON_DEPTH), nested(MAX_JSON_DEPTH + 1)],
    [
      'number of values',
      `[${Array.from({ length: MAX_JSON_VALUES - 1 }, () => 0).join()}]`,
      `[${Array.from({ length: MAX_JSON_VALUES }, () => 0).join()}]`,
    ],
  ])('%s: the last allowed passes, the first beyond is refused', (_name, allowed, beyond) => {
    expect(parseJsonBody(Buffer.from(allowed))).toBeDefined();
    expect(() => parseJsonBody(Buffer.from(beyond))).toThrow(
      expect.objectContaining({ code: 'invalid-request' }),
    );
  });
});

test('a __proto__ spelled with an escape is found, at its own pointer', () => {
  const text = '{"a/b":[{},{"\\u005f_proto__":{"x":1}}]}';
  expect(() => parseJsonBody(Buffer.from(text))).toThrow(
    expect.objectContaining({
      code: 'validation-failed',
      fields: [expect.objectContaining({ pointer: '/a~1b/1/__proto__' })],
    }),
  );
});

test('bytes that lie inside a larger buffer are read alone', () => {
  const whole = Buffer.from('xx{"a":1}yy');
  expect(parseJsonBody(whole.subarray(2, 9))).toEqual({ a: 1 });
});
