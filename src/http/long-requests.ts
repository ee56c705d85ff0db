import type { IncomingMessage } from 'node:http';

const allowed = new WeakSet<IncomingMessage>();

/** Lifts the time limit on receiving this request: its handler reads as fast as it can work, and watches for idling. */
export function allowLongRequest(req: IncomingMessage): void {
  allowed.add(req);
}

export function isLongRequest(req: IncomingMessage): boolean {
  return allowed.has(req);
}
