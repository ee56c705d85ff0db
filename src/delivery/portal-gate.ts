import { randomUUID } from 'node:crypto';
import type { AppError } from '../../schemas/errors.js';
import { addSeconds, type Clock } from '../../schemas/instant.js';
import type { Portal } from '../../schemas/portal.js';
import {
  afterWord,
  heldFor,
  passageOf,
  withoutProbe,
  withProbe,
  type CircuitRecord,
  type PortalWord,
} from '../domain/circuit.js';
import { wordOf } from '../domain/portal-word.js';
import { gather } from '../gather.js';
import { pause } from '../pause.js';
import type { CircuitStore, SeenCircuit } from '../store/circuit-store.js';

export interface GateDependencies {
  circuits: CircuitStore;
  /** Told once of every change from or to a circuit that is closed. */
  circuitTurned: (portal: Pick<Portal, 'id' | 'name'>, circuit: CircuitRecord) => Promise<void>;
  now: Clock;
  /** How long one exchange may take; a probe that has not ended long after is taken by another. */
  timeoutMs: number;
}

type GatedPortal = Pick<Portal, 'id' | 'name' | 'circuit'>;

/** Leave to send one delivery. Whoever has it says how it ended, exactly once. */
export interface Pass {
  /** The portal took it, or it threw this. `unsaid` leaves the portal's standing as it is: nothing was tried. */
  ended(how: 'taken' | 'unsaid' | AppError): Promise<void>;
}

export type PortalGate = ReturnType<typeof createPortalGate>;

/** How often a wait looks whether the circuit has been closed before its time. Milliseconds. */
const LOOK_AGAIN_MS = 500;
/** Many processes may write one circuit at once, when a portal goes down under load. */
const TRIES = 50;
const MOST_TOGETHER = { most: 50 };

/**
 * Lets deliveries through to portals whose circuit is closed; holds them, where they are, in front of one that is open;
 * lets a single one through when it is time to probe. What it knows lies in the circuit's document, so that all processes
 * keep to it, and after a restart as well. While all goes well nothing is written.
 */
export function createPortalGate(deps: GateDependencies) {
  const { circuits, now } = deps;
  const change = changeCircuits(deps);
  const look = gather(async (ids: readonly string[]) => {
    const seen = await circuits.findMany([...new Set(ids)], now());
    return ids.map((id) => seen.get(id));
  }, MOST_TOGETHER);
  /** Successes since the last write, by portal: they count in the share of failures once there is one. */
  const unwritten = new Map<string, number>();

  /** Waits for leave to send; undefined when `stopping` ended the wait. */
  async function enter(portal: GatedPortal, stopping: AbortSignal): Promise<Pass | undefined> {
    while (!stopping.aborted) {
      const seen = await look(portal.id);
      if (!seen) continue;
      const passage = passageOf(seen.circuit, now());
      if (passage.may === 'send') return toPass(portal, seen.circuit);
      const probe = passage.may === 'probe' ? await takeProbe(seen) : undefined;
      if (probe !== undefined) return toPass(portal, seen.circuit, probe);
      await pause(Math.min(waitOf(passage, now()), LOOK_AGAIN_MS), stopping);
    }
    return undefined;
  }

  async function takeProbe(seen: SeenCircuit): Promise<string | undefined> {
    const token = randomUUID();
    const at = now();
    const until = addSeconds(at, (3 * deps.timeoutMs) / 1000 + 5);
    const taken = await circuits.replace(seen, withProbe(seen.circuit, token, at, until));
    return taken ? token : undefined;
  }

  function toPass(portal: GatedPortal, seen: CircuitRecord, probe?: string): Pass {
    const isClean = probe === undefined && seen.refusalsInRow === 0 && seen.failuresInRow === 0;
    return {
      async ended(how) {
        const word = typeof how === 'string' ? (how === 'taken' ? how : undefined) : wordOf(how.code);
        const hold = typeof how === 'object' && how.code === 'portal-throttled' ? how.retryAfterSeconds : 0;
        if (hold) await change(portal, (circuit) => heldFor(circuit, hold, now()));
        if (word === 'taken' && isClean)
          return void unwritten.set(portal.id, (unwritten.get(portal.id) ?? 0) + 1);
        if (word !== undefined) return hear(portal, { word, ...reasonOf(how), ...(probe && { probe }) });
        if (probe !== undefined) await change(portal, (circuit) => withoutProbe(circuit, probe, now()));
      },
    };
  }

  async function hear(portal: GatedPortal, said: PortalWord): Promise<void> {
    const successes = unwritten.get(portal.id) ?? 0;
    unwritten.set(portal.id, 0);
    const told = { ...said, unwritten: successes };
    await change(portal, (circuit) => afterWord(circuit, told, now(), portal.circuit));
  }

  return { enter };
}

/** Decides on a circuit as it is, and again where another process has written meanwhile. */
function changeCircuits({ circuits, circuitTurned, now }: GateDependencies) {
  return async (
    portal: Pick<Portal, 'id' | 'name'>,
    decide: (circuit: CircuitRecord) => CircuitRecord,
  ): Promise<CircuitRecord> => {
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const seen = await circuits.find(portal.id, now());
      const next = decide(seen.circuit);
      if (next === seen.circuit) return next;
      if (!(await circuits.replace(seen, next))) continue;
      if ((seen.circuit.state === 'closed') !== (next.state === 'closed')) await circuitTurned(portal, next);
      return next;
    }
    // Nothing depends on one word more or less.
    return (await circuits.find(portal.id, now())).circuit;
  };
}

function waitOf(passage: ReturnType<typeof passageOf>, now: Date): number {
  return passage.may === 'wait' ? Math.max(1, passage.until.getTime() - now.getTime()) : 1;
}

function reasonOf(how: 'taken' | 'unsaid' | AppError): { reason?: string } {
  return typeof how === 'string' ? {} : { reason: how.message };
}
