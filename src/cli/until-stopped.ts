import type { Log } from '../log.js';

/** Beyond the time for draining: closing connections and writing the last lines. */
const CLOSING_SECONDS = 5;

/**
 * Resolves when this process is asked to end: SIGTERM, SIGINT, or its supervisor gone. Tells the supervisor that it is
 * up. A second signal ends it at once. `drainSeconds` bounds what follows: where the services are gone as well (our
 * supervisor was killed and took them along), closing a connection may wait for one that never comes back.
 */
export function untilStopped(log: Log, drainSeconds?: number): Promise<void> {
  // A supervisor that was killed while we were starting has closed the channel before anybody could listen.
  const orphaned = process.send !== undefined && !process.connected;
  if (process.connected) process.send?.({ up: true });
  return new Promise((resolve) => {
    const stop = (why: string) => () => {
      log.info({ why }, 'stopping');
      if (drainSeconds !== undefined) endWithin(drainSeconds + CLOSING_SECONDS, log);
      // The channel to the supervisor would keep a drained process alive.
      if (process.connected) process.disconnect();
      resolve();
    };
    process.once('SIGTERM', stop('SIGTERM'));
    process.once('SIGINT', stop('SIGINT'));
    if (orphaned) stop('supervisor-gone')();
    else if (process.connected) process.once('disconnect', stop('supervisor-gone'));
  });
}

function endWithin(seconds: number, log: Log): void {
  setTimeout(() => {
    log.warn({ seconds }, 'stopping-took-too-long');
    process.exit(1);
  }, seconds * 1000).unref();
}
