import type { EventEmitter } from 'node:events';

/** An operation whose connection the driver has given up ends at once, or when its answer comes, or never. */
const STUCK_MS = 120_000;

interface PoolEvent {
  address: string;
}
interface ConnectionEvent extends PoolEvent {
  connectionId: number | string;
}

/**
 * Calls `onStuck` when an operation still holds a connection long after the driver has given up all that its pool had. Seen
 * with driver 7.8: a server hangs or dies while more is written to it than the socket takes; the driver destroys the socket
 * and goes on waiting for it to drain. Its `timeoutMS` has no effect any more, and `socketTimeoutMS` ends in the same wait.
 */
export function watchPool(
  client: Pick<EventEmitter, 'on'>,
  onStuck: () => void,
  { stuckMs = STUCK_MS }: { stuckMs?: number } = {},
): void {
  /** Connections that an operation holds, by name; one of that name that comes later is another one. */
  const held = new Map<string, { address: string }>();
  const timers = new Set<NodeJS.Timeout>();
  const nameOf = ({ address, connectionId }: ConnectionEvent): string => `${address} ${connectionId}`;

  client.on('connectionCheckedOut', (event: ConnectionEvent) => {
    held.set(nameOf(event), { address: event.address });
  });
  client.on('connectionCheckedIn', (event: ConnectionEvent) => {
    held.delete(nameOf(event));
  });
  client.on('connectionPoolCleared', ({ address }: PoolEvent) => {
    const givenUp = [...held].filter(([, each]) => each.address === address);
    if (givenUp.length === 0) return;
    const look = (): void => {
      timers.delete(timer);
      if (givenUp.some(([name, each]) => held.get(name) === each)) onStuck();
    };
    const timer = setTimeout(look, stuckMs).unref();
    timers.add(timer);
  });
  client.on('topologyClosed', () => {
    for (const timer of timers) clearTimeout(timer);
    timers.clear();
  });
}
