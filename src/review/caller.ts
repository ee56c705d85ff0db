import type { Account, Role } from '../../schemas/account.js';
import type { ContentItem } from '../../schemas/content-item.js';
import { AppError } from '../../schemas/errors.js';
import type { Stamp } from '../store/stamp-event.js';

/** Who asks, and from where: goes into every history event. */
export interface Caller {
  account: Account;
  /** Remote address of the request. */
  from: string;
}

/** Roles that see and handle the content of every organization; all others are bound to their own. */
const BUREAU_ROLES: readonly Role[] = [
  'reviewer',
  'secrecy-reviewer',
  'duty-officer',
  'liaison',
  'system-administrator',
  'security-administrator',
  'auditor',
];

const REVIEWERS: readonly Role[] = ['reviewer', 'secrecy-reviewer', 'duty-officer', 'liaison'];

/** What a caller's change is stamped with. */
export function stampOf({ account, from }: Caller, at: string): Stamp {
  return { at, from, organizationId: account.organizationId };
}

export function isReviewer(account: Account): boolean {
  return account.roles.some((role) => REVIEWERS.includes(role));
}

export function seesAll(account: Account): boolean {
  return account.roles.some((role) => BUREAU_ROLES.includes(role));
}

/** Throws `forbidden` when the organization is not the caller's and their role is bound to their own. */
export function requireOrganization(account: Account, organizationId: string): void {
  if (seesAll(account) || account.organizationId === organizationId) return;
  throw new AppError('forbidden', 'this belongs to another organization', {
    details: { organization: account.organizationId },
  });
}

/** A unit's people see their own organization; asking for another one is refused rather than answered empty. */
export function ownOnly(caller: Caller, asked?: string): { organizationId?: string } {
  const { account } = caller;
  if (seesAll(account)) return {};
  if (asked !== undefined) requireOrganization(account, asked);
  return { organizationId: account.organizationId };
}

export async function requireItem(
  items: { findById(id: string): Promise<ContentItem | undefined> },
  id: string,
  account: Account,
): Promise<ContentItem> {
  const item = await items.findById(id);
  if (!item) throw new AppError('not-found', `there is no item ${id}`);
  requireOrganization(account, item.organizationId);
  return item;
}
