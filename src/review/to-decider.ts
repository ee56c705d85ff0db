import type { Account } from '../../schemas/account.js';
import type { Person } from '../domain/review/may-decide.js';

/** An account as the rules of review look at it at one time. */
export type Decider = Account & Person;

/** Where the roster has a gap nobody is off duty: what cannot wait must not wait for a roster. */
export function toDecider(account: Account, onDuty: readonly string[]): Decider {
  return { ...account, offDuty: onDuty.length > 0 && !onDuty.includes(account.id) };
}
