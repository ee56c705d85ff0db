import { describe, expect, test } from '@jest/globals';
import { AppError } from '../../schemas/errors.js';
import { shape, text } from '../../schemas/shape.js';
import { validator } from '../../schemas/validator.js';
import { createWithinTime } from '../../src/within-time.js';

const within = createWithinTime(700);
const tooLong = expect.objectContaining({ code: 'parse-timeout', details: { limitMs: 700 } });

function loop(): never {
  for (;;);
}

describe('what ends in time', () => {
  test.each<[string, unknown]>([
    ['a value', { a: 1 }],
    ['undefined', undefined],
    ['null', null],
  ])('answers %s as it is', (_what, value) => {
    expect(within(() => value)).toBe(value);
  });

  test.each([
    ['an error of ours', new AppError('parse-empty', 'empty')],
    ['a fault', new TypeError('x is not a function')],
  ])('throws %s as it is', (_what, thrown) => {
    expect(() =>
      within(() => {
        throw thrown;
      }),
    ).toThrow(thrown);
  });

  test('may call itself', () => {
    expect(within(() => within(() => 1) + within(() => 2))).toBe(3);
  });
});

describe('what does not end', () => {
  test.each<[string, () => unknown]>([
    ['a loop', loop],
    ['a runaway regular expression', () => /^(?:a+)+$/.test(`${'a'.repeat(60)}!`)],
    [
      'a loop that catches everything',
      () => {
        for (;;) {
          try {
            loop();
          } catch {
            loop();
          }
        }
      },
    ],
    ['a recursion that goes on for ever', () => fibonacci(80)],
    ['a loop inside another watched call', () => within(loop)],
  ])('%s is ended', (_what, run) => {
    expect(() => within(run)).toThrow(tooLong);
    expect(within(() => 'next')).toBe('next');
  });

  test('the limit of the outer call counts, whatever the inner one allows', () => {
    expect(() => within(() => createWithinTime(60_000)(loop))).toThrow(tooLong);
  });

  test('timers and promises go on afterwards', async () => {
    const order: string[] = [];
    const later = new Promise<void>((resolve) => setTimeout(resolve, 1)).then(() => order.push('timer'));
    expect(() => within(loop)).toThrow(tooLong);
    order.push('ended');
    await later;
    expect(order).toEqual(['ended', 'timer']);
  });
});

test('a validator is right although its first compilation was ended, wherever that was', () => {
  const briefly = createWithinTime(50);
  const unharmed = schemaThat(() => undefined);
  validator(unharmed.schema).check({});
  for (let last = 1; last <= unharmed.reads(); last += 1) {
    const { schema } = schemaThat((reads) => (reads === last ? loop() : undefined));
    const checked = validator(schema);
    expect(() => briefly(() => checked.check({}))).toThrow(
      expect.objectContaining({ code: 'parse-timeout' }),
    );
    expect(checked.check({ title: '题' })).toEqual({ ok: true, value: { title: '题' } });
    expect(checked.check({ title: 7 }).ok).toBe(false);
  }
});

/** A schema that calls when its properties are read, which the compiler does several times. */
function schemaThat(onRead: (reads: number) => void) {
  let reads = 0;
  const schema = shape({ title: text('a title') });
  const { properties } = schema;
  Object.defineProperty(schema, 'properties', {
    enumerable: true,
    get: () => {
      reads += 1;
      onRead(reads);
      return properties;
    },
  });
  return { schema, reads: () => reads };
}

function fibonacci(n: number): number {
  return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2);
}
