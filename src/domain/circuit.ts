import type { Circuit, CircuitCause, CircuitSettings } from '../../schemas/circuit.js';
import { addSeconds, toInstant } from '../../schemas/instant.js';

export const CIRCUIT_DEFAULTS: Required<CircuitSettings> = {
  refusalsInRow: 10,
  failuresInRow: 20,
  failureShare: 0.5,
  leastAttempts: 40,
  windowSeconds: 60,
  probeSeconds: 5,
  longestProbeSeconds: 600,
};

/** A circuit with what it counts; counts begin anew whenever its state changes. */
export interface CircuitRecord extends Circuit {
  refusalsInRow: number;
  failuresInRow: number;
  /** Attempts since `windowFrom`, and how many of them failed. */
  windowFrom: string;
  attempts: number;
  failures: number;
  /** Who tries whether the portal takes anything again, and until when nobody else may. */
  probe?: { token: string; until: string };
}

/** What an exchange says of the portal as a whole. */
export interface PortalWord {
  word: 'taken' | 'refused' | 'failed' | 'gone';
  /** In words for people; absent where it took the delivery. */
  reason?: string;
  /** Attempts it took whose word was not written, because nothing had gone wrong: they count in the share. */
  unwritten?: number;
  /** The probe's token, where this was one. */
  probe?: string;
}

export function newCircuit(portalId: string, now: Date): CircuitRecord {
  const at = toInstant(now);
  return { portalId, state: 'closed', since: at, openings: 0, ...noCounts(at) };
}

function noCounts(at: string) {
  return { refusalsInRow: 0, failuresInRow: 0, windowFrom: at, attempts: 0, failures: 0 };
}

export type Passage =
  | { may: 'send' }
  /** Whoever takes the probe may send one delivery. */
  | { may: 'probe' }
  | { may: 'wait'; until: Date };

/** Whether a delivery may go to the portal now. A probe that never ended may be taken by another. */
export function passageOf(circuit: CircuitRecord, now: Date): Passage {
  const at = toInstant(now);
  if (circuit.heldUntil !== undefined && circuit.heldUntil > at) return waitUntil(circuit.heldUntil);
  if (circuit.state === 'closed') return { may: 'send' };
  // Opened while the clock was ahead: what it says of the next probe means nothing.
  if (circuit.since > at) return { may: 'probe' };
  const next = circuit.state === 'open' ? circuit.probeAt : circuit.probe?.until;
  return next === undefined || next <= at ? { may: 'probe' } : waitUntil(next);
}

function waitUntil(instant: string): Passage {
  return { may: 'wait', until: new Date(instant) };
}

/**
 * The circuit after the portal has said something; the same object where nothing changes. It opens on 410 at once, on
 * refusals or failures in a row, or on the share of failures in a window. While it is not closed only the probe counts:
 * what others had begun before says nothing of now. A probe that is refused shows that a portal which could not be reached
 * is there again; one that refused everything still does.
 */
export function afterWord(
  circuit: CircuitRecord,
  said: PortalWord,
  now: Date,
  settings: CircuitSettings = {},
): CircuitRecord {
  const limits = { ...CIRCUIT_DEFAULTS, ...settings };
  if (circuit.state !== 'closed') {
    const isProbe = said.probe !== undefined && said.probe === circuit.probe?.token;
    return isProbe ? afterProbe(circuit, said, now, limits) : circuit;
  }
  if (said.word === 'gone') return open(circuit, 'gone', said, now, limits);
  const counted = count(circuit, said, now, limits);
  if (counted.refusalsInRow >= limits.refusalsInRow) return open(counted, 'refusals', said, now, limits);
  const share = counted.failures / Math.max(1, counted.attempts);
  const tooMany = counted.attempts >= limits.leastAttempts && share >= limits.failureShare;
  if (said.word === 'failed' && (tooMany || counted.failuresInRow >= limits.failuresInRow))
    return open(counted, 'failures', said, now, limits);
  return counted;
}

function afterProbe(
  circuit: CircuitRecord,
  said: PortalWord,
  now: Date,
  limits: Required<CircuitSettings>,
): CircuitRecord {
  const answers = said.word === 'taken' || (said.word === 'refused' && circuit.cause !== 'refusals');
  if (!answers) {
    const cause = said.word === 'gone' ? 'gone' : said.word === 'refused' ? 'refusals' : 'failures';
    return open(circuit, cause, said, now, limits);
  }
  const { portalId, heldUntil } = circuit;
  return { ...newCircuit(portalId, now), ...(heldUntil !== undefined && { heldUntil }) };
}

function count(
  circuit: CircuitRecord,
  { word, unwritten = 0 }: PortalWord,
  now: Date,
  { windowSeconds }: Required<CircuitSettings>,
): CircuitRecord {
  const at = toInstant(now);
  const isOver = addSeconds(new Date(circuit.windowFrom), windowSeconds) <= now;
  const before = isOver ? { ...circuit, windowFrom: at, attempts: 0, failures: 0 } : circuit;
  return {
    ...before,
    refusalsInRow: word === 'refused' ? before.refusalsInRow + 1 : 0,
    failuresInRow: word === 'failed' ? before.failuresInRow + 1 : 0,
    attempts: before.attempts + unwritten + 1,
    failures: before.failures + (word === 'failed' ? 1 : 0),
  };
}

function open(
  { portalId, openings, heldUntil }: CircuitRecord,
  cause: CircuitCause,
  { reason }: PortalWord,
  now: Date,
  { probeSeconds, longestProbeSeconds }: Required<CircuitSettings>,
): CircuitRecord {
  const at = toInstant(now);
  const wait = Math.min(probeSeconds * 2 ** Math.min(openings, 20), longestProbeSeconds);
  return {
    ...{ portalId, state: 'open', since: at, cause, openings: openings + 1, ...noCounts(at) },
    ...(reason !== undefined && { reason: reason.slice(0, 1000) }),
    ...(heldUntil !== undefined && { heldUntil }),
    probeAt: toInstant(addSeconds(now, wait)),
  };
}

/** The circuit with its one probe given to somebody. */
export function withProbe(circuit: CircuitRecord, token: string, now: Date, until: Date): CircuitRecord {
  const { probeAt: _taken, ...rest } = circuit;
  const at = toInstant(now);
  return {
    ...rest,
    state: 'half-open',
    since: circuit.state === 'half-open' && circuit.since <= at ? circuit.since : at,
    probe: { token, until: toInstant(until) },
  };
}

/** The circuit with the probe given back unused: whoever comes next may take it at once. */
export function withoutProbe(circuit: CircuitRecord, token: string, now: Date): CircuitRecord {
  if (circuit.probe?.token !== token) return circuit;
  const { probe: _unused, ...rest } = circuit;
  return { ...rest, state: 'open', probeAt: toInstant(now) };
}

/** Longest time that a portal's Retry-After keeps everything from it, in seconds; one delivery waits as long as asked. */
const LONGEST_HOLD_SECONDS = 900;

/** The circuit with the portal left alone as it asked; the same object where it is left alone for longer already. */
export function heldFor(circuit: CircuitRecord, seconds: number, now: Date): CircuitRecord {
  const until = toInstant(addSeconds(now, Math.min(seconds, LONGEST_HOLD_SECONDS)));
  return circuit.heldUntil !== undefined && circuit.heldUntil >= until
    ? circuit
    : { ...circuit, heldUntil: until };
}

/** As it is shown to people. */
export function toCircuit(record: CircuitRecord): Circuit {
  const { portalId, state, since, cause, reason, probeAt, openings, heldUntil } = record;
  return {
    ...{ portalId, state, since, openings },
    ...(cause !== undefined && { cause }),
    ...(reason !== undefined && { reason }),
    ...(probeAt !== undefined && { probeAt }),
    ...(heldUntil !== undefined && { heldUntil }),
  };
}
