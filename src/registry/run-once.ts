import { AppError } from '../../schemas/errors.js';
import type { Clock } from '../../schemas/instant.js';
import type { IdempotencyStore } from '../store/idempotency-store.js';

interface StoredAnswer {
  status: number;
  body: unknown;
}

/** Idempotency-Key: the work runs once for an account and key, a repeat gets the first answer. */
export function createRunOnce(deps: { idempotency: IdempotencyStore; now: Clock }) {
  return async (
    scope: { accountId: string; key: string; digest: string },
    work: () => Promise<StoredAnswer>,
  ): Promise<StoredAnswer & { replayed: boolean }> => {
    const id = `${scope.accountId} ${scope.key}`;
    const begun = await deps.idempotency.begin(id, scope.digest, deps.now());
    if (begun.status === 'answered') return { ...begun.answer, replayed: true };
    if (begun.status === 'conflict') {
      throw new AppError('idempotency-conflict', 'this Idempotency-Key was used with another request');
    }
    if (begun.status === 'running') {
      throw new AppError(
        'idempotency-in-progress',
        'the first request with this Idempotency-Key still runs',
        {
          retryAfterSeconds: 1,
        },
      );
    }
    return finish(deps.idempotency, id, work);
  };
}

async function finish(
  idempotency: IdempotencyStore,
  id: string,
  work: () => Promise<StoredAnswer>,
): Promise<StoredAnswer & { replayed: boolean }> {
  try {
    const answer = await work();
    if (answer.status < 500) await idempotency.finish(id, answer);
    else await idempotency.abandon(id);
    return { ...answer, replayed: false };
  } catch (error) {
    await idempotency.abandon(id);
    throw error;
  }
}
