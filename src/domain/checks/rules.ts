import type { Rule, Thresholds } from '../../../schemas/rule.js';
import { DEFAULT_RULES } from './default-rules.js';
import { compileTerms, type TermMatch } from './term-matcher.js';

/** The rules that judge an item, ready to be applied. */
export interface CheckRules {
  /** Which versions these are, e.g. `thresholds@2 wording@5`; written on every item they judged. */
  label: string;
  thresholds: Thresholds;
  findTerms(text: string): TermMatch[];
}

/** Compiles the current version of every rule; what is not there is as it comes with the gateway. */
export function compileRules(current: readonly Rule[]): CheckRules {
  const known = new Set(current.map(({ id }) => id));
  const rules = [...current, ...DEFAULT_RULES.filter(({ id }) => !known.has(id))];
  const thresholds = rules.find((rule) => rule.thresholds)?.thresholds;
  if (!thresholds) throw new RangeError('the gateway comes with thresholds');
  return {
    label: rules
      .map(({ id, version }) => `${id}@${version}`)
      .sort()
      .join(' '),
    thresholds,
    findTerms: compileTerms(rules.flatMap(({ terms = [] }) => terms)),
  };
}
