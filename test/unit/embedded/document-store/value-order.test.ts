import {
  Binary,
  BSONRegExp,
  Decimal128,
  Double,
  Int32,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
  Timestamp,
} from 'bson';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { compareValues } from '../../../../src/embedded/document-store/bson/compare.js';
import { KeyWriter } from '../../../../src/embedded/document-store/index/key-writer.js';
import { bsonValues } from './arbitrary-values.js';
import { rawValue } from './raw.js';

const order = (a: unknown, b: unknown): number => Math.sign(compareValues(rawValue(a), rawValue(b))) + 0; // no minus zero

function key(value: unknown, descending = false): { bytes: Buffer; lossy: boolean } {
  const writer = new KeyWriter().reset();
  const bytes = writer.field(rawValue(value), descending).limitFrom(0).finish();
  return { bytes, lossy: writer.lossy };
}

describe('order of values', () => {
  test('types stand in the order of MongoDB', () => {
    const ascending = [
      new MinKey(),
      null,
      1,
      'a',
      { a: 1 },
      [1],
      new Binary(Buffer.from('a')),
      new ObjectId('64b000000000000000000001'),
      false,
      new Date(0),
      new Timestamp({ t: 1, i: 1 }),
      new BSONRegExp('a'),
      new MaxKey(),
    ];
    for (const [at, value] of ascending.entries()) {
      expect(order(value, value)).toBe(0);
      for (const later of ascending.slice(at + 1))
        expect([order(value, later), order(later, value)]).toEqual([-1, 1]);
    }
  });

  test.each([
    [
      'an int, a long, a double and a decimal of the same value are equal',
      new Int32(3),
      Decimal128.fromString('3.00'),
      0,
    ],
    [
      'a long beyond the precision of doubles is not its nearest double',
      Long.fromString('9007199254740993'),
      new Double(9007199254740992),
      1,
    ],
    ['a decimal tells 0.1 from the double next to it', Decimal128.fromString('0.1'), new Double(0.1), -1],
    ['minus zero is zero', new Double(-0), new Int32(0), 0],
    ['NaN is below every number', new Double(NaN), new Double(-Infinity), -1],
    ['NaN equals NaN', new Double(NaN), Decimal128.fromString('NaN'), 0],
    [
      'a decimal too large for a double is below infinity',
      Decimal128.fromString('1E+400'),
      new Double(Infinity),
      -1,
    ],
    ['the greatest long is below 2^63', Long.MAX_VALUE, new Double(2 ** 63), -1],
    ['strings compare by their bytes', 'B', 'a', -1],
    ['characters outside the basic plane follow those inside', '\uffff', '\u{1f600}', -1],
    ['a shorter string is less', 'a', 'a\0', -1],
    [
      'shorter binary data is less whatever it holds',
      new Binary(Buffer.from('zz')),
      new Binary(Buffer.from('aaa')),
      -1,
    ],
    ['documents compare types before names', { b: 1 }, { a: 'x' }, -1],
    ['documents compare names before values', { a: 9 }, { b: 1 }, -1],
    ['field order matters', { a: 1, b: 1 }, { b: 1, a: 1 }, -1],
    ['arrays compare element by element', [1, 2], [1, 3], -1],
    ['dates before 1970 are less', new Date(-1), new Date(0), -1],
  ])('%s', (_name, a, b, expected) => {
    expect(order(a, b)).toBe(expected);
    expect(order(b, a)).toBe(expected === 0 ? 0 : -expected);
  });

  test('index keys stand in the order of their values, both ways', () => {
    fc.assert(
      fc.property(bsonValues, bsonValues, (a, b) => {
        const [left, right] = [key(a), key(b)];
        const expected = order(a, b);
        if (left.lossy || right.lossy) return expected !== 0 || left.bytes.equals(right.bytes);
        return (
          Math.sign(left.bytes.compare(right.bytes)) === expected &&
          Math.sign(key(b, true).bytes.compare(key(a, true).bytes)) === expected
        );
      }),
      { numRuns: 3000 },
    );
  });

  test('a key is never the beginning of another, so fields can follow one another', () => {
    fc.assert(
      fc.property(bsonValues, bsonValues, (a, b) => {
        const [left, right] = [key(a).bytes, key(b).bytes];
        return left.equals(right) || !right.subarray(0, left.length).equals(left);
      }),
      { numRuns: 1000 },
    );
  });

  test('values too long for a key stay different and say that they lost their order', () => {
    const [a, b] = [key(`${'x'.repeat(5000)}a`), key(`${'x'.repeat(5000)}b`)];
    expect(a.lossy && b.lossy).toBe(true);
    expect(a.bytes.length).toBe(b.bytes.length);
    expect(a.bytes.equals(b.bytes)).toBe(false);
  });
});
