import { deserialize, Double, Int32, Long } from 'bson';
import { describe, expect, test } from '@jest/globals';
import { documentValue } from '../../../../src/embedded/document-store/bson/raw-value.js';
import { applyUpdate } from '../../../../src/embedded/document-store/update/apply-update.js';
import { parseArrayFilters } from '../../../../src/embedded/document-store/update/array-filters.js';
import { parseUpdate } from '../../../../src/embedded/document-store/update/parse-update.js';
import { rawDocument, rawValue } from './raw.js';

interface Settings {
  isInsert?: boolean;
  arrayFilters?: object[];
  matchedIndex?: number;
}

/** The document after the update, or 'unchanged'. */
function update(document: object, changes: object, settings: Settings = {}): unknown {
  const parsed = parseUpdate(rawDocument(changes));
  const filters = settings.arrayFilters === undefined ? undefined : rawValue(settings.arrayFilters);
  const result = applyUpdate(parsed, rawDocument(document), {
    isInsert: settings.isInsert ?? false,
    arrayFilters: parseArrayFilters(filters, parsed),
    matchedIndex: settings.matchedIndex,
  });
  return result === undefined ? 'unchanged' : deserialize(result.bytes, { promoteValues: false });
}

/** The expected document with explicit number types. */
const typed = (document: object): unknown =>
  deserialize(documentValue(rawDocument(document).bytes).bytes, { promoteValues: false });

type Row = [name: string, before: object, changes: object, after: object | 'unchanged', settings?: Settings];

type Refusal = [
  name: string,
  before: object,
  changes: object,
  code: number,
  message: string,
  settings?: Settings,
];

const rows: Row[] = [
  [
    '$set makes the documents on the way',
    { _id: 1 },
    { $set: { 'a.b.c': 1 } },
    { _id: 1, a: { b: { c: 1 } } },
  ],
  ['$set of the same value changes nothing', { a: 1 }, { $set: { a: 1 } }, 'unchanged'],
  [
    '$set of another number type is a change',
    { a: new Int32(1) },
    { $set: { a: new Double(1) } },
    { a: new Double(1) },
  ],
  [
    '$set beyond the end of an array pads with null',
    { a: [1] },
    { $set: { 'a.3': 4 } },
    { a: [1, null, null, 4] },
  ],
  [
    '$set keeps the order of the other fields',
    { a: 1, b: 2, c: 3 },
    { $set: { b: 9 } },
    { a: 1, b: 9, c: 3 },
  ],
  [
    'new fields appear in the order of their names',
    {},
    { $set: { b: 1, a: 1, 'c.10': 1, 'c.2': 1 } },
    { a: 1, b: 1, c: { 2: 1, 10: 1 } },
  ],
  ['$unset removes', { a: 1, b: { c: 1, d: 1 } }, { $unset: { a: '', 'b.c': '' } }, { b: { d: 1 } }],
  ['$unset leaves a null in an array', { a: [1, 2, 3] }, { $unset: { 'a.1': '' } }, { a: [1, null, 3] }],
  ['$unset of what is not there changes nothing', { a: 5 }, { $unset: { 'a.b': '', c: '' } }, 'unchanged'],
  ['$inc keeps int32', { a: new Int32(1) }, { $inc: { a: new Int32(1) } }, { a: new Int32(2) }],
  [
    '$inc grows to a long',
    { a: new Int32(2147483647) },
    { $inc: { a: new Int32(1) } },
    { a: Long.fromNumber(2147483648) },
  ],
  ['$inc keeps a double', { a: new Double(1) }, { $inc: { a: new Int32(1) } }, { a: new Double(2) }],
  ['$inc of a missing field sets it', {}, { $inc: { a: Long.fromNumber(5) } }, { a: Long.fromNumber(5) }],
  ['$mul of a missing field sets zero', {}, { $mul: { a: new Double(5) } }, { a: new Double(0) }],
  ['$min compares across types', { a: 'x' }, { $min: { a: 5 } }, { a: 5 }],
  ['$max keeps the greater', { a: 9 }, { $max: { a: 5 } }, 'unchanged'],
  ['$rename moves a value', { a: { b: 1 } }, { $rename: { 'a.b': 'c.d' } }, { a: {}, c: { d: 1 } }],
  ['$setOnInsert does nothing to what exists', { a: 1 }, { $setOnInsert: { b: 1 } }, 'unchanged'],
  ['$setOnInsert sets on insert', {}, { $setOnInsert: { b: 1 } }, { b: 1 }, { isInsert: true }],
  ['$push makes an array', {}, { $push: { a: 1 } }, { a: [1] }],
  [
    '$push with $each, $sort and $slice',
    { a: [3, 1] },
    { $push: { a: { $each: [2, 4], $sort: 1, $slice: -3 } } },
    { a: [2, 3, 4] },
  ],
  [
    '$push at a position',
    { a: [1, 4] },
    { $push: { a: { $each: [2, 3], $position: 1 } } },
    { a: [1, 2, 3, 4] },
  ],
  [
    '$push sorts documents by a field',
    { a: [{ n: 2 }] },
    { $push: { a: { $each: [{ n: 1 }], $sort: { n: 1 } } } },
    { a: [{ n: 1 }, { n: 2 }] },
  ],
  ['$addToSet adds what is new', { a: [1] }, { $addToSet: { a: { $each: [1, 2, 2] } } }, { a: [1, 2] }],
  ['$addToSet knows equal numbers', { a: [new Int32(1)] }, { $addToSet: { a: new Double(1) } }, 'unchanged'],
  ['$pull by value', { a: [1, 2, 1] }, { $pull: { a: 1 } }, { a: [2] }],
  ['$pull by condition', { a: [1, 5, 9] }, { $pull: { a: { $gte: 5 } } }, { a: [1] }],
  [
    '$pull by a query on documents',
    { a: [{ b: 1 }, { b: 2 }] },
    { $pull: { a: { b: { $gt: 1 } } } },
    { a: [{ b: 1 }] },
  ],
  ['$pullAll', { a: [1, 2, 3] }, { $pullAll: { a: [1, 3] } }, { a: [2] }],
  ['$pop at either end', { a: [1, 2, 3], b: [1, 2] }, { $pop: { a: 1, b: -1 } }, { a: [1, 2], b: [2] }],
  ['$ takes the matched position', { a: [1, 2] }, { $set: { 'a.$': 9 } }, { a: [1, 9] }, { matchedIndex: 1 }],
  ['$[] takes all', { a: [{ b: 1 }, { b: 2 }] }, { $inc: { 'a.$[].b': 1 } }, { a: [{ b: 2 }, { b: 3 }] }],
  [
    '$[id] takes those of its filter',
    { a: [1, 5, 9] },
    { $set: { 'a.$[x]': 0 } },
    { a: [1, 0, 0] },
    { arrayFilters: [{ x: { $gte: 5 } }] },
  ],
  [
    '$[id] filters documents',
    {
      a: [
        { k: 'p', n: 1 },
        { k: 'q', n: 1 },
      ],
    },
    { $set: { 'a.$[e].n': 2 } },
    {
      a: [
        { k: 'p', n: 1 },
        { k: 'q', n: 2 },
      ],
    },
    { arrayFilters: [{ 'e.k': 'q' }] },
  ],
  ['a replacement keeps the id', { _id: 1, a: 1 }, { b: 2 }, { _id: 1, b: 2 }],
];

describe('updates', () => {
  // rest parameters: jest would hand a `done` callback to a declared parameter that the row leaves out
  test.each(rows)('%s', (...[, before, changes, after, settings]: Row) => {
    expect(update(before, changes, settings)).toEqual(after === 'unchanged' ? after : typed(after));
  });

  test('$currentDate sets the time', () => {
    expect(update({}, { $currentDate: { a: true } })).toEqual({ a: expect.any(Date) });
  });

  test.each<Refusal>([
    [
      '$inc of a string',
      { _id: 1, a: 'x' },
      { $inc: { a: 1 } },
      14,
      "Cannot apply $inc to a value of non-numeric type. {_id: 1} has the field 'a' of non-numeric type string",
    ],
    [
      '$inc by a string',
      { _id: 1 },
      { $inc: { a: 'x' } },
      14,
      'Cannot increment with non-numeric argument: {a: "x"}',
    ],
    [
      '$inc beyond a long',
      { _id: 1, a: Long.MAX_VALUE },
      { $inc: { a: 1 } },
      2,
      'Failed to apply $inc operations to current value',
    ],
    [
      'two changes of one path',
      {},
      { $set: { a: 1 }, $inc: { a: 1 } },
      40,
      "Updating the path 'a' would create a conflict at 'a'",
    ],
    [
      'a change below another',
      {},
      { $set: { a: 1, 'a.b': 1 } },
      40,
      "Updating the path 'a.b' would create a conflict at 'a'",
    ],
    [
      'a path through a number',
      { a: 5 },
      { $set: { 'a.b': 1 } },
      28,
      "Cannot create field 'b' in element {a: 5}",
    ],
    [
      'a name inside an array',
      { a: [1] },
      { $set: { 'a.b': 1 } },
      28,
      "Cannot create field 'b' in element {a: [ 1 ]}",
    ],
    [
      'another id',
      { _id: 1 },
      { $set: { _id: 2 } },
      66,
      "Performing an update on the path '_id' would modify the immutable field '_id'",
    ],
    [
      'another id by replacement',
      { _id: 1 },
      { _id: 2 },
      66,
      "the (immutable) field '_id' was found to have been altered to _id: 2",
    ],
    ['an unknown operator', {}, { $foo: { a: 1 } }, 9, 'Unknown modifier: $foo'],
    [
      'an operator without fields',
      {},
      { $set: 1 },
      9,
      'Modifiers operate on fields but we found type int instead',
    ],
    ['a mixed document', {}, { a: 1, $set: { b: 1 } }, 52, "The dollar ($) prefixed field '$set'"],
    [
      '$push to a number',
      { _id: 1, a: 1 },
      { $push: { a: 1 } },
      2,
      "The field 'a' must be an array but is of type int in document {_id: 1}",
    ],
    [
      '$pop to a number',
      { a: 1 },
      { $pop: { a: 1 } },
      14,
      "Path 'a' contains an element of non-array type 'int'",
    ],
    [
      '$ without a match',
      { a: [1] },
      { $set: { 'a.$': 1 } },
      2,
      'The positional operator did not find the match needed from the query.',
    ],
    [
      '$[id] without a filter',
      { a: [1] },
      { $set: { 'a.$[x]': 1 } },
      2,
      "No array filter found for identifier 'x' in path 'a.$[x]'",
    ],
    [
      'a filter without use',
      { a: [1] },
      { $set: { b: 1 } },
      9,
      "The array filter for identifier 'x' was not used",
      { arrayFilters: [{ x: 1 }] },
    ],
    [
      'an empty name in a path',
      {},
      { $set: { 'a..b': 1 } },
      56,
      "The update path 'a..b' contains an empty field name",
    ],
    [
      'a dollar field',
      {},
      { $set: { $a: 1 } },
      52,
      "The dollar ($) prefixed field '$a' in '$a' is not valid for storage.",
    ],
  ])('refuses %s', (...[, before, changes, code, message, settings]: Refusal) => {
    expect(() => update(before, changes, settings)).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(message) }),
    );
  });

  test('a pipeline is refused, not ignored', () => {
    expect(() => parseUpdate(rawValue([{ $set: { a: 1 } }]))).toThrow(expect.objectContaining({ code: 238 }));
  });

  test('a document that outgrows 16 MB is refused', () => {
    const half = 'x'.repeat(9 * 1024 * 1024);
    expect(() => update({ a: half }, { $set: { b: half } })).toThrow(
      expect.objectContaining({ code: 10334 }),
    );
  });
});
