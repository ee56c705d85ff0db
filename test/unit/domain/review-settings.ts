import { compileRules } from '../../../src/domain/checks/rules.js';
import { LANE_CLOCK } from '../../../src/domain/lanes.js';
import { DEFAULT_POLICIES } from '../../../src/domain/review/default-policies.js';
import type { ReviewSettings } from '../../../src/domain/review/open-review.js';

/** What comes with the gateway. */
export const SETTINGS: ReviewSettings = {
  policies: DEFAULT_POLICIES,
  clock: LANE_CLOCK,
  portalsOf: () => ['bureau'],
  onDuty: () => [],
};

export const JUDGING = { rules: compileRules([]), settings: SETTINGS };
