import type { Clock } from '../../schemas/instant.js';
import type { Lane } from '../../schemas/lane.js';
import type { Portal } from '../../schemas/portal.js';
import { floorOf, paceOf, type Pace } from '../domain/pace.js';
import { pause } from '../pause.js';

export interface PacerDependencies {
  /** 0 when a token of the portal was taken, else the milliseconds after which it may be tried again. */
  takeToken: (portalId: string, pace: Pace, floor: number) => Promise<number>;
  findPortal: (id: string) => Promise<PacedPortal | undefined>;
  now: Clock;
}

type PacedPortal = Pick<Portal, 'id' | 'rateLimit'>;
export type Pacer = ReturnType<typeof createPacer>;

/** Longest wait between two tries: a lane ages meanwhile, and the portal's setting may have changed. Milliseconds. */
const LONGEST_PAUSE_MS = 1000;

/**
 * Lets requests to a portal begin no faster than its limit allows, those of one lane in the order they came. Only the first
 * of each lane asks; how long it has been the first is how long its lane has waited.
 */
export function createPacer({ takeToken, findPortal, now }: PacerDependencies) {
  /** Ends when whoever came last in that lane has begun. */
  const lanes = new Map<string, Promise<unknown>>();

  /** Waits for the turn of one request; false when `stopping` ended the wait. */
  async function wait(portal: PacedPortal, lane: Lane, stopping: AbortSignal): Promise<boolean> {
    if (!portal.rateLimit) return !stopping.aborted;
    const name = `${portal.id} ${lane}`;
    const before = lanes.get(name) ?? Promise.resolve();
    const turn = before.then(() => takeTurn(portal, lane, stopping));
    const ended = turn.catch(() => undefined);
    lanes.set(name, ended);
    try {
      return await turn;
    } finally {
      if (lanes.get(name) === ended) lanes.delete(name);
    }
  }

  async function takeTurn(asOpened: PacedPortal, lane: Lane, stopping: AbortSignal): Promise<boolean> {
    const since = now().getTime();
    let portal = asOpened;
    let lookedAt = since;
    while (!stopping.aborted) {
      if (!portal.rateLimit) return true;
      const pace = paceOf(portal.rateLimit);
      const floor = floorOf(lane, Math.max(0, now().getTime() - since) / 1000, pace);
      const waitMs = await takeToken(portal.id, pace, floor);
      if (waitMs === 0) return true;
      await pause(Math.min(waitMs, LONGEST_PAUSE_MS), stopping);
      // A limit that was lifted meanwhile must not be waited for.
      if (now().getTime() - lookedAt < LONGEST_PAUSE_MS) continue;
      lookedAt = now().getTime();
      portal = (await findPortal(portal.id)) ?? portal;
    }
    return false;
  }

  /** A further request of what has begun already: it waits for nothing but the next token. */
  const goOn = (portal: PacedPortal, signal: AbortSignal): Promise<boolean> =>
    takeTurn(portal, 'flash', signal);

  return { wait, goOn };
}
