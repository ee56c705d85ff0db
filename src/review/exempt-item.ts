import type { Account } from '../../schemas/account.js';
import type { ContentItem } from '../../schemas/content-item.js';
import { AppError } from '../../schemas/errors.js';
import type { Exemption, ExemptionRequest } from '../../schemas/exemption.js';
import { toInstant, type Clock } from '../../schemas/instant.js';
import { requireSameVersion } from '../domain/review/decide-review.js';
import { withExemptions } from '../domain/exemptions.js';
import type { ItemStore } from '../store/item-store.js';
import { requireItem, stampOf, type Caller } from './caller.js';

interface ExemptDependencies {
  items: Pick<ItemStore, 'findById' | 'applyChange'>;
  now: Clock;
}

const TRIES = 10;
const LONGEST_COMMENT = 2000;

/**
 * 依法公开豁免: personal data that a law wants published stays, by a decision that names the law. What is found stays
 * visible and says who decided; it no longer stops approval. Nobody decides so about what they or their own organization
 * wrote. Throws `wrong-state`, `stale-version`, `own-organization`, or `validation-failed` where the rule found nothing.
 */
export function createExemptItem({ items, now }: ExemptDependencies) {
  return async (id: string, request: ExemptionRequest, caller: Caller): Promise<ContentItem> => {
    const item = await requireItem(items, id, caller.account);
    requireSameVersion(item, request.version);
    requireMayExempt(item, caller.account);
    const at = toInstant(now());
    const exemption = toExemption(item, request, caller.account.id, at);
    const { rule, basis, reason } = request;
    const exemptions = [...(item.exemptions ?? []).filter((each) => each.rule !== rule), exemption];
    const comment = `${rule}：${basis}；${reason}`.slice(0, LONGEST_COMMENT);
    const change = {
      exemptions,
      findings: withExemptions(item.findings, exemptions),
      history: { action: 'exempted' as const, by: caller.account.id, revision: item.revision, comment },
    };
    const exempted = await items.applyChange({ item, change }, stampOf(caller, at));
    if (exempted) return exempted;
    throw new AppError('stale-version', `the item was changed by somebody else after ${request.version}`);
  };
}

function requireMayExempt(item: ContentItem, account: Account): void {
  if (item.state !== 'in-review')
    throw new AppError('wrong-state', `an item that is ${item.state} is not in review`, {
      details: { state: item.state },
    });
  if (item.submittedBy === account.id || item.organizationId === account.organizationId)
    throw new AppError('own-organization', 'nobody exempts what they or their own organization wrote');
}

function toExemption(
  { findings, revision }: ContentItem,
  { rule, basis, reason }: ExemptionRequest,
  by: string,
  at: string,
): Exemption {
  const excerpts = findings.flatMap((finding) => (finding.rule === rule ? (finding.excerpt ?? []) : []));
  if (excerpts.length > 0)
    return { ...{ rule, basis, reason, by, at, revision }, excerpts: [...new Set(excerpts)] };
  throw new AppError('validation-failed', `${rule} has found nothing in this item`, {
    fields: [
      {
        pointer: '/rule',
        zh: '该规则在此条目中没有检查结果',
        en: 'this rule has found nothing in the item',
      },
    ],
  });
}

/** Takes an exemption back: its findings stop approval again. Throws `not-found` where there is none. */
export function createWithdrawExemption({ items, now }: ExemptDependencies) {
  return async (id: string, rule: string, caller: Caller): Promise<ContentItem> => {
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const item = await requireItem(items, id, caller.account);
      const before = item.exemptions ?? [];
      const exemptions = before.filter((each) => each.rule !== rule);
      if (exemptions.length === before.length)
        throw new AppError('not-found', `item ${id} has no exemption for ${rule}`);
      const change = {
        exemptions,
        findings: withExemptions(item.findings, exemptions),
        history: {
          ...{ action: 'exemption-withdrawn' as const, by: caller.account.id },
          ...{ revision: item.revision, comment: rule },
        },
      };
      const stamp = stampOf(caller, toInstant(now()));
      const withdrawn = await items.applyChange({ item, change }, stamp);
      if (withdrawn) return withdrawn;
    }
    throw new AppError('stale-version', `item ${id} is being changed by others`, { retryable: true });
  };
}
