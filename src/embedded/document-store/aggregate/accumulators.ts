import { isNumberType } from '../bson/bson-type.js';
import { doubleValue, int32Value, NULL_VALUE } from '../bson/arithmetic.js';
import { encodeValue } from '../bson/encode.js';
import { compareValues, isNullish } from '../bson/compare.js';
import type { RawValue } from '../bson/raw-value.js';
import { readNumber } from '../bson/scalars.js';
import { KeyWriter } from '../index/key-writer.js';
import { MongoError } from '../mongo-error.js';
import { calculateNumbers } from './operators-arithmetic.js';

/** Running state of one accumulator of one group. */
export interface Accumulator {
  add: (value: RawValue | undefined) => void;
  result: () => RawValue;
}

type CreateAccumulator = () => Accumulator;

function sum(): Accumulator {
  let total: RawValue = int32Value(0);
  return {
    add: (value) => {
      if (value !== undefined && isNumberType(value.type)) total = calculateNumbers('add', total, value);
    },
    result: () => total,
  };
}

function average(): Accumulator {
  const total = sum();
  let count = 0;
  return {
    add: (value) => {
      if (value === undefined || !isNumberType(value.type)) return;
      total.add(calculateNumbers('multiply', value, doubleValue(1)));
      count++;
    },
    result: () => (count === 0 ? NULL_VALUE : doubleValue((readNumber(total.result()) ?? 0) / count)),
  };
}

function extreme(sign: 1 | -1): CreateAccumulator {
  return () => {
    let best: RawValue | undefined;
    return {
      add: (value) => {
        if (value === undefined || isNullish(value)) return;
        if (best === undefined || sign * compareValues(value, best) > 0) best = value;
      },
      result: () => best ?? NULL_VALUE,
    };
  };
}

function first(): Accumulator {
  let kept: RawValue | undefined;
  let seen = false;
  return {
    add: (value) => {
      if (!seen) kept = value;
      seen = true;
    },
    result: () => kept ?? NULL_VALUE,
  };
}

function last(): Accumulator {
  let kept: RawValue | undefined;
  return {
    add: (value) => {
      kept = value;
    },
    result: () => kept ?? NULL_VALUE,
  };
}

function push(): Accumulator {
  const items: RawValue[] = [];
  return {
    add: (value) => {
      if (value !== undefined) items.push(value);
    },
    result: () => encodeValue(items),
  };
}

const writer = new KeyWriter();

function addToSet(): Accumulator {
  const items = new Map<string, RawValue>();
  return {
    add: (value) => {
      if (value === undefined) return;
      const key = writer.reset().field(value, false).finish().toString('latin1');
      if (!items.has(key)) items.set(key, value);
    },
    result: () => encodeValue([...items.values()]),
  };
}

function count(): Accumulator {
  const total = sum();
  return {
    add: () => {
      total.add(int32Value(1));
    },
    result: total.result,
  };
}

const ACCUMULATORS = new Map<string, CreateAccumulator>(
  Object.entries({
    $sum: sum,
    $avg: average,
    $min: extreme(-1),
    $max: extreme(1),
    $first: first,
    $last: last,
    $push: push,
    $addToSet: addToSet,
    $count: count,
  }),
);

export function accumulatorNamed(name: string): CreateAccumulator {
  const create = ACCUMULATORS.get(name);
  if (create === undefined) throw new MongoError(15952, `unknown group operator '${name}'`);
  return create;
}
