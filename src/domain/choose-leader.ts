import type { SourceRanking } from '../../schemas/cluster.js';
import type { ItemState } from '../../schemas/content-item.js';
import type { OrganizationKind } from '../../schemas/organization.js';

/** Who stands first when several organizations report the same; an administrator may set another order. */
export const DEFAULT_RANKING: Pick<SourceRanking, 'kinds' | 'organizations'> = {
  kinds: ['bureau', 'department', 'unit', 'province', 'portal'],
  organizations: [],
};

/** What the choice needs to know of a member. */
export interface LeaderCandidate {
  itemId: string;
  organizationId: string;
  /** Absent when the organization is not registered any more. */
  organizationKind?: OrganizationKind;
  publishedAt?: string;
  receivedAt: string;
  state: ItemState;
}

/** What was taken back or not accepted stays in its cluster and never stands for it. */
const NEVER_LEADS: readonly ItemState[] = ['withdrawn', 'declined', 'expired'];

/**
 * The authoritative member: organizations named in the ranking in their order, then all others by their kind; between
 * equals the one published first, then the one received first. Undefined when no member may lead.
 */
export function chooseLeader<T extends LeaderCandidate>(
  members: readonly T[],
  ranking: Pick<SourceRanking, 'kinds' | 'organizations'>,
): T | undefined {
  const may = members.filter(({ state }) => !NEVER_LEADS.includes(state));
  return may.sort((a, b) => rankOf(a, ranking) - rankOf(b, ranking) || byTime(a, b))[0];
}

/** The member whose organization was the first to bring it, whatever became of it since. */
export function firstReporter<T extends LeaderCandidate>(members: readonly T[]): T | undefined {
  return [...members].sort(byReceipt)[0];
}

function rankOf(
  { organizationId, organizationKind }: LeaderCandidate,
  { kinds, organizations }: Pick<SourceRanking, 'kinds' | 'organizations'>,
): number {
  const named = organizations.indexOf(organizationId);
  if (named >= 0) return named;
  const kind = organizationKind === undefined ? -1 : kinds.indexOf(organizationKind);
  return organizations.length + (kind >= 0 ? kind : kinds.length);
}

function byTime(a: LeaderCandidate, b: LeaderCandidate): number {
  return timeOf(a.publishedAt) - timeOf(b.publishedAt) || byReceipt(a, b);
}

function byReceipt(a: LeaderCandidate, b: LeaderCandidate): number {
  return timeOf(a.receivedAt) - timeOf(b.receivedAt) || (a.itemId < b.itemId ? -1 : 1);
}

/** Without a date it was published after all others: an unknown time is no claim to be the first. */
function timeOf(instant: string | undefined): number {
  return instant === undefined ? Number.MAX_SAFE_INTEGER : Date.parse(instant);
}
