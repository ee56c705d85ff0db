import { parseArgs } from 'node:util';
import { listen, parseListenAddress } from './listen-address.js';
import { openStore, type OpenStore } from './open-store.js';

/** Diagnostics go to stderr as JSON lines; stdout carries only the ready line. */
function log(event: string, fields: Record<string, unknown>): void {
  process.stderr.write(`${JSON.stringify({ time: new Date().toISOString(), event, ...fields })}\n`);
}

function stopOn(store: OpenStore, withStdin: boolean): void {
  let stopping = false;
  const stop = (reason: string): void => {
    if (stopping) return;
    stopping = true;
    log('stopping', { reason });
    store.close().then(
      () => process.exit(0),
      (error: unknown) => {
        log('stop-failed', { error: String(error) });
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', stop).on('SIGINT', stop);
  // a parent that goes away may take the reader of our output with it
  process.stdout.on('error', () => undefined);
  process.stderr.on('error', () => undefined);
  if (!withStdin) return;
  const ended = (): void => {
    stop('stdin ended');
  };
  process.stdin.on('end', ended).on('close', ended).on('error', ended).resume();
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      data: { type: 'string' },
      listen: { type: 'string', default: '127.0.0.1:0' },
      'exit-with-stdin': { type: 'boolean', default: false },
      'wait-for-lock': { type: 'string', default: '0' },
    },
  });
  if (values.data === undefined) throw new Error('--data <directory> is required');
  const address = parseListenAddress(values.listen);
  const store = await openStore(values.data, log, Number(values['wait-for-lock']));
  stopOn(store, values['exit-with-stdin']);
  const url = await listen(store.server.server, address);
  process.stdout.write(`${JSON.stringify({ ready: true, url })}\n`);
}

main().catch((error: unknown) => {
  log('start-failed', { reason: error instanceof Error ? error.message : String(error) });
  process.exit(1);
});
