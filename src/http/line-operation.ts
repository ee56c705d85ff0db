import type { Static, TSchema } from 'typebox';
import { AppError, isAppError } from '../../schemas/errors.js';
import { validator } from '../../schemas/validator.js';
import type { ApiDependencies, Caller } from './api-dependencies.js';
import { requestDigest } from './idempotency.js';
import type { LineOperation, RequestBody } from './operation.js';
import { parseJsonBody } from './parse-json-body.js';
import { queryReader } from './read-query.js';
import type { BodyLine } from './read-lines.js';
import { refusal } from './words.js';

interface LineSpec<Q extends TSchema, S extends TSchema> extends Omit<
  LineOperation,
  'body' | 'query' | 'checkQuery' | 'answerLines'
> {
  query: Q;
  /** Schema of one line. */
  line: S;
  content: NonNullable<RequestBody<unknown>['content']>;
  /** An answer or an error for each value, in order. */
  run: (
    deps: ApiDependencies,
    values: readonly Static<S>[],
    caller: Caller,
  ) => Promise<(object | AppError)[]>;
}

/** An operation on a stream of JSON lines: each is checked on its own, those that fit are run together. */
export function lineOperation<Q extends TSchema, S extends TSchema>(spec: LineSpec<Q, S>): LineOperation {
  const checker = validator(spec.line);
  const { line: _line, content, run, ...text } = spec;
  return {
    ...text,
    body: { kind: 'lines', content },
    checkQuery: queryReader(spec.query),
    answerLines: async (deps, lines, { caller, key }) => {
      const read = lines.map((line) => readLine(line, (value) => checker.parse(value, 'this line')));
      const fit = read.flatMap((one) => ('value' in one ? [one] : []));
      const runThese = (these: typeof fit) => {
        const values = these.map(({ value }) => value);
        return values.length > 0 ? run(deps, values, caller) : Promise.resolve([]);
      };
      if (key === undefined) return { answers: inPlace(read, await runThese(fit)) };
      const keyed = fit.map(({ line, value }) => ({
        line,
        digest: requestDigest(spec.method.toUpperCase(), spec.path, value),
      }));
      const { answers, refused } = await deps.idempotency.eachOnce(
        { accountId: caller.account.id, key },
        keyed,
        (positions) => runThese(positions.flatMap((at) => fit[at] ?? [])),
      );
      if (!refused) return { answers: inPlace(read, answers) };
      const end = read.findIndex(({ line }) => line === fit[answers.length]?.line);
      return { answers: inPlace(read.slice(0, end), answers), refused };
    },
  };
}

type ReadLine<T> = { line: number } & ({ value: T } | { error: AppError });

/** The answers of the lines that fit, among those that do not. */
function inPlace(
  read: readonly ReadLine<unknown>[],
  answers: readonly (object | AppError)[],
): (object | AppError)[] {
  const left = [...answers];
  return read.map((one) => ('value' in one ? next(left) : one.error));
}

function readLine<T>({ line, bytes }: BodyLine, check: (value: unknown) => T): ReadLine<T> {
  try {
    if (bytes === undefined) throw tooLong();
    return { line, value: check(parseJsonBody(bytes)) };
  } catch (error) {
    if (isAppError(error)) return { line, error };
    throw error;
  }
}

function next(answers: (object | AppError)[]): object | AppError {
  return answers.shift() ?? new AppError('internal', 'a line was run and nothing was answered');
}

function tooLong(): AppError {
  return refusal('payload-too-large', {
    zh: '这一行超过单条信息的大小上限。',
    en: 'This line is larger than a single item may be.',
  });
}
