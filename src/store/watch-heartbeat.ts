import type { EventEmitter } from 'node:events';

/** Longer than any heartbeat of the driver can last by its own limits: 30 s to connect, 40 s to wait for news. */
const STUCK_MS = 60_000;

/**
 * Calls `onStuck` when the driver has begun to look at a server and neither ends nor gives up. Seen with driver 7.8: the
 * server dies while a heartbeat is being written, the driver waits for the closed socket to drain, and never tries again,
 * so that this process would take a store that is back for one that is away, for ever.
 */
export function watchHeartbeat(client: Pick<EventEmitter, 'on'>, onStuck: () => void): void {
  const waiting = new Map<string, NodeJS.Timeout>();
  const began = ({ connectionId }: { connectionId: string }): void => {
    ended({ connectionId });
    waiting.set(connectionId, setTimeout(onStuck, STUCK_MS).unref());
  };
  const ended = ({ connectionId }: { connectionId: string }): void => {
    clearTimeout(waiting.get(connectionId));
    waiting.delete(connectionId);
  };
  client.on('serverHeartbeatStarted', began);
  client.on('serverHeartbeatSucceeded', ended);
  client.on('serverHeartbeatFailed', ended);
  client.on('topologyClosed', () => {
    for (const timer of waiting.values()) clearTimeout(timer);
    waiting.clear();
  });
}
