import type { ErrorObject } from 'ajv';
import type { Localize } from 'ajv-i18n/localize/types.js';
import zhModule from 'ajv-i18n/localize/zh/index.js';
import type { FieldError } from './errors.js';

// The package's types say `default`, its CommonJS module is the function itself; accept what is really there.
const zhExport: unknown = zhModule;
const localizeZh = isLocalize(zhExport) ? zhExport : zhModule.default;

function isLocalize(value: unknown): value is Localize {
  return typeof value === 'function';
}

// Composite keywords repeat what their branches already say; enum-like unions are the exception (see below).
const COMPOSITE = new Set(['anyOf', 'oneOf', 'allOf', 'if', 'not']);

/** Turns Ajv's errors into one entry a field: pointer, Chinese text, English text, each saying what was expected. */
export function toFieldErrors(errors: ErrorObject[]): FieldError[] {
  const useful = keepUseful(errors);
  const english = useful.map((error) => ({ ...error }));
  const chinese = useful.map((error) => ({ ...error }));
  localizeZh(chinese);
  return useful.map((error, index) => ({
    pointer: pointerOf(error),
    zh: withExpectation(chinese[index]?.message ?? '', error, '允许的值：', '、'),
    en: withExpectation(english[index]?.message ?? '', error, 'allowed: ', ', '),
  }));
}

function keepUseful(errors: ErrorObject[]): ErrorObject[] {
  const leaves = errors.filter((error) => !COMPOSITE.has(error.keyword));
  const kept = leaves.length > 0 ? leaves : errors;
  const seen = new Set<string>();
  return kept.filter((error) => {
    const key = `${pointerOf(error)} ${error.message ?? ''}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** A missing or surplus property is reported at its own address, not at its parent's. */
function pointerOf(error: ErrorObject): string {
  const params = error.params as { missingProperty?: string; additionalProperty?: string };
  const name = params.missingProperty ?? params.additionalProperty;
  return name === undefined ? error.instancePath : `${error.instancePath}/${escapePointer(name)}`;
}

function escapePointer(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}

function withExpectation(message: string, error: ErrorObject, label: string, separator: string): string {
  const params = error.params as { allowedValues?: unknown[]; allowedValue?: unknown };
  const allowed = params.allowedValues ?? (params.allowedValue === undefined ? [] : [params.allowedValue]);
  return allowed.length === 0 ? message : `${message} (${label}${allowed.map(String).join(separator)})`;
}
