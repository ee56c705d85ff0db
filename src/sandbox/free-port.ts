import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

const LOOPBACK = '127.0.0.1';
const LOOK_AGAIN_MS = 200;

/** Whether a server could listen on the port; 0 asks for any free one. Answers the port, or undefined. */
function tryListen(port: number, host: string): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => {
      resolve(undefined);
    });
    server.listen(port, host, () => {
      const { port: taken } = server.address() as AddressInfo;
      server.close(() => {
        resolve(taken);
      });
    });
  });
}

/** The preferred port where it is free, otherwise another one. */
export async function findPort(preferred: number, host = LOOPBACK): Promise<number> {
  return (await tryListen(preferred, host)) ?? (await tryListen(0, host)) ?? preferred;
}

/** Waits for processes of a run that was killed to let go of their ports; false when they do not in time. */
export async function untilPortsFree(ports: readonly number[], timeoutMs: number): Promise<boolean> {
  const stop = performance.now() + timeoutMs;
  for (;;) {
    const free = await Promise.all(ports.map((port) => tryListen(port, LOOPBACK)));
    if (free.every((port) => port !== undefined)) return true;
    if (performance.now() >= stop) return false;
    await wait(LOOK_AGAIN_MS);
  }
}
