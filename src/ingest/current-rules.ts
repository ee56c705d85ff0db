import type { Clock } from '../../schemas/instant.js';
import type { Rule } from '../../schemas/rule.js';
import { compileRules, type CheckRules } from '../domain/checks/rules.js';
import { createFreshly } from '../freshly.js';

/** The rules as they are now, compiled. */
export type CurrentRules = () => Promise<CheckRules>;

/** Compiles only when there are new versions: word lists are large. */
export function createCurrentRules(deps: {
  rules: { listVersions(): Promise<string[]>; listCurrent(): Promise<Rule[]> };
  now: Clock;
}): CurrentRules {
  interface Compiled {
    versions: string;
    rules: CheckRules;
  }
  const current = createFreshly<Compiled>(async (before) => {
    const versions = (await deps.rules.listVersions()).join(' ');
    if (before?.versions === versions) return before;
    return { versions, rules: compileRules(await deps.rules.listCurrent()) };
  }, deps.now);
  return async () => (await current()).rules;
}
