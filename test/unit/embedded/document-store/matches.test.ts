import { BSONRegExp, Decimal128, Double, Int32, Long, MinKey } from 'bson';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { matches } from '../../../../src/embedded/document-store/query/matches.js';
import { parseFilter } from '../../../../src/embedded/document-store/query/parse-filter.js';
import { bsonValues } from './arbitrary-values.js';
import { rawDocument } from './raw.js';

/** Patterns are looked for as such under $in; operators are refused. */
const plainValues = bsonValues.filter((value) => !(value instanceof BSONRegExp));

type Row = [name: string, filter: object, document: object, expected: boolean];

const rows: Row[] = [
  ['null finds a missing field', { a: null }, {}, true],
  ['null finds null', { a: null }, { a: null }, true],
  ['null does not find an empty array', { a: null }, { a: [] }, false],
  ['null does not look into an empty array for a field', { 'a.b': null }, { a: [] }, false],
  ['null finds an element without the field', { 'a.b': null }, { a: [{ c: 1 }] }, true],
  ['null finds nothing among scalars of an array', { 'a.b': null }, { a: [1, 2] }, false],
  ['a value finds an array that has it', { a: 2 }, { a: [1, 2] }, true],
  ['a value finds a number of another type', { a: new Int32(1) }, { a: new Double(1) }, true],
  ['an array finds itself as a whole', { a: [1, 2] }, { a: [1, 2] }, true],
  ['an array finds itself as an element', { a: [1] }, { a: [[1], 2] }, true],
  ['an array does not find another order', { a: [2, 1] }, { a: [1, 2] }, false],
  ['a document matches only as a whole', { a: { b: 1 } }, { a: { b: 1, c: 2 } }, false],
  ['a document matches with its field order', { a: { b: 1, c: 2 } }, { a: { c: 2, b: 1 } }, false],
  ['a dotted path goes through arrays', { 'a.b': 2 }, { a: [{ b: 1 }, { b: 2 }] }, true],
  ['a number in a path is a position', { 'a.1': 2 }, { a: [1, 2] }, true],
  ['a number in a path may also be a name', { 'a.1': 2 }, { a: { 1: 2 } }, true],
  ['a position leads on', { 'a.0.b': 1 }, { a: [{ b: 1 }] }, true],
  ['comparison stays within the type', { a: { $gt: 1 } }, { a: 'x' }, false],
  [
    'comparison with a long is exact',
    { a: { $gt: Long.fromString('9007199254740992') } },
    { a: Long.fromString('9007199254740993') },
    true,
  ],
  ['comparison of decimal and double', { a: { $lt: Decimal128.fromString('0.3') } }, { a: 0.2 }, true],
  ['$gte null finds null and missing', { a: { $gte: null } }, {}, true],
  ['$gt null finds nothing', { a: { $gt: null } }, { a: null }, false],
  ['everything is above MinKey', { a: { $gt: new MinKey() } }, { a: 'x' }, true],
  ['NaN is not in any range', { a: { $lt: 5 } }, { a: NaN }, false],
  ['two bounds may be met by two elements', { a: { $gt: 5, $lt: 3 } }, { a: [1, 9] }, true],
  [
    '$elemMatch wants one element for both bounds',
    { a: { $elemMatch: { $gt: 5, $lt: 3 } } },
    { a: [1, 9] },
    false,
  ],
  [
    '$elemMatch on documents',
    { a: { $elemMatch: { b: 1, c: 2 } } },
    {
      a: [
        { b: 1, c: 1 },
        { b: 1, c: 2 },
      ],
    },
    true,
  ],
  ['$elemMatch needs an array', { a: { $elemMatch: { b: 1 } } }, { a: { b: 1 } }, false],
  ['$ne means no element', { a: { $ne: 1 } }, { a: [1, 2] }, false],
  ['$ne finds missing', { a: { $ne: 1 } }, {}, true],
  ['$nin null refuses missing', { a: { $nin: [null] } }, {}, false],
  ['$in takes patterns', { a: { $in: [/^x/, 'b'] } }, { a: 'xy' }, true],
  ['$in null finds a missing field', { a: { $in: [1, null, 'x'] } }, {}, true],
  ['$in looks at every element', { a: { $in: [9, 7, 5, 3, 1] } }, { a: [2, 4, 7] }, true],
  [
    '$in takes numbers of another type',
    { a: { $in: [new Double(3), new Double(1)] } },
    { a: new Int32(1) },
    true,
  ],
  ['$in takes values of any types', { a: { $in: ['x', 1, [2], null] } }, { a: [2] }, true],
  ['$in of nothing finds nothing', { a: { $in: [] } }, { a: 1 }, false],
  ['$exists true finds null', { a: { $exists: true } }, { a: null }, true],
  ['$exists false refuses null', { a: { $exists: false } }, { a: null }, false],
  ['$type by name', { a: { $type: 'string' } }, { a: ['x'] }, true],
  ['$type array means the value itself', { a: { $type: 'array' } }, { a: [] }, true],
  ['$type number covers all number types', { a: { $type: 'number' } }, { a: Long.fromNumber(1) }, true],
  ['$regex with options', { a: { $regex: 'AB', $options: 'i' } }, { a: 'xaby' }, true],
  ['a pattern of the wire', { a: new BSONRegExp('^测', '') }, { a: '测绘' }, true],
  ['$not of a range finds missing', { a: { $not: { $gt: 1 } } }, {}, true],
  ['$not of a pattern', { a: { $not: /x/ } }, { a: 'x' }, false],
  ['$all with several elements', { a: { $all: [1, 2] } }, { a: [2, 3, 1] }, true],
  ['$all of nothing finds nothing', { a: { $all: [] } }, { a: [] }, false],
  [
    '$all with $elemMatch',
    { a: { $all: [{ $elemMatch: { b: 1 } }, { $elemMatch: { b: 2 } }] } },
    { a: [{ b: 1 }, { b: 2 }] },
    true,
  ],
  ['$size', { a: { $size: 2 } }, { a: [1, [2]] }, true],
  ['$mod truncates', { a: { $mod: [4, 1] } }, { a: 5.9 }, true],
  ['$or', { $or: [{ a: 1 }, { b: 1 }] }, { b: 1 }, true],
  ['$nor', { $nor: [{ a: 1 }, { b: 1 }] }, { b: 1 }, false],
  ['$and of everything', { $and: [{ a: 1 }, { a: 2 }] }, { a: [1, 2] }, true],
  ['$expr compares two fields', { $expr: { $gt: ['$a', '$b'] } }, { a: 2, b: 1 }, true],
  ['$comment says nothing', { $comment: 'x' }, {}, true],
];

describe('matches', () => {
  test.each(rows)('%s', (_name, filter, document, expected) => {
    expect(matches(parseFilter(rawDocument(filter)), rawDocument(document))).toBe(expected);
  });

  test('$in finds what one of its values would find', () => {
    fc.assert(
      fc.property(
        fc.array(plainValues, { maxLength: 12 }),
        fc.option(bsonValues, { nil: undefined }),
        (list, a) => {
          const document = rawDocument(a === undefined ? {} : { a });
          const each = list.map((value) =>
            matches(parseFilter(rawDocument({ a: { $eq: value } })), document),
          );
          expect(matches(parseFilter(rawDocument({ a: { $in: list } })), document)).toBe(each.includes(true));
        },
      ),
    );
  });

  test.each([
    ['an unknown operator', { a: { $foo: 1 } }, 2, 'unknown operator: $foo'],
    ['an unknown top level operator', { $foo: 1 }, 2, 'unknown top level operator: $foo'],
    ['an empty $or', { $or: [] }, 2, '$and/$or/$nor must be a nonempty array'],
    ['$in without an array', { a: { $in: 1 } }, 2, '$in needs an array'],
    ['$mod by zero', { a: { $mod: [0, 1] } }, 2, 'divisor cannot be 0'],
    ['a negative $size', { a: { $size: -1 } }, 2, 'Expected a non-negative number'],
    ['an unknown type', { a: { $type: 'foo' } }, 2, 'Unknown type name alias: foo'],
    ['$options alone', { a: { $options: 'i' } }, 2, '$options needs a $regex'],
    ['an unknown expression', { $expr: { $foo: 1 } }, 168, "Unrecognized expression '$foo'"],
    ['$where', { $where: 'true' }, 2, 'unknown top level operator: $where'],
    ['$text', { $text: { $search: 'x' } }, 2, 'unknown top level operator: $text'],
    ['an unbalanced pattern', { a: { $regex: '(' } }, 51091, 'Regular expression is invalid'],
  ])('refuses %s', (_name, filter, code, message) => {
    expect(() => parseFilter(rawDocument(filter))).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(message) }),
    );
  });
});
