import type { Account, Role } from '../../../schemas/account.js';
import type { ContentItem } from '../../../schemas/content-item.js';
import { AppError } from '../../../schemas/errors.js';
import type { OverrideRequest } from '../../../schemas/decision.js';
import type { Finding } from '../../../schemas/item-content.js';
import { toInstant } from '../../../schemas/instant.js';
import type { Override } from '../../../schemas/review.js';
import type { ItemChange } from '../item-change.js';
import { requireOpenWork } from './open-work.js';
import { authorsOf } from './who-decided.js';

type Judged = Pick<
  ContentItem,
  'state' | 'version' | 'revision' | 'review' | 'findings' | 'organizationId' | 'submittedBy' | 'history'
> &
  Pick<ContentItem, 'secondReview' | 'publication'>;

/** Rules about secrets and maps are answered for by the secrecy reviewer alone. */
const SECRECY_RULES = /^(?:secrecy|coordinates|map|internal)\b/;
const SECRECY_ROLES: readonly Role[] = ['secrecy-reviewer'];
const OTHER_ROLES: readonly Role[] = ['liaison', 'secrecy-reviewer'];

/** Who may let a finding of this rule pass. */
export function overrideRoles(rule: string): readonly Role[] {
  return SECRECY_RULES.test(rule) ? SECRECY_ROLES : OTHER_ROLES;
}

/** Findings that still stop approval: of severity `block`, and nobody has answered for them. */
export function findBlocking({ findings, review }: Pick<ContentItem, 'findings' | 'review'>): Finding[] {
  const overrides = review?.overrides ?? [];
  return findings.filter(
    (finding) =>
      finding.severity === 'block' &&
      finding.exempted === undefined &&
      !overrides.some((each) => covers(each, finding)),
  );
}

function covers({ rule, field, excerpt }: Override, finding: Finding): boolean {
  return rule === finding.rule && field === finding.field && excerpt === finding.excerpt;
}

/**
 * 放行: somebody who may answers for blocking findings, with a reason. Throws `wrong-state`, `forbidden` (not the role for
 * this rule), `own-organization`, `not-found` (nothing of this rule blocks).
 */
export function decideOverride(
  item: Judged,
  request: OverrideRequest,
  account: Account,
  now: Date,
): ItemChange {
  const work = requireOpenWork(item);
  const { review } = item;
  if (work.kind !== 'stage' || !review)
    throw new AppError('wrong-state', 'only an item in review has findings to answer for');
  const roles = overrideRoles(request.rule);
  if (!roles.some((role) => account.roles.includes(role)))
    throw new AppError('forbidden', `findings of ${request.rule} are answered for by ${roles.join(' or ')}`, {
      details: { rule: request.rule, roles },
    });
  if (item.organizationId === account.organizationId || authorsOf(item).includes(account.id))
    throw new AppError('own-organization', 'nobody lets pass what they or their own organization wrote');
  const meant = findBlocking(item).filter(
    ({ rule, field }) => rule === request.rule && (request.field === undefined || field === request.field),
  );
  if (meant.length === 0)
    throw new AppError('not-found', `no finding of ${request.rule} blocks this item`, {
      details: { rules: [...new Set(findBlocking(item).map(({ rule }) => rule))] },
    });
  const overrides = meant.map(({ rule, field, excerpt }): Override => ({
    ...{ rule, field, by: account.id, at: toInstant(now), reason: request.reason },
    ...(excerpt !== undefined && { excerpt }),
  }));
  const { rule: subject, reason: comment } = request;
  return {
    review: { ...review, overrides: [...(review.overrides ?? []), ...overrides] },
    history: { action: 'overridden', by: account.id, revision: item.revision, subject, comment },
  };
}
