import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ITEM_STATES, type ContentItem, type HistoryEvent } from '../../../../schemas/content-item.js';
import type { Account } from '../../../../schemas/account.js';
import { isAppError } from '../../../../schemas/errors.js';
import { LANES } from '../../../../schemas/lane.js';
import { toStages } from '../../../../src/domain/review/open-review.js';
import { decideReview } from '../../../../src/domain/review/decide-review.js';
import { LANE_CLOCK } from '../../../../src/domain/lanes.js';
import { findOpenWork } from '../../../../src/domain/review/open-work.js';
import { toQueueEntry } from '../../../../src/domain/review/queue-entry.js';
import { queuesOf, toQueueMarks } from '../../../../src/domain/review/queue-marks.js';
import { NOW, sampleContent, sampleItem } from '../sample-item.js';
import { PEOPLE, POLICIES, live, step } from './random-desk.js';

const start = fc
  .tuple(fc.constantFrom(...LANES), fc.constantFrom('news' as const, 'regulation' as const))
  .map(([lane, kind]) =>
    sampleItem({
      ...{ lane, content: sampleContent({ kind }), submittedBy: 'pusher' },
      history: [{ at: NOW.toISOString(), action: 'submitted', by: 'pusher', revision: 1 }],
    }),
  );
const steps = fc.array(step, { minLength: 20, maxLength: 90 });
const person = (id: string) => PEOPLE.find((each) => each.id === id);
const isApproval = ({ action }: HistoryEvent) => ['co-signed', 'stage-approved', 'approved'].includes(action);

/** From the record alone: who has approved the revision, stage by stage. */
function approvalsOf({ history, revision }: ContentItem): Map<string, string[]> {
  const stages = new Map<string, string[]>();
  for (const event of history.filter((each) => each.revision === revision && isApproval(each)))
    stages.set(event.stage ?? '', [...(stages.get(event.stage ?? '') ?? []), event.by]);
  return stages;
}

/** Somebody whom the clock gave the right to decide in the stage. */
function isEscalated({ history, revision }: ContentItem, stage: string, id: string): boolean {
  return history.some(
    (event) =>
      event.alarm === 'overdue' &&
      event.stage === stage &&
      event.revision === revision &&
      event.subject === id,
  );
}

function policyOf(item: ContentItem) {
  const found = POLICIES.find(({ id, version }) => `${id}@${version}` === item.review?.policy);
  if (!found) throw new Error('under no policy');
  return found;
}

/** Everybody the policy asks for, each in one stage of the item only, none of them an author or of its organization. */
function expectPeople(item: ContentItem): void {
  const approvals = approvalsOf(item);
  for (const { name, role, departments = [] } of toStages(policyOf(item), item)) {
    const people = approvals.get(name) ?? [];
    const escalated = people.filter((id) => isEscalated(item, name, id));
    for (const id of people.filter((each) => !escalated.includes(each)))
      expect(person(id)?.roles).toContain(role);
    // The secrecy check is never escalated to somebody who is not trained for it.
    if (role === 'secrecy-reviewer') for (const id of people) expect(person(id)?.roles).toContain(role);
    if (escalated.length > 0) continue;
    expect(people.length).toBeGreaterThanOrEqual(Math.max(1, departments.length));
    const signed = people.map((id) => person(id)?.organizationId);
    for (const department of departments) expect(signed).toContain(department);
  }
  const everybody = [...approvals.values()].flat();
  expect(new Set(everybody).size).toBe(everybody.length);
  const authors = item.history.filter(
    ({ action, revision }) => action === 'edited' && revision === item.revision,
  );
  for (const id of everybody) {
    expect(person(id)?.organizationId).not.toBe(item.organizationId);
    expect(authors.map(({ by }) => by)).not.toContain(id);
  }
}

/** Of all revisions: nobody ever decides in two different stages. */
function expectOneStageEach({ history }: ContentItem): void {
  const stages = new Map<string, Set<string>>();
  for (const { by, stage, action } of history) {
    if (stage === undefined || by === 'system') continue;
    if (['claimed', 'released', 'reassigned'].includes(action)) continue;
    stages.set(by, (stages.get(by) ?? new Set()).add(stage));
  }
  for (const held of stages.values()) expect(held.size).toBe(1);
}

/** Codes by which somebody is kept from deciding at all. */
const KEPT_OUT = ['forbidden', 'same-person', 'own-organization', 'claimed-by-other'];

/** Why a person may not approve in a stage now; undefined where they may. */
function refusalOf(item: ContentItem, stage: string, account: Account, now: Date, revision?: number) {
  const request = {
    ...{ decision: 'approve' as const, version: item.version, stage },
    ...(revision !== undefined && { revision }),
  };
  try {
    decideReview(item, request, account, { clock: LANE_CLOCK, now });
    return undefined;
  } catch (error) {
    if (!isAppError(error)) throw error;
    expect(['wrong-stage', 'wrong-state', 'stale-version', 'stale-revision']).not.toContain(error.code);
    return error.code;
  }
}

describe('whatever people do, in whatever order', () => {
  test('nothing is approved but by everybody its policy asks for, each in one stage only', () => {
    const seen = { approved: 0, coSigned: 0, confirmed: 0, corrected: 0, escalated: 0 };
    fc.assert(
      fc.property(start, steps, (item, history) => {
        live(item, history, (after, change) => {
          expect(ITEM_STATES).toContain(after.state);
          expectOneStageEach(after);
          if (change.history?.action === 'second-reviewed') seen.confirmed++;
          if (change.state !== 'approved') return;
          seen.approved++;
          if ([...approvalsOf(after)].some(([stage, ids]) => ids.some((id) => isEscalated(after, stage, id))))
            seen.escalated++;
          if (after.content.kind === 'regulation') seen.coSigned++;
          if (change.publication?.operation === 'correct') seen.corrected++;
          expectPeople(after);
        });
      }),
      { numRuns: 1500 },
    );
    // The histories must get there, or nothing was tested.
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(5);
  });

  test('what is published was approved, unless its time has not come', () => {
    fc.assert(
      fc.property(start, steps, (item, history) => {
        live(item, history, (after, change) => {
          const { publication } = change;
          if (!publication || publication.operation === 'withdraw') return;
          expect([after.state, publication.revision]).toEqual(['approved', after.revision]);
          const at = after.review?.publishAt;
          if (at !== undefined) expect(Date.parse(at)).toBeLessThanOrEqual(Date.parse(publication.at));
        });
      }),
      { numRuns: 300 },
    );
  });

  test('what a single officer let through stays in the queue until somebody else has looked again', () => {
    fc.assert(
      fc.property(start, steps, (item, history) => {
        live(item, history, (after) => {
          const second = after.secondReview;
          if (!second) return;
          if (second.decidedBy === undefined) {
            const { publication, state } = after;
            const live = publication ? publication.operation !== 'withdraw' : state === 'approved';
            expect(findOpenWork(after).some(({ kind }) => kind === 'post-review')).toBe(live);
            expect(toQueueMarks(after)?.waitingIn.includes('post-review') ?? false).toBe(live);
          } else {
            // Who merely claimed it let nothing through.
            const officers = after.history.filter(
              ({ action, stage }) => action !== 'claimed' && (stage === 'duty' || stage === 'secrecy'),
            );
            expect(officers.map(({ by }) => by)).not.toContain(second.decidedBy);
          }
        });
      }),
      { numRuns: 300 },
    );
  });

  test('an item in review always waits for somebody, and whoever it bars could not decide', () => {
    fc.assert(
      fc.property(start, steps, (item, history) => {
        live(item, history, (after) => {
          if (after.state === 'in-review') expect(toQueueMarks(after)?.waitingFor).not.toEqual([]);
        });
      }),
      { numRuns: 300 },
    );
  });

  test('everybody’s queue holds what they may decide, and nothing else; and is found by its marks', () => {
    const seen = { shown: 0, kept: 0 };
    fc.assert(
      fc.property(start, steps, (item, history) => {
        live(item, history, (after) => {
          const now = new Date(after.history.at(-1)?.at ?? NOW);
          const marks = toQueueMarks(after);
          for (const each of PEOPLE) {
            const entry = toQueueEntry(after, each, { now });
            seen[entry ? 'shown' : 'kept']++;
            const refused = findOpenWork(after).map(({ name }) => refusalOf(after, name, each, now));
            if (!entry) {
              for (const code of refused) expect(KEPT_OUT).toContain(code);
              continue;
            }
            expect(KEPT_OUT).not.toContain(refusalOf(after, entry.stage, each, now, entry.revision));
            expect(marks?.waitingFor.some((queue) => queuesOf(each).includes(queue))).toBe(true);
            expect(marks?.waitingIn).toContain(entry.stage);
            expect(marks?.barred).not.toContain(each.id);
          }
        });
      }),
      { numRuns: 200 },
    );
    expect(Math.min(seen.shown, seen.kept)).toBeGreaterThan(1000);
  });
});
