import type { Account } from '../../../schemas/account.js';
import type { ContentItem } from '../../../schemas/content-item.js';
import type { Alarm } from './alarms.js';
import { barredFrom, findRefusal, hasEnded, waitingDepartments } from './may-decide.js';

/** Everybody an alarm might concern, and who is on duty, in the order in which they are asked. */
export interface Desk {
  accounts: readonly Pick<Account, 'id' | 'roles' | 'organizationId'>[];
  onDuty: readonly string[];
}

export interface Addressees {
  told: string[];
  /** May decide from now on, beside those whose stage it is. */
  escalatedTo?: string;
  /** Nobody is on duty who could: the administrators are told instead. */
  nobodyOnDuty: boolean;
}

type Item = Pick<ContentItem, 'organizationId' | 'submittedBy' | 'history' | 'revision' | 'review' | 'claim'>;

/** Whom an alarm is for. Rules that keep somebody from deciding hold for an escalation too. */
export function decideAddressees(item: Item, alarm: Alarm, desk: Desk, now: Date): Addressees {
  const administrators = withRole(desk, 'system-administrator');
  switch (alarm.level) {
    case 'escalated':
      return { told: administrators, nobodyOnDuty: false };
    case 'overdue': {
      const next = findNext(item, alarm, desk, now);
      const late = claimantOf(item, now);
      return next === undefined
        ? { told: [...late, ...administrators], nobodyOnDuty: true }
        : { told: [next, ...late], escalatedTo: next, nobodyOnDuty: false };
    }
    case 'waiting':
    case 'due-soon':
    case 'due': {
      const alone = alarm.work.role === 'duty-officer' && desk.onDuty.length === 0;
      const holders = holdersOf(item, alarm, desk, now);
      return { told: alone ? [...holders, ...administrators] : holders, nobodyOnDuty: alone };
    }
  }
}

/** Whoever claimed it, else all who may decide. */
function holdersOf(item: Item, { work }: Alarm, desk: Desk, now: Date): string[] {
  const claimant = claimantOf(item, now);
  if (claimant.length > 0) return claimant;
  const onDuty = (id: string) => desk.onDuty.length === 0 || desk.onDuty.includes(id);
  return desk.accounts
    .filter(({ id, ...person }) => !findRefusal(item, work, { id, ...person, offDuty: !onDuty(id) }))
    .map(({ id }) => id);
}

function claimantOf({ claim }: Item, now: Date): string[] {
  return claim && !hasEnded(claim, now) ? [claim.by] : [];
}

/**
 * The first on duty who may decide and was not already the one it waited for. The secrecy check goes to somebody who is
 * trained for it. Who may sign for a department that is late is one of those it waited for.
 */
function findNext(item: Item, { work }: Alarm, desk: Desk, now: Date): string | undefined {
  const { held, authors } = barredFrom(item, work);
  const late = claimantOf(item, now);
  return desk.onDuty.find((id, at) => {
    const person = desk.accounts.find((each) => each.id === id);
    if (!person || late.includes(id) || held.has(id) || authors.includes(id)) return false;
    if (person.organizationId === item.organizationId) return false;
    if (work.role === 'secrecy-reviewer' && !person.roles.includes(work.role)) return false;
    // In the duty stage the first of them is who it waited for.
    if (work.role === 'duty-officer' && at === 0 && late.length === 0) return false;
    const signedFor = work.kind === 'stage' && work.stage.departments !== undefined;
    return !signedFor || !waitingDepartments(work).includes(person.organizationId);
  });
}

function withRole({ accounts }: Desk, role: Account['roles'][number]): string[] {
  return accounts.filter(({ roles }) => roles.includes(role)).map(({ id }) => id);
}
