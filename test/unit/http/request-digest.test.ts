import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { canonicalJson } from '../../../src/domain/canonical-json.js';
import { readIdempotencyKey, requestDigest } from '../../../src/http/idempotency.js';

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, member]) => [name, reversed(member)]),
  );
}

describe('canonical JSON', () => {
  test('means the same value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  test('does not depend on the order of names', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const plain: unknown = JSON.parse(JSON.stringify(value));
        expect(canonicalJson(reversed(plain))).toBe(canonicalJson(plain));
      }),
    );
  });

  test('keeps the order of lists', () => {
    expect(canonicalJson([2, 1])).not.toBe(canonicalJson([1, 2]));
  });
});

describe('request digest', () => {
  const base = requestDigest('POST', '/api/v1/items', { title: 'a' });
  test('is SHA-256 in hex', () => {
    expect(base).toMatch(/^[0-9a-f]{64}$/);
  });
  test.each([
    ['method', requestDigest('PUT', '/api/v1/items', { title: 'a' })],
    ['path', requestDigest('POST', '/api/v1/items/1', { title: 'a' })],
    ['body', requestDigest('POST', '/api/v1/items', { title: 'b' })],
  ])('another %s gives another digest', (_what, other) => {
    expect(other).not.toBe(base);
  });
});

describe('Idempotency-Key', () => {
  test.each([
    [undefined, undefined],
    ['abc', 'abc'],
    ['"abc"', 'abc'],
    ['"', '"'],
    ['k'.repeat(255), 'k'.repeat(255)],
    [`"${'k'.repeat(255)}"`, 'k'.repeat(255)],
  ])('%s is read', (header, key) => {
    expect(readIdempotencyKey(header)).toBe(key);
  });

  test.each([[''], ['""'], ['a b'], ['测绘'], ['k'.repeat(256)], [['a', 'b']]])('%s is refused', (header) => {
    expect(() => readIdempotencyKey(header)).toThrow(expect.objectContaining({ code: 'invalid-request' }));
  });
});
