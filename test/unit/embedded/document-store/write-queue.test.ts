import { describe, expect, test } from '@jest/globals';
import type { LmdbStorage } from '../../../../src/embedded/document-store/storage/lmdb-storage.js';
import { WriteQueue, type WriteTask } from '../../../../src/embedded/document-store/storage/write-queue.js';

/** A storage whose commits succeed or fail as told. */
class ScriptedStorage {
  writes = 0;
  transactions = 0;
  failing = new Set<number>();

  async transaction(work: () => void): Promise<void> {
    work();
    await Promise.resolve();
    if (this.failing.has(this.transactions++)) throw Object.assign(new Error('disk full'), { code: 28 });
  }
}

function queueOn(storage: ScriptedStorage): { queue: WriteQueue; failures: string[] } {
  const failures: string[] = [];
  const asStorage: Pick<LmdbStorage, 'transaction' | 'writes'> = storage;
  const queue = new WriteQueue(
    asStorage,
    ({ message }) => failures.push(message),
    () => failures.push('half-written'),
  );
  return { queue, failures };
}

/** A write that takes so many milliseconds, a step each. */
function* slow(milliseconds: number): WriteTask<string> {
  for (let step = 0; step < milliseconds; step++) {
    const stop = performance.now() + 1;
    while (performance.now() < stop);
    yield;
  }
  return 'slow done';
}

function* quick(name: string): WriteTask<string> {
  yield;
  return name;
}

describe('the write queue', () => {
  test('commits everything that has arrived in one transaction', async () => {
    const storage = new ScriptedStorage();
    const { queue } = queueOn(storage);
    expect(await Promise.all(['a', 'b', 'c'].map((name) => queue.run(quick(name))))).toEqual(['a', 'b', 'c']);
    expect(storage.transactions).toBe(1);
  });

  test('does not let a long write hold up a short one', async () => {
    const { queue } = queueOn(new ScriptedStorage());
    const order: string[] = [];
    const long = queue.run(slow(60)).then((name) => order.push(name));
    await queue.run(quick('quick')).then((name) => order.push(name));
    await long;
    expect(order).toEqual(['quick', 'slow done']);
  });

  test('fails what had a part in a failed transaction, even if it would have gone on, and nothing else', async () => {
    const storage = new ScriptedStorage();
    storage.failing.add(0);
    const { queue, failures } = queueOn(storage);
    const long = queue.run(slow(60));
    const short = queue.run(quick('a'));
    await expect(short).rejects.toMatchObject({ code: 14031 });
    await expect(long).rejects.toMatchObject({ code: 14031 });
    expect(failures).toEqual(['disk full']);
    expect(await queue.run(quick('b'))).toBe('b');
  });

  test('reports a write that broke off half-way', async () => {
    const storage = new ScriptedStorage();
    const { queue, failures } = queueOn(storage);
    const broken = (function* (): WriteTask<string> {
      storage.writes++;
      yield* quick('never');
      storage.writes++;
      throw new Error('defect');
    })();
    await expect(queue.run(broken)).rejects.toThrow('defect');
    expect(failures).toEqual(['half-written']);
  });

  test('is idle when all is committed', async () => {
    const { queue } = queueOn(new ScriptedStorage());
    const done: string[] = [];
    void queue.run(slow(20)).then((name) => done.push(name));
    await queue.idle();
    await Promise.resolve();
    expect(done).toEqual(['slow done']);
  });
});
