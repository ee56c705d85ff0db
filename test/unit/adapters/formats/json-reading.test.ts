import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { valuesAt } from '../../../../adapters/formats/json-path.js';
import { parseJson } from '../../../../adapters/formats/parse-json.js';

describe('parseJson', () => {
  test('reads what JSON.parse reads, except for long integers', () => {
    const value = fc
      .jsonValue({ noUnicodeString: false })
      .filter((each) => !/\d{16}/.test(JSON.stringify(each)));
    fc.assert(
      fc.property(value, (each) => {
        const text = JSON.stringify(each);
        expect(parseJson(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  test('keeps long integers digit by digit, wherever they stand', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 10n ** 15n, max: 10n ** 30n }), fc.boolean(), (big, negative) => {
        const digits = `${negative ? '-' : ''}${big}`;
        expect(parseJson(`{"a":${digits},"b":[${digits} ],"c":"${digits}"}`)).toEqual({
          ...{ a: digits, b: [digits], c: digits },
        });
      }),
    );
  });

  test.each([
    ['1.7976931348623157e308', 1.7976931348623157e308],
    ['0.12345678901234567', 0.12345678901234567],
    ['123456789012345', 123456789012345],
    ['"\\"1234567890123456789"', '"1234567890123456789'],
    ['1234567890123456789E2', 1.2345678901234568e20],
  ])('%s stays what it is', (text, expected) => {
    expect(parseJson(text)).toBe(expected);
  });

  test.each(['01234567890123456789', '"abc', '"a\\', '{"a":1234567890123456789', '-', '[1,]', ''])(
    '%s is malformed',
    (text) => {
      expect(() => parseJson(text)).toThrow(expect.objectContaining({ code: 'parse-malformed' }));
    },
  );

  test('brackets inside of text count for nothing', () => {
    const text = '['.repeat(1000);
    expect(parseJson(JSON.stringify([text]))).toEqual([text]);
    expect(() => parseJson(text)).toThrow(expect.objectContaining({ code: 'parse-too-deep' }));
  });

  test('any text ends in a value or in an error that says what is wrong', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...Array.from('{}[]",:\\-+.eE019 anultrf')) }),
        (text) => {
          try {
            parseJson(text);
          } catch (error) {
            expect(error).toMatchObject({ code: 'parse-malformed' });
          }
        },
      ),
    );
  });
});

describe('valuesAt', () => {
  test.each<[string, unknown[]]>([
    ['a.b', [1]],
    ['list[1].n', ['y']],
    ['list[*].n', ['x', 'y']],
    ['list[9].n', []],
    ["['odd.name']", [2]],
    ['a[0]', []],
    ['list.n', []],
    ['missing.a.b', []],
    ['__proto__.constructor', []],
    ['a.toString', []],
  ])('%s', (path, expected) => {
    const value: unknown = { a: { b: 1 }, list: [{ n: 'x' }, { n: 'y' }], 'odd.name': 2 };
    expect(valuesAt(value, path)).toEqual(expected);
  });

  test('lists inside of lists do not multiply without end', () => {
    const row = Array.from({ length: 1000 }, () => 0);
    const value = Array.from({ length: 1000 }, () => row);
    expect(valuesAt(value, '[*][*]')).toHaveLength(1000);
  });
});
