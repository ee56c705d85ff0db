import { randomUUID } from 'node:crypto';
import { AppError, isAppError } from '../../schemas/errors.js';
import type { Clock } from '../../schemas/instant.js';
import type { BeginOutcome, IdempotencyStore } from '../store/idempotency-store.js';

export interface KeyedLine {
  /** Its number in the request. */
  line: number;
  digest: string;
}

/** Answers of the lines up to the first one that was not this key's, or is still being run; that one's error after them. */
export interface EachAnswered {
  answers: (object | AppError)[];
  refused?: AppError;
}

type Answer = object | AppError;

/**
 * Idempotency-Key of a request that is answered line by line, and never known as a whole: each line counts under the key
 * and its number. What was answered is answered the same again, the rest is run, so that a request that broke off goes on
 * where it was sent again. From the first line on that another request had under this key nothing is run.
 */
export function createRunEachOnce(deps: { idempotency: IdempotencyStore; now: Clock }) {
  return async (
    scope: { accountId: string; key: string },
    lines: readonly KeyedLine[],
    work: (positions: readonly number[]) => Promise<Answer[]>,
  ): Promise<EachAnswered> => {
    const owner = randomUUID();
    const ids = lines.map(({ line }) => `${scope.accountId} ${scope.key} ${line}`);
    const keyed = lines.map(({ digest }, at) => ({ id: ids[at] ?? '', digest }));
    const begun = await deps.idempotency.beginMany(keyed, owner, deps.now());
    const end = begun.findIndex(({ status }) => status === 'conflict' || status === 'running');
    const wanted = end < 0 ? begun : begun.slice(0, end);
    const positions = wanted.flatMap(({ status }, at) => (status === 'begun' ? [at] : []));
    const ran = await runThem(deps.idempotency, { ids, owner, positions }, work);
    const answers = wanted.map((outcome, at) => ran.get(at) ?? replay(outcome));
    const refused = begun[end];
    return refused ? { answers, refused: refusal(refused) } : { answers };
  };
}

/** Runs these, keeps their answers, and gives all other keys of this owner back. */
async function runThem(
  idempotency: IdempotencyStore,
  { ids, owner, positions }: { ids: readonly string[]; owner: string; positions: readonly number[] },
  work: (positions: readonly number[]) => Promise<Answer[]>,
): Promise<Map<number, Answer>> {
  try {
    const answers = positions.length > 0 ? await work(positions) : [];
    const ran = new Map(positions.map((at, index) => [at, answers[index] ?? nothing()] as const));
    // As with one request: what failed used up no key.
    const done = [...ran].flatMap(([at, body]) =>
      isAppError(body) ? [] : [{ id: ids[at] ?? '', answer: { status: 200, body } }],
    );
    await idempotency.finishMany(done, owner);
    return ran;
  } finally {
    await idempotency.abandonMany(ids, owner);
  }
}

function replay(outcome: BeginOutcome): Answer {
  const body = outcome.status === 'answered' ? outcome.answer.body : undefined;
  return typeof body === 'object' && body !== null ? body : nothing();
}

function refusal({ status }: BeginOutcome): AppError {
  return status === 'conflict'
    ? new AppError('idempotency-conflict', 'this Idempotency-Key was used with another body')
    : new AppError('idempotency-in-progress', 'the first request with this Idempotency-Key still runs', {
        retryAfterSeconds: 1,
      });
}

function nothing(): AppError {
  return new AppError('internal', 'a line was run and nothing was answered');
}
