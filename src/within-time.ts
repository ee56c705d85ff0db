import { createContext, Script } from 'node:vm';
import { AppError } from '../schemas/errors.js';

/**
 * Runs a synchronous function and answers its result, or throws `parse-timeout` when it takes longer than the limit, even
 * inside an endless loop or a runaway regular expression. Errors of the function itself pass through. Calls may nest: the
 * outermost limit counts.
 *
 * V8 ends the function at whatever statement it is at, without running its `finally` blocks: what it changes outside itself
 * must be right after every single statement.
 */
export type WithinTime = <T>(run: () => T) => T;

/** A realm of its own, because the watchdog watches scripts: its one script calls what lies ready here. */
const realm: { run: (() => void) | undefined } = { run: undefined };
createContext(realm, { name: 'within-time' });
const CALL = new Script('run()', { filename: 'within-time' });

/**
 * The limit is kept by V8's own watchdog, so nothing is copied to another thread and back; a call costs some 40 µs. Waiting
 * (promises, I/O) is not watched.
 */
export function createWithinTime(limitMs: number): WithinTime {
  return (run) => {
    if (realm.run !== undefined) return run();
    let answer = (): ReturnType<typeof run> => {
      throw new AppError('internal', 'the watched function did not run');
    };
    realm.run = () => {
      const value = run();
      answer = () => value;
    };
    try {
      CALL.runInContext(realm, { timeout: limitMs });
    } catch (error) {
      throw endedByWatchdog(error) ? takesTooLong(limitMs) : error;
    } finally {
      realm.run = undefined;
    }
    return answer();
  };
}

/** No `instanceof Error`: the watchdog's error comes from the other realm. */
function endedByWatchdog(error: unknown): boolean {
  return (
    typeof error === 'object' &&
    error !== null &&
    'code' in error &&
    error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT'
  );
}

function takesTooLong(limitMs: number): AppError {
  return new AppError('parse-timeout', `reading it takes longer than ${limitMs} ms`, {
    details: { limitMs },
  });
}
