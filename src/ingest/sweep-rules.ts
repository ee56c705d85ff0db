import { LANES } from '../../schemas/lane.js';
import { addSeconds, toInstant, type Clock } from '../../schemas/instant.js';
import type { ItemStore } from '../store/item-store.js';
import type { SweepStore } from '../store/sweep-store.js';
import type { CurrentRules } from './current-rules.js';

export interface SweepDependencies {
  items: Pick<ItemStore, 'countDueRechecks' | 'markJudgedByOthers'>;
  sweeps: SweepStore;
  rules: CurrentRules;
  now: Clock;
}

export interface RuleSweeper {
  /** Whether items in review may have been judged by other rules than the current ones. */
  isDue(): Promise<boolean>;
  /** One step; answers whether more is to come, and when. */
  step(): Promise<{ again: boolean; afterMs: number }>;
}

/** Longer than any process goes on judging by rules that have been replaced. */
const SETTLING_SECONDS = 5;
/** Items looked at in one step, and how many may wait to be judged again before the next one. */
const A_STEP = 500;
const MOST_WAITING = 200;

/**
 * When rules change, what waits in review was judged by older ones: a new forbidden word must reach it. The items are
 * looked through once for each set of rules, oldest first and a few hundred at a time, and marked where others judged
 * them; the sweep waits while the marked ones wait, so that it never crowds out rechecks with other causes.
 */
export function createRuleSweeper(deps: SweepDependencies): RuleSweeper {
  const { sweeps, now } = deps;

  async function isDue(): Promise<boolean> {
    const [sweep, { label }] = await Promise.all([sweeps.find(), deps.rules()]);
    return sweep?.label !== label || sweep.finishedAt === undefined;
  }

  async function step(): Promise<{ again: boolean; afterMs: number }> {
    const [sweep, { label }] = await Promise.all([sweeps.find(), deps.rules()]);
    const at = toInstant(now());
    if (sweep?.label !== label) {
      await sweeps.begin(label, at);
      return { again: true, afterMs: SETTLING_SECONDS * 1000 };
    }
    if (sweep.finishedAt !== undefined) return { again: false, afterMs: 0 };
    if (sweep.seenAt > toInstant(addSeconds(now(), -SETTLING_SECONDS)) || (await isCrowded(deps)))
      return { again: true, afterMs: 1000 };
    const after = await deps.items.markJudgedByOthers(label, { after: sweep.after, at, limit: A_STEP });
    await sweeps.advance(sweep, after === undefined ? { finishedAt: at } : { after });
    return { again: after !== undefined, afterMs: 10 };
  }

  return { isDue, step };
}

async function isCrowded({ items }: SweepDependencies): Promise<boolean> {
  const counts = await Promise.all(LANES.map((lane) => items.countDueRechecks(lane, MOST_WAITING)));
  return counts.reduce((sum, count) => sum + count, 0) >= MOST_WAITING;
}
