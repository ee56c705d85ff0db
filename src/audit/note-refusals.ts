import { createHash } from 'node:crypto';
import type { Account } from '../../schemas/account.js';
import { toInstant, type Clock } from '../../schemas/instant.js';
import type { Log } from '../log.js';
import type { ActionStore } from '../store/action-store.js';

/** Somebody who was turned away at the door. */
export interface Refusal {
  from: string;
  /** Absent where no key was accepted. */
  account?: Account;
  /** What they wanted: an operation, or the public part of the key they showed. */
  wanted: string;
}

/** Of one address without a key, or one account and operation, the first refusal of each such time is noted. */
const WINDOW_MS = 600_000;
/** Addresses noted in that time by one process: whoever has more of them fills no log with it. */
const MOST_NOTED = 1000;

export interface RefusalDependencies {
  actions: Pick<ActionStore, 'begin'>;
  now: Clock;
  log: Pick<Log, 'warn'>;
}

/**
 * Notes that somebody was turned away: with a key that does not count, or wanting what their roles do not allow. Never
 * throws, because they are to be turned away whatever becomes of the note; one that could not be written is logged, and the
 * next refusal of the same kind is noted in its place.
 */
export function createNoteRefusals({ actions, now, log }: RefusalDependencies) {
  /** Noted in this window, or being noted. */
  let noted = new Set<string>();
  let noting = -1;

  return async (refusal: Refusal): Promise<void> => {
    const at = now();
    const window = Math.floor(at.getTime() / WINDOW_MS);
    // A set of its own for each window: what fails late must not be taken out of the next one.
    if (window !== noting) noted = new Set();
    noting = window;
    const mine = noted;
    const { from, account, wanted } = refusal;
    const who = account ? `${account.id} ${wanted}` : from;
    if (mine.has(who) || mine.size >= MOST_NOTED) return;
    mine.add(who);
    // Named by what it is about, so that of several processes one notes it.
    const digest = createHash('sha256').update(who).digest('hex').slice(0, 32);
    const record = toRecord(refusal, `${digest}.${window}`, toInstant(at));
    try {
      await actions.begin(record);
    } catch (err) {
      mine.delete(who);
      log.warn({ err, action: record.action, from: record.from, thing: record.thing }, 'refusal-not-noted');
    }
  };
}

function toRecord({ from, account, wanted }: Refusal, id: string, at: string) {
  const refused = { id, at, sealDueAt: at, from: from.slice(0, 100), outcome: 'refused' as const };
  const thing = (kind: 'operation' | 'api-key') => ({ kind, id: wanted.slice(0, 300) });
  return account
    ? {
        ...{ ...refused, action: 'access-refused' as const, code: 'forbidden', thing: thing('operation') },
        who: { account: account.id, organizationId: account.organizationId },
      }
    : {
        ...{ ...refused, action: 'sign-in-refused' as const, code: 'unauthenticated' },
        ...{ thing: thing('api-key'), who: { account: 'unknown' } },
      };
}
