import { describe, expect, test } from '@jest/globals';
import { AppError, ERROR_CODES, type ErrorCode } from '../../../schemas/errors.js';
import { Problem } from '../../../schemas/requests.js';
import { validator } from '../../../schemas/validator.js';
import { isPrivate, toProblem } from '../../../src/http/problem.js';
import { PROBLEM_TITLES } from '../../../src/http/problem-titles.js';
import { toAppError } from '../../../src/http/to-app-error.js';
import { refusal } from '../../../src/http/words.js';

const CODES = Object.keys(ERROR_CODES) as ErrorCode[];

describe.each(CODES)('%s', (code) => {
  test('has a title and advice in both languages', () => {
    const { title, advice } = PROBLEM_TITLES[code];
    for (const words of [title, advice]) {
      expect(words.zh).toMatch(/[\u4e00-\u9fff]/);
      expect(words.en).toMatch(/^[\x20-\x7e]+$/);
    }
    expect(advice.zh).toMatch(/。$/);
    expect(advice.en).toMatch(/\.$/);
  });

  test.each(['zh', 'en'] as const)('makes a valid problem in %s that tells secrets to nobody', (language) => {
    const error = new AppError(code, 'redis://10.0.0.5 said no', { details: { at: 'redis://10.0.0.5' } });
    const problem = toProblem(error, language, 'r-1');
    expect(validator(Problem).check(problem)).toMatchObject({ ok: true });
    expect(problem).toMatchObject({ code, status: ERROR_CODES[code].status, instance: 'r-1' });
    expect(JSON.stringify(problem).includes('10.0.0.5')).toBe(!isPrivate(code));
  });
});

test('titles differ, so that a person can tell the problems apart', () => {
  const titles = CODES.map((code) => PROBLEM_TITLES[code].title.zh);
  expect(new Set(titles).size).toBe(titles.length);
});

describe('fields', () => {
  const fields = [{ pointer: '/title', zh: '必填', en: 'required' }];

  test('are listed in the language asked for', () => {
    const error = new AppError('validation-failed', 'internal wording', { fields });
    expect(toProblem(error, 'zh', 'r').errors).toEqual([{ pointer: '/title', detail: '必填' }]);
    expect(toProblem(error, 'en', 'r').errors).toEqual([{ pointer: '/title', detail: 'required' }]);
    expect(toProblem(error, 'en', 'r').detail).toBe(PROBLEM_TITLES['validation-failed'].advice.en);
  });

  test('a refusal of the whole request is the detail, not a list of one', () => {
    const problem = toProblem(refusal('forbidden', { zh: '不行。', en: 'No.' }), 'zh', 'r');
    expect(problem.detail).toBe('不行。');
    expect(problem).not.toHaveProperty('errors');
  });

  test('a body wrong as a whole is both, for programs that read the list', () => {
    const root = [{ pointer: '', zh: '应当是对象', en: 'must be object' }];
    const problem = toProblem(new AppError('validation-failed', 'x', { fields: root }), 'en', 'r');
    expect(problem).toMatchObject({ detail: 'must be object', errors: [{ pointer: '' }] });
  });
});

describe('what is thrown gets its code', () => {
  const httpError = (properties: object) => Object.assign(new Error('by others'), properties);
  const thrown: [name: string, error: unknown, code: ErrorCode][] = [
    ['our own error', new AppError('conflict', 'x'), 'conflict'],
    ['a body over the limit', httpError({ type: 'entity.too.large', limit: 5 }), 'payload-too-large'],
    ['a body cut off', httpError({ type: 'request.aborted' }), 'invalid-request'],
    ['a body of another length', httpError({ type: 'request.size.invalid' }), 'invalid-request'],
    ['damaged gzip', httpError({ code: 'Z_DATA_ERROR' }), 'invalid-request'],
    ['a damaged address', Object.assign(new URIError('x'), { status: 400 }), 'invalid-request'],
    ['a URIError of a use case', new URIError('x'), 'internal'],
    ['a stranger that claims a status', httpError({ status: 404 }), 'internal'],
    ['a TypeError', new TypeError('x'), 'internal'],
    ['undefined', undefined, 'internal'],
    ['a string', 'x', 'internal'],
  ];
  test.each(thrown)('%s', (_name, error, code) => {
    expect(toAppError(error).code).toBe(code);
  });

  test('an unexpected error is kept as cause', () => {
    const cause = new TypeError('x');
    expect(toAppError(cause).cause).toBe(cause);
  });
});
