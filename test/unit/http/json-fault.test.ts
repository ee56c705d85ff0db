import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { findJsonFault } from '../../../src/http/json-fault.js';

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe('position of the first fault', () => {
  const faults: [text: string, offset: number, line: number, column: number, atEnd: boolean][] = [
    ['', 0, 1, 1, true],
    ['  ', 2, 1, 3, true],
    ['abc', 0, 1, 1, false],
    ['{"a":1,}', 7, 1, 8, false],
    ['{"a" 1}', 5, 1, 6, false],
    ['{"a":1', 6, 1, 7, true],
    ['{a:1}', 1, 1, 2, false],
    ["{'a':1}", 1, 1, 2, false],
    ['[1,2', 4, 1, 5, true],
    ['[1,]', 3, 1, 4, false],
    ['[1 2]', 3, 1, 4, false],
    ['[1}', 2, 1, 3, false],
    ['{}}', 2, 1, 3, false],
    ['{"x":tru}', 5, 1, 6, false],
    ['01', 1, 1, 2, false],
    ['"a\nb"', 2, 1, 3, false],
    ['"a\\x"', 2, 1, 3, false],
    ['"\\u12g4"', 1, 1, 2, false],
    ['"open', 5, 1, 6, true],
    ['{\n  "标题": "x",\n  "b": ,\n}', 22, 3, 8, false],
  ];
  test.each(faults)('%j', (text, offset, line, column, atEnd) => {
    expect(isJson(text)).toBe(false);
    expect(findJsonFault(text)).toEqual({ offset, line, column, atEnd });
  });

  test('a text of 200 000 open brackets ends too early, without overflowing the stack', () => {
    expect(findJsonFault('['.repeat(200_000))).toMatchObject({ offset: 200_000, atEnd: true });
  });

  test('a string of millions of characters is read', () => {
    expect(findJsonFault(`"${'测\\n'.repeat(1_000_000)}"`)).toBeUndefined();
  });
});

describe('agreement with JSON.parse', () => {
  test('whatever serializes has no fault', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(0, 2), (value, indent) => {
        expect(findJsonFault(JSON.stringify(value, null, indent))).toBeUndefined();
      }),
    );
  });

  test('a text changed at one place has a fault exactly when JSON.parse refuses it', () => {
    const character = fc.constantFrom(...Array.from('{}[],:"\\ \n\t-+.eE0159tfnu/a\u0000测'));
    fc.assert(
      fc.property(fc.jsonValue(), fc.nat(), character, fc.nat(1), (value, place, inserted, removed) => {
        const text = JSON.stringify(value);
        const at = place % (text.length + 1);
        const changed = text.slice(0, at) + inserted + text.slice(at + removed);
        const fault = findJsonFault(changed);
        expect(fault === undefined).toBe(isJson(changed));
        // What stands before the fault is innocent: cut there, the text is at worst incomplete.
        if (fault) expect(findJsonFault(changed.slice(0, fault.offset))?.atEnd ?? true).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});
