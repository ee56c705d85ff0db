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
import fc from 'fast-check';

const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((value) => Long.fromBigInt(value));

/** Numbers around the places where the number types stop agreeing. */
const edgeNumbers = fc.constantFrom<unknown>(
  ...[0, -0, 1, -1, 0.1, NaN, Infinity, -Infinity, 2 ** 53, -(2 ** 53), 5e-324].map(
    (number) => new Double(number),
  ),
  ...['9007199254740993', '-9007199254740993', '9223372036854775807', '-9223372036854775808'].map((text) =>
    Long.fromString(text),
  ),
  ...[
    '0',
    '-0',
    '1',
    '1.0',
    '0.1',
    '9007199254740993',
    'NaN',
    'Infinity',
    '-Infinity',
    '1E400',
    '-1E-400',
  ].map((text) => Decimal128.fromString(text)),
  new Int32(1),
  new Int32(-2147483648),
);

const numbers = fc.oneof(
  edgeNumbers,
  fc.integer().map((value) => new Int32(value)),
  fc.double().map((value) => new Double(value)),
  int64,
  fc
    .tuple(fc.bigInt({ min: -(10n ** 33n), max: 10n ** 33n }), fc.integer({ min: -40, max: 40 }))
    .map(([digits, power]) => Decimal128.fromString(`${digits.toString()}E${power}`)),
);

const strings = fc.oneof(
  fc.string(),
  fc.constantFrom('', 'a', 'ab', 'a\0', 'a\0b', 'a\u0001', '测绘', '测', '\u{1f600}'),
);

const scalars = fc.oneof(
  numbers,
  strings,
  fc.boolean(),
  fc.constant(null),
  fc.date({ noInvalidDate: true }),
  fc.uint8Array({ minLength: 12, maxLength: 12 }).map((bytes) => new ObjectId(bytes)),
  fc.uint8Array({ maxLength: 6 }).map((bytes) => new Binary(bytes)),
  fc
    .tuple(fc.constantFrom('a', 'a.b', '^x'), fc.constantFrom('', 'i'))
    .map(([pattern, options]) => new BSONRegExp(pattern, options)),
  fc.tuple(fc.nat(), fc.nat()).map(([t, i]) => new Timestamp({ t, i })),
  fc.constantFrom(new MinKey(), new MaxKey()),
);

/** Any BSON value, nested a little. */
export const { value: bsonValues } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    scalars,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('a', 'b', 'ab'), tie('value'), { maxKeys: 3, noNullPrototype: true }),
  ),
}));
