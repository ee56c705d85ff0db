import { createHash } from 'node:crypto';
import type { Account } from '../../schemas/account.js';
import { toInstant, type Clock } from '../../schemas/instant.js';
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

/**
 * Notes that somebody was turned away: with a key that does not count, or wanting what their roles do not allow. Never
 * throws, because they are to be turned away whatever becomes of the note.
 */
export function createNoteRefusals({ actions, now }: { actions: Pick<ActionStore, 'begin'>; now: Clock }) {
  const noted = new Set<string>();
  let noting = -1;

  return async (refusal: Refusal): Promise<void> => {
    const at = now();
    const window = Math.floor(at.getTime() / WINDOW_MS);
    if (window !== noting) noted.clear();
    noting = window;
    const { from, account, wanted } = refusal;
    const who = account ? `${account.id} ${wanted}` : from;
    if (noted.has(who) || noted.size >= MOST_NOTED) return;
    noted.add(who);
    // Named by what it is about, so that of several processes one notes it.
    const digest = createHash('sha256').update(who).digest('hex').slice(0, 32);
    await actions.begin(toRecord(refusal, `${digest}.${window}`, toInstant(at))).catch(() => undefined);
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
