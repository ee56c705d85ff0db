import { BsonType, typeName } from '../bson/bson-type.js';
import { int32Value, NULL_VALUE, stringValue } from '../bson/arithmetic.js';
import { isNullish } from '../bson/compare.js';
import type { RawValue } from '../bson/raw-value.js';
import { readDateMs, readString } from '../bson/scalars.js';
import { MongoError } from '../mongo-error.js';
import type { Compile, Expression, OperatorCompiler } from './expression-types.js';
import { namedOperands, operands } from './operators-logic.js';

interface DateArgument {
  date: Expression;
  offsetMinutes: number;
}

/** A date operator takes a date, or `{ date, timezone }`. */
function dateArgument(argument: RawValue, compile: Compile, name: string): DateArgument {
  if (argument.type !== BsonType.object) {
    const [date] = operands(argument, compile, name, 1);
    return { date: date ?? (() => undefined), offsetMinutes: 0 };
  }
  if (argument.end - argument.start > 5 && argument.bytes[argument.start + 5] === 0x24)
    return { date: compile(argument), offsetMinutes: 0 };
  const fields = namedOperands(argument, name, ['date'], ['timezone']);
  return {
    date: compile(fields.get('date') ?? NULL_VALUE),
    offsetMinutes: timezoneOffset(fields.get('timezone')),
  };
}

/** Fixed offsets and the zones without daylight saving that this product needs; others are refused, not guessed. */
function timezoneOffset(value: RawValue | undefined): number {
  if (value === undefined || isNullish(value)) return 0;
  const text = value.type === BsonType.string ? readString(value) : '';
  if (text === 'UTC' || text === 'GMT') return 0;
  if (text === 'Asia/Shanghai' || text === 'PRC') return 8 * 60;
  const match = /^([+-])(\d{2}):?(\d{2})?$/.exec(text);
  if (match === null) throw new MongoError(40485, `unrecognized time zone identifier: "${text}"`);
  const minutes = Number(match[2]) * 60 + Number(match[3] ?? 0);
  return match[1] === '-' ? -minutes : minutes;
}

function localDate(value: RawValue, name: string, offsetMinutes: number): Date {
  if (value.type !== BsonType.date)
    throw new MongoError(16006, `can't convert from BSON type ${typeName(value.type)} to Date in ${name}`);
  return new Date(readDateMs(value) + offsetMinutes * 60_000);
}

function datePart(read: (date: Date) => number): OperatorCompiler {
  return (argument, compile, name) => {
    const { date, offsetMinutes } = dateArgument(argument, compile, name);
    return (scope) => {
      const value = date(scope);
      return value === undefined || isNullish(value)
        ? NULL_VALUE
        : int32Value(read(localDate(value, name, offsetMinutes)));
    };
  };
}

const FORMATS: Readonly<Record<string, (date: Date) => string>> = {
  Y: (date) => pad(date.getUTCFullYear(), 4),
  m: (date) => pad(date.getUTCMonth() + 1, 2),
  d: (date) => pad(date.getUTCDate(), 2),
  H: (date) => pad(date.getUTCHours(), 2),
  M: (date) => pad(date.getUTCMinutes(), 2),
  S: (date) => pad(date.getUTCSeconds(), 2),
  L: (date) => pad(date.getUTCMilliseconds(), 3),
  '%': () => '%',
};

function pad(number: number, width: number): string {
  return String(number).padStart(width, '0');
}

const dateToString: OperatorCompiler = (argument, compile, name) => {
  const fields = namedOperands(argument, name, ['date'], ['format', 'timezone', 'onNull']);
  const date = compile(fields.get('date') ?? NULL_VALUE);
  const offsetMinutes = timezoneOffset(fields.get('timezone'));
  const given = fields.get('format');
  const format = given === undefined ? '%Y-%m-%dT%H:%M:%S.%LZ' : readString(given);
  for (const [, letter = ''] of format.matchAll(/%(.?)/g)) {
    if (FORMATS[letter] === undefined)
      throw new MongoError(18536, `Invalid format character '%${letter}' in format string`);
  }
  const onNull = fields.get('onNull');
  const fallback = onNull === undefined ? () => NULL_VALUE : compile(onNull);
  return (scope) => {
    const value = date(scope);
    if (value === undefined || isNullish(value)) return fallback(scope);
    const local = localDate(value, name, offsetMinutes);
    return stringValue(format.replace(/%(.)/g, (_, letter: string) => FORMATS[letter]?.(local) ?? ''));
  };
};

export const dateOperators: Readonly<Record<string, OperatorCompiler>> = {
  $year: datePart((date) => date.getUTCFullYear()),
  $month: datePart((date) => date.getUTCMonth() + 1),
  $dayOfMonth: datePart((date) => date.getUTCDate()),
  $dayOfWeek: datePart((date) => date.getUTCDay() + 1),
  $hour: datePart((date) => date.getUTCHours()),
  $minute: datePart((date) => date.getUTCMinutes()),
  $second: datePart((date) => date.getUTCSeconds()),
  $millisecond: datePart((date) => date.getUTCMilliseconds()),
  $dateToString: dateToString,
};
