import type { Account } from '../../schemas/account.js';
import type { ContentItem } from '../../schemas/content-item.js';
import type { DecisionRequest, OverrideRequest, ReassignmentRequest } from '../../schemas/decision.js';
import { AppError } from '../../schemas/errors.js';
import { toInstant, type Clock } from '../../schemas/instant.js';
import type { Organization } from '../../schemas/organization.js';
import type { ItemChange } from '../domain/item-change.js';
import { decideOverride } from '../domain/review/answered-findings.js';
import { decideClaim, decideReassignment, decideRelease } from '../domain/review/claims.js';
import { decideReview, requireSameVersion, whereItIs } from '../domain/review/decide-review.js';
import type { ReviewClock } from '../domain/review/review-clock.js';
import { SECRECY } from '../domain/review/send-on.js';
import type { ItemStore } from '../store/item-store.js';
import { beginMerge } from './begin-merge.js';
import { requireItem, stampOf, type Caller } from './caller.js';
import { createDecideMany, requireBackfill } from './decide-many.js';
import type { CurrentReviewSettings } from './current-settings.js';
import { toDecider, type Decider } from './to-decider.js';

export interface DecideDependencies {
  items: ItemStore;
  accounts: { find(id: string): Promise<Account | undefined> };
  organizations: { find(id: string): Promise<Organization | undefined> };
  reviewSettings: CurrentReviewSettings;
  routePublication(item: ContentItem): Promise<unknown>;
  now: Clock;
}

interface When {
  clock: ReviewClock;
  now: Date;
  /** The account as the rules look at it at this time. */
  as: (account: Account) => Decider;
}
type Decide = (item: ContentItem, when: When) => ItemChange;

/**
 * What people do with an item in review. Each is one write under the version they saw: rule, item and history. Of two
 * people at once one wins, the other gets `stale-version` with the state there is now.
 */
export function createDecideItem(deps: DecideDependencies) {
  return {
    decideMany: createDecideMany((id, request, caller) =>
      write(deps, id, request, caller, (item, when) => {
        requireBackfill(item);
        return decideReview(item, request, when.as(caller.account), when);
      }),
    ),
    decide: async (id: string, request: DecisionRequest, caller: Caller) => {
      await requireGoal(deps, request);
      return write(deps, id, request, caller, (item, when) =>
        decideReview(item, request, when.as(caller.account), when),
      );
    },
    claim: (id: string, request: { version: number }, caller: Caller) =>
      write(deps, id, request, caller, (item, when) => decideClaim(item, when.as(caller.account), when)),
    release: (id: string, request: { version: number }, caller: Caller) =>
      write(deps, id, request, caller, (item) => decideRelease(item, caller.account)),
    reassign: async (id: string, request: ReassignmentRequest, caller: Caller) => {
      const to = await requireAccount(deps, request.to);
      const { reason } = request;
      return write(deps, id, request, caller, (item, when) =>
        decideReassignment(item, { to: when.as(to), reason }, caller.account, when),
      );
    },
    override: (id: string, request: OverrideRequest, caller: Caller) =>
      write(deps, id, request, caller, (item, { now }) => decideOverride(item, request, caller.account, now)),
  };
}

/** Approved items are routed at once; if the process dies before that, the reconciler does it. */
async function write(
  deps: DecideDependencies,
  id: string,
  { version }: { version: number },
  caller: Caller,
  decide: Decide,
): Promise<ContentItem> {
  const [item, settings] = await Promise.all([
    requireItem(deps.items, id, caller.account),
    deps.reviewSettings(),
  ]);
  const now = deps.now();
  requireSameVersion(item, version);
  const as = (account: Account) => toDecider(account, settings.onDuty(now));
  const change = decide(item, { clock: settings.clock, now, as });
  const { mergedInto: into } = change;
  const merging = into === undefined ? undefined : await beginMerge(deps, item, into);
  const planned = { item, change, ...(merging !== undefined && { merging }) };
  const decided = await deps.items.applyChange(planned, stampOf(caller, toInstant(now)));
  if (!decided) throw await toStale(deps, id, version);
  if (change.publication) await deps.routePublication(decided);
  return decided;
}

async function toStale(deps: DecideDependencies, id: string, seen: number): Promise<AppError> {
  const current = await deps.items.findById(id);
  return new AppError('stale-version', `the item was changed by somebody else after version ${seen}`, {
    ...(current && { details: whereItIs(current) }),
  });
}

/** Where a decision sends the item must be there, or it would wait for nobody. */
async function requireGoal(deps: DecideDependencies, { decision, to }: DecisionRequest): Promise<void> {
  if (decision === 'send' && to !== undefined && to !== SECRECY) await requireDepartment(deps, to);
}

async function requireDepartment({ organizations }: DecideDependencies, to: string): Promise<void> {
  if ((await organizations.find(to))?.kind === 'department') return;
  throw wrongField('/to', { zh: '没有这个部门', en: 'there is no such department' });
}

async function requireAccount({ accounts }: DecideDependencies, id: string): Promise<Account> {
  const account = await accounts.find(id);
  if (account) return account;
  throw wrongField('/to', { zh: '没有这个账号', en: 'there is no such account' });
}

function wrongField(pointer: string, words: { zh: string; en: string }): AppError {
  return new AppError('validation-failed', words.en, { fields: [{ pointer, ...words }] });
}
