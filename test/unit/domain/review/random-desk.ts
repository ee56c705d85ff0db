import fc from 'fast-check';
import type { Account } from '../../../../schemas/account.js';
import type { ContentItem, HistoryEvent } from '../../../../schemas/content-item.js';
import { DECISIONS, type DecisionRequest } from '../../../../schemas/decision.js';
import { isAppError } from '../../../../schemas/errors.js';
import { addSeconds, toInstant } from '../../../../schemas/instant.js';
import type { Policy } from '../../../../schemas/policy.js';
import { toCheckedRevision } from '../../../../src/domain/checked-revision.js';
import { checkContent } from '../../../../src/domain/checks/index.js';
import type { ItemChange } from '../../../../src/domain/item-change.js';
import { nextState } from '../../../../src/domain/item-state.js';
import { LANE_CLOCK } from '../../../../src/domain/lanes.js';
import { decideAddressees } from '../../../../src/domain/review/alarm-addressees.js';
import { toAlarmChange } from '../../../../src/domain/review/alarm-change.js';
import { escalatedTo, findDueAlarm } from '../../../../src/domain/review/alarms.js';
import { decideOverride } from '../../../../src/domain/review/answered-findings.js';
import { decideClaim, decideReassignment, decideRelease } from '../../../../src/domain/review/claims.js';
import { decideReview } from '../../../../src/domain/review/decide-review.js';
import { DEFAULT_POLICIES } from '../../../../src/domain/review/default-policies.js';
import { findOpenWork } from '../../../../src/domain/review/open-work.js';
import { JUDGING } from '../review-settings.js';
import { NOW, sampleAccount, sampleContent } from '../sample-item.js';

/** Few people with many roles: whoever can break a rule will try. */
export const PEOPLE: readonly Account[] = [
  sampleAccount('editor', ['unit-editor', 'reviewer', 'liaison'], 'hubei'),
  sampleAccount('rev', ['reviewer']),
  sampleAccount('rev2', ['reviewer']),
  sampleAccount('both', ['reviewer', 'secrecy-reviewer', 'duty-officer', 'liaison']),
  sampleAccount('chief', ['liaison', 'reviewer']),
  sampleAccount('sec', ['secrecy-reviewer']),
  sampleAccount('duty', ['duty-officer', 'reviewer']),
  sampleAccount('law1', ['reviewer'], 'law'),
  sampleAccount('plan1', ['reviewer', 'secrecy-reviewer'], 'planning'),
];

export const CO_SIGNED: Policy = {
  ...{ id: 'co-signed', version: 4, title: '会签', order: 50, enabled: true, comment: '' },
  ...{ match: { kinds: ['regulation'] }, changedAt: toInstant(NOW), changedBy: 'system' },
  stages: [
    { name: 'first-review', role: 'reviewer' },
    { name: 'proof', role: 'reviewer', kinds: ['regulation'] },
    { name: 'co-sign', role: 'reviewer', departments: ['law', 'planning', 'hubei'], mode: 'all' },
    { name: 'secrecy', role: 'secrecy-reviewer' },
  ],
};

export const POLICIES: readonly Policy[] = [CO_SIGNED, ...DEFAULT_POLICIES];
const judging = { ...JUDGING, settings: { ...JUDGING.settings, policies: POLICIES } };

interface By {
  who: number;
}
export type Step =
  | { do: 'check' | 'withdraw' | 'deliver' }
  | { do: 'revise'; blocked: boolean }
  | ({ do: 'edit' | 'claim' | 'release' | 'override' } & By)
  | ({ do: 'reassign'; to: number } & By)
  /** The clock has run out; `who` is first on duty. */
  | ({ do: 'alarm' } & By)
  | ({ do: 'decide'; decision: DecisionRequest['decision']; stale: boolean; late: boolean; to: string } & By)
  /** Somebody who probably may approves: or few histories would get as far as publishing. */
  | { do: 'go-on'; pick: number };

const who = fc.nat(PEOPLE.length - 1);
const by = <T extends string>(...actions: T[]) => fc.record({ do: fc.constantFrom(...actions), who });

export const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.constant<Step>({ do: 'check' }) },
  { weight: 20, arbitrary: fc.record({ do: fc.constant('go-on' as const), pick: fc.nat(8) }) },
  {
    weight: 10,
    arbitrary: fc.record({
      do: fc.constant('decide' as const),
      decision: fc.constantFrom(...DECISIONS, 'approve', 'approve', 'approve'),
      ...{ who, stale: fc.nat(9).map((n) => n === 0), late: fc.nat(9).map((n) => n === 0) },
      to: fc.constantFrom('secrecy', 'law', 'hubei', 'planning'),
    }),
  },
  { weight: 4, arbitrary: by('edit', 'claim', 'release', 'override') },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('reassign' as const), who, to: who }) },
  { weight: 3, arbitrary: by('alarm') },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('revise' as const), blocked: fc.boolean() }) },
  { weight: 1, arbitrary: fc.constantFrom<Step>({ do: 'withdraw' }, { do: 'deliver' }) },
);

const BLOCKED = sampleContent({ bodyText: '机密★10年' });

function person(index: number): Account {
  const found = PEOPLE[index % PEOPLE.length];
  if (!found) throw new Error('nobody');
  return found;
}

type Change = Omit<ItemChange, 'history'> & { history?: ItemChange['history'] };

function take(item: ContentItem, each: Step, now: Date): Change {
  const when = { clock: LANE_CLOCK, now };
  const { version, revision } = item;
  switch (each.do) {
    case 'check':
      return toCheckedRevision(item, checkContent(item.content, judging.rules), { ...judging, now });
    case 'revise':
    case 'edit': {
      const state = nextState(item.state, 'revise');
      const author = each.do === 'edit' ? person(each.who).id : 'system';
      const kind = item.content.kind;
      const content = { ...(each.do === 'revise' && each.blocked ? BLOCKED : sampleContent()), kind };
      const action = each.do === 'edit' ? ('edited' as const) : ('resubmitted' as const);
      return {
        state,
        content,
        revision: revision + 1,
        history: { action, by: author, revision: revision + 1 },
      };
    }
    case 'claim':
      return decideClaim(item, person(each.who), when);
    case 'release':
      return decideRelease(item, person(each.who));
    case 'reassign':
      return decideReassignment(item, { to: person(each.to), reason: '请假' }, person(each.who), when);
    case 'alarm':
      return soundAlarm(item, each.who, now);
    case 'override':
      return decideOverride(
        item,
        { version, rule: 'secrecy.marking', reason: '已解密' },
        person(each.who),
        now,
      );
    case 'go-on':
      return decideReview(item, { decision: 'approve', version }, someoneLikely(item, each.pick), when);
    case 'decide':
      return decideReview(
        item,
        {
          ...{ decision: each.decision, version: each.stale ? version - 1 : version },
          ...{ reasons: [{ code: 'other' }], comment: '过时', into: 'another', to: each.to },
          ...(each.late && { publishAt: toInstant(addSeconds(now, 3600)) }),
        },
        person(each.who),
        when,
      );
    case 'withdraw':
    case 'deliver':
      return {
        state: nextState(item.state, each.do),
        ...(each.do === 'withdraw' &&
          item.publication && { publication: { ...item.publication, operation: 'withdraw' as const } }),
      };
  }
}

function soundAlarm(item: ContentItem, first: number, now: Date): Change {
  const alarm = findDueAlarm(item, addSeconds(now, 90 * 86_400));
  if (!alarm) return {};
  const onDuty = [...PEOPLE.slice(first), ...PEOPLE.slice(0, first)].map(({ id }) => id);
  return toAlarmChange(alarm, decideAddressees(item, alarm, { accounts: PEOPLE, onDuty }, now));
}

function someoneLikely(item: ContentItem, pick: number): Account {
  const role = findOpenWork(item)[0]?.role;
  const escalated = findOpenWork(item).flatMap((work) => escalatedTo(item, work));
  const fit = PEOPLE.filter(({ id, roles }) => escalated.includes(id) || (role && roles.includes(role)));
  return fit[pick % Math.max(fit.length, 1)] ?? person(pick);
}

/** Every change as the store would write it, history included; refusals change nothing. */
export function live(
  item: ContentItem,
  steps: readonly Step[],
  watch: (after: ContentItem, change: Change) => void,
): void {
  let current = item;
  steps.forEach((each, minute) => {
    const now = addSeconds(NOW, minute * 60);
    try {
      const change = take(current, each, now);
      current = write(current, change, toInstant(now));
      watch(current, change);
    } catch (error) {
      if (!isAppError(error)) throw error;
    }
  });
}

function write(item: ContentItem, { history, claim, ...fields }: Change, at: string): ContentItem {
  const event: HistoryEvent | undefined = history && { ...history, at };
  const { claim: held, review, ...rest } = item;
  const revised = fields.revision !== undefined;
  return {
    ...rest,
    ...(review && !revised && { review }),
    ...(held && claim === undefined && !revised && { claim: held }),
    ...(claim && { claim }),
    ...fields,
    version: item.version + 1,
    history: [...item.history, ...(event ? [event] : [])],
  };
}
