import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import * as ajvFormats from 'ajv-formats';
import type { Static, TSchema } from 'typebox';
import { AppError, type FieldError } from './errors.js';
import { toFieldErrors } from './field-errors.js';

function createAjv(): Ajv2020 {
  // `verbose` hands the offending value to the messages; `strictTypes: false` because unions of types are ours on purpose.
  const ajv = new Ajv2020({
    allErrors: true,
    verbose: true,
    strict: true,
    strictTypes: false,
    allowUnionTypes: true,
  });
  ajvFormats.default.default(ajv);
  // Marks settings whose values must not be shown; it checks nothing.
  ajv.addKeyword('secret');
  return ajv;
}

let ajv = createAjv();
let compiling = false;

/** A compilation that was ended in the middle, as a time limit ends it, leaves its instance unusable: then a new one is taken. */
function compile<S extends TSchema>(schema: S): ValidateFunction<Static<S>> {
  if (compiling) ajv = createAjv();
  compiling = true;
  const compiled = ajv.compile<Static<S>>(schema);
  compiling = false;
  return compiled;
}

/** The outcome of checking an unknown value: the value typed, or every wrong field. */
export type Checked<T> = { ok: true; value: T } | { ok: false; fields: FieldError[] };

export interface Validator<T> {
  /** Checks without throwing; expected outcomes (a batch line, a config file) use this. */
  check(value: unknown): Checked<T>;
  /** Returns the value typed, or throws `validation-failed` naming each field and `what` was being read. */
  parse(value: unknown, what: string): T;
}

/**
 * Compiles a schema once, on first use, into a validator whose type is the schema's.
 * Errors carry RFC 6901 pointers and texts in Chinese and English.
 */
export function validator<S extends TSchema>(schema: S): Validator<Static<S>> {
  let compiled: ValidateFunction<Static<S>> | undefined;
  const check = (value: unknown): Checked<Static<S>> => {
    compiled ??= compile(schema);
    if (compiled(value)) return { ok: true, value };
    return { ok: false, fields: toFieldErrors(compiled.errors ?? []) };
  };
  const parse = (value: unknown, what: string): Static<S> => {
    const checked = check(value);
    if (checked.ok) return checked.value;
    throw new AppError('validation-failed', `${what} does not fit its schema`, { fields: checked.fields });
  };
  return { check, parse };
}
