import type { Log } from '../log.js';

/**
 * Ends this process, whose supervisor starts a new one: it loses nothing, because whatever was under way is found by its
 * document, and there is no way to mend a driver from outside.
 */
export function endStuck(log: Log): () => void {
  return () => {
    log.error({}, 'store-connection-stuck');
    process.exit(1);
  };
}
