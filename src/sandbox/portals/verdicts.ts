import type { Receipt } from '../../../schemas/delivery.js';
import { toInstant, type Clock } from '../../../schemas/instant.js';
import type { Effect, Ledger } from './ledger.js';

/** Gives the verdict that an effect still waits for, if there is to be one. */
export type GiveVerdict = (effect: Effect) => void;

/** Verdicts are given after the answer, as editors would; `wake` sends them. A withdrawal needs none. */
export function createVerdicts(ledger: Ledger, clock: Clock, wake: () => void): GiveVerdict {
  return (effect) => {
    if (effect.receipt.status !== 'accepted' || effect.verdict === 'accepted') return;
    if (effect.decision !== undefined) return;
    const decision = toDecision(effect, clock());
    effect.decision = decision;
    ledger.decide(decision).then(wake, () => {
      // The journal is broken: the next request says so, and after a restart the verdict is given again.
      delete effect.decision;
    });
  };
}

/** Verdicts that a crash kept from being given. */
export function giveLeftoverVerdicts(ledger: Ledger, give: GiveVerdict): void {
  for (const { effects } of ledger.items.values()) effects.forEach(give);
}

function toDecision({ receipt, verdict }: Effect, now: Date): Receipt {
  const { url, ...rest } = receipt;
  return {
    ...rest,
    status: verdict,
    at: toInstant(now),
    ...(verdict === 'adopted' && url !== undefined && { url }),
    ...(verdict === 'declined' && { reason: '不符合栏目要求' }),
  };
}
