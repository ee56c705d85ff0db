import { describe, expect, test } from '@jest/globals';
import type { ContentItem } from '../../../../schemas/content-item.js';
import type { AppError, ErrorCode } from '../../../../schemas/errors.js';
import type { DecisionRequest } from '../../../../schemas/decision.js';
import { decideReview } from '../../../../src/domain/review/decide-review.js';
import { openReview } from '../../../../src/domain/review/open-review.js';
import { LANE_CLOCK } from '../../../../src/domain/lanes.js';
import { SETTINGS } from '../review-settings.js';
import { NOW, sampleAccount, sampleItem } from '../sample-item.js';

const reviewer = sampleAccount('rev', ['reviewer']);
const secrecy = sampleAccount('sec', ['secrecy-reviewer']);
const { review } = openReview(sampleItem(), SETTINGS, NOW);
const WHEN = { clock: LANE_CLOCK, now: NOW };
const waiting = sampleItem({ state: 'in-review', version: 7, review });
/** Before its last stage. */
const second = sampleItem({
  ...{ state: 'in-review', version: 8 },
  review: { ...review, stage: 3 },
  history: (['rev', 'rev2', 'chief'] as const).map((by, index) => ({
    ...{ at: '2026-11-23T09:00:00.000+08:00', action: 'stage-approved', by, revision: 1 },
    stage: review.stages[index]?.name ?? '',
  })),
});
const approve = (version: number): DecisionRequest => ({ decision: 'approve', version });

function refusal(run: () => unknown): AppError {
  try {
    run();
  } catch (error) {
    return error as AppError;
  }
  throw new Error('it was not refused');
}

describe('a decision is refused', () => {
  test.each<[string, ContentItem, DecisionRequest, typeof reviewer, ErrorCode]>([
    ['when somebody wrote since', waiting, approve(6), reviewer, 'stale-version'],
    [
      'when the item is not in review',
      { ...waiting, state: 'approved' },
      approve(7),
      reviewer,
      'wrong-state',
    ],
    [
      'when there is no review',
      sampleItem({ state: 'in-review', version: 7 }),
      approve(7),
      reviewer,
      'wrong-state',
    ],
    ['to another role', waiting, approve(7), secrecy, 'forbidden'],
    [
      'to who decided an earlier stage',
      second,
      approve(8),
      sampleAccount('rev', ['secrecy-reviewer']),
      'same-person',
    ],
    ['to who sent it in', { ...waiting, submittedBy: 'rev' }, approve(7), reviewer, 'own-organization'],
    [
      'to the organization it is of',
      waiting,
      approve(7),
      sampleAccount('x', ['reviewer'], 'hubei'),
      'own-organization',
    ],
    ['to return without a reason', waiting, { decision: 'return', version: 7 }, reviewer, 'missing-reason'],
    [
      'to decline for no reason at all',
      waiting,
      { decision: 'decline', version: 7, reasons: [] },
      reviewer,
      'missing-reason',
    ],
  ])('%s', (_why, item, request, account, code) => {
    expect(refusal(() => decideReview(item, request, account, WHEN)).code).toBe(code);
  });

  test('to approve while a finding blocks, but not to return', () => {
    const finding = {
      rule: 'secrecy.marking',
      severity: 'block' as const,
      field: 'bodyText',
      zh: '密',
      en: 'secret',
    };
    const item = {
      ...waiting,
      findings: [finding, { ...finding, severity: 'warn' as const, rule: 'other' }],
    };
    const { code, details } = refusal(() => decideReview(item, approve(7), reviewer, WHEN));
    expect([code, details]).toEqual(['blocked-by-findings', { rules: ['secrecy.marking'] }]);
    const back: DecisionRequest = { decision: 'return', version: 7, reasons: [{ code: 'secrecy-risk' }] };
    expect(decideReview(item, back, reviewer, WHEN).state).toBe('returned');
  });

  test('with the state there is, so that a screen can show it', () => {
    expect(refusal(() => decideReview(waiting, approve(6), reviewer, WHEN)).details).toEqual({
      version: 7,
      revision: 1,
      state: 'in-review',
      stage: 'first-review',
    });
  });
});

describe('a decision that may be made', () => {
  test('of a stage goes on to the next and says who', () => {
    const change = decideReview(waiting, { ...approve(7), comment: '可' }, reviewer, WHEN);
    expect(change).toMatchObject({
      ...{ state: 'in-review', claim: null },
      history: { action: 'stage-approved', by: 'rev', revision: 1, stage: 'first-review', comment: '可' },
    });
    const at = '2026-11-23T09:05:00.000+08:00';
    expect(change.review).toMatchObject({ stage: 1 });
    expect(change.review?.stages[0]).toMatchObject({ decidedBy: 'rev', decidedAt: at });
    // A quarter of the working day that the lane allows for four stages.
    expect(change.review?.stages[1]).toMatchObject({ openedAt: at, dueAt: '2026-11-23T11:05:00.000+08:00' });
    expect(change.review?.stages[2]).not.toHaveProperty('dueAt');
  });

  test.each([
    ['publishes', undefined, 'publish'],
    ['corrects what is published', { operation: 'publish' as const, revision: 1, at: '' }, 'correct'],
    ['corrects what was corrected', { operation: 'correct' as const, revision: 1, at: '' }, 'correct'],
    ['publishes what was withdrawn', { operation: 'withdraw' as const, revision: 1, at: '' }, 'publish'],
  ])('of the last stage %s', (_what, publication, operation) => {
    const item = { ...second, revision: 3, ...(publication && { publication }) };
    const change = decideReview(item, approve(8), secrecy, WHEN);
    expect(change).toMatchObject({
      state: 'approved',
      publication: { operation, revision: 3 },
      history: { action: 'approved' },
    });
  });

  test('leaves what it was given as it was', () => {
    const before = structuredClone(waiting);
    decideReview(waiting, approve(7), reviewer, WHEN);
    expect(waiting).toEqual(before);
  });
});
