import type { Account } from '../../../schemas/account.js';
import type { Claim } from '../../../schemas/review.js';
import type { ContentItem } from '../../../schemas/content-item.js';
import { AppError } from '../../../schemas/errors.js';
import { escalatedTo } from './alarms.js';
import type { OpenWork } from './open-work.js';
import { authorsOf, heldStages } from './who-decided.js';

type Reviewed = Pick<
  ContentItem,
  'organizationId' | 'submittedBy' | 'history' | 'revision' | 'review' | 'claim'
>;
/** Who decides, as far as the rules look at them. */
export type Person = Pick<Account, 'id' | 'roles' | 'organizationId'> & {
  /** Others are on duty now. Absent or false for whoever is, and for all where the roster has a gap. */
  offDuty?: boolean;
};

/** Whom a stage keeps out: who decided in another stage of the item, in this one already, or wrote the revision. */
export function barredFrom(item: Reviewed, work: OpenWork): { held: Set<string>; authors: string[] } {
  const held = heldStages(item).filter(({ stage }) => stage !== work.name);
  const signed = work.kind === 'stage' ? (work.stage.approvals ?? []) : [];
  return { held: new Set([...held, ...signed].map(({ by }) => by)), authors: authorsOf(item) };
}

/** Throws why the person may not decide, as `findRefusal` answers it. Who holds a claim is another question: `requireUnclaimed`. */
export function requireMayDecide(item: Reviewed, work: OpenWork, person: Person): void {
  const refusal = findRefusal(item, work, person);
  if (refusal) throw refusal;
}

/**
 * Why the person may not decide: `forbidden` (not the role or the department, or not on duty), `same-person`, `own-organization` (theirs,
 * or they wrote it). Undefined for somebody who may.
 */
export function findRefusal(item: Reviewed, work: OpenWork, person: Person): AppError | undefined {
  const stage = work.name;
  const escalated = escalatedTo(item, work).includes(person.id);
  const outside = escalated ? undefined : findOutside(item, work, person);
  if (outside) return outside;
  const { held, authors } = barredFrom(item, work);
  if (held.has(person.id))
    return new AppError('same-person', 'no one person may hold any two stages of one item', {
      details: { stage },
    });
  if (authors.includes(person.id) || item.organizationId === person.organizationId)
    return new AppError('own-organization', 'nobody reviews what they or their own organization wrote');
  const departments = work.kind === 'stage' ? work.stage.departments : undefined;
  if (departments && !escalated && !waitingDepartments(work).includes(person.organizationId))
    return new AppError('same-person', 'this department has approved already', { details: { stage } });
  return undefined;
}

/** `forbidden` for whom the stage is not asked of at all. */
function findOutside(
  { claim }: Pick<Reviewed, 'claim'>,
  work: OpenWork,
  person: Person,
): AppError | undefined {
  const { name: stage, role } = work;
  const departments = work.kind === 'stage' ? work.stage.departments : undefined;
  if (!person.roles.includes(role))
    return new AppError('forbidden', `stage ${stage} is decided by ${role}`, { details: { stage, role } });
  if (departments && !departments.includes(person.organizationId))
    return new AppError('forbidden', `stage ${stage} is decided by ${departments.join(', ')}`, {
      details: { stage, departments },
    });
  // Whoever took it up on duty finishes it.
  if (role === 'duty-officer' && person.offDuty === true && claim?.by !== person.id)
    return new AppError('forbidden', 'another officer is on duty now', { details: { stage, role } });
  return undefined;
}

/** Departments whose approval a stage still waits for; none for a stage without departments. */
export function waitingDepartments(work: OpenWork): string[] {
  if (work.kind !== 'stage') return [];
  const signed = (work.stage.approvals ?? []).map(({ organizationId }) => organizationId);
  return (work.stage.departments ?? []).filter((id) => !signed.includes(id));
}

/** Another one's claim that has not run out, where it is for the same place in a co-signed stage. */
export function findOthersClaim(
  { claim }: Pick<ContentItem, 'claim'>,
  work: OpenWork,
  person: Person,
  now: Date,
): Claim | undefined {
  if (!claim || claim.by === person.id || hasEnded(claim, now)) return undefined;
  const sideBySide = work.kind === 'stage' && work.stage.departments && work.stage.mode !== 'any';
  return sideBySide && claim.organizationId !== person.organizationId ? undefined : claim;
}

/** Throws `claimed-by-other`, or `claim-expired` for a claim of one's own that has run out. */
export function requireUnclaimed(
  item: Pick<ContentItem, 'claim'>,
  work: OpenWork,
  person: Person,
  now: Date,
): void {
  const other = findOthersClaim(item, work, person, now);
  if (other) {
    throw new AppError('claimed-by-other', `${other.by} has claimed the item until ${other.until}`, {
      details: { by: other.by, until: other.until },
    });
  }
  if (item.claim?.by === person.id && hasEnded(item.claim, now)) {
    throw new AppError('claim-expired', `your claim ran out at ${item.claim.until}; claim the item again`, {
      details: { until: item.claim.until },
    });
  }
}

export function hasEnded({ until }: Pick<Claim, 'until'>, now: Date): boolean {
  return Date.parse(until) <= now.getTime();
}
