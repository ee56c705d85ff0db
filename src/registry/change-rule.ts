import { AppError, type FieldError } from '../../schemas/errors.js';
import { toInstant, type Clock } from '../../schemas/instant.js';
import type { Rule, RuleChange, RuleSummary } from '../../schemas/rule.js';
import { DEFAULT_RULES } from '../domain/checks/default-rules.js';
import type { Caller } from '../review/caller.js';
import type { VersionedStore } from '../store/versioned-store.js';

interface RuleDependencies {
  rules: VersionedStore<Rule>;
  now: Clock;
}

/** The current version of every rule; those that nobody changed are as they come with the gateway. */
export async function listRules({ rules }: Pick<RuleDependencies, 'rules'>): Promise<RuleSummary[]> {
  const changed = await rules.listCurrent();
  const known = new Set(changed.map(({ id }) => id));
  const all = [...changed, ...DEFAULT_RULES.filter(({ id }) => !known.has(id))];
  return all
    .map(({ thresholds, terms = [], ...rule }) => ({ ...rule, terms: terms.length }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

export async function findRule(
  { rules }: Pick<RuleDependencies, 'rules'>,
  id: string,
  version?: number,
): Promise<Rule | undefined> {
  const found = await rules.find(id, version);
  return found ?? DEFAULT_RULES.find((rule) => rule.id === id && rule.version === (version ?? rule.version));
}

/**
 * Writes a new version of the thresholds or of a word list, or a new word list; old versions stay, so that old findings
 * can be explained. Throws `stale-version` when the caller did not see the current one.
 */
export function createChangeRule(deps: RuleDependencies) {
  return async (id: string, change: RuleChange, { account }: Caller): Promise<Rule> => {
    const current = await findRule(deps, id);
    const kind = current?.kind ?? 'words';
    requireContent(kind, change);
    const { version, ...content } = change;
    if (version !== (current?.version ?? 0)) throw stale(id, current?.version ?? 0, version);
    const rule: Rule = {
      ...{ id, kind, ...content, version: version + 1 },
      ...{ changedAt: toInstant(deps.now()), changedBy: account.id },
    };
    await deps.rules.add(rule);
    return rule;
  };
}

function requireContent(kind: Rule['kind'], { thresholds, terms }: RuleChange): void {
  const fields: FieldError[] = [];
  if (kind === 'thresholds' && !thresholds) fields.push(needed('/thresholds'));
  if (kind === 'words' && !terms) fields.push(needed('/terms'));
  if (kind === 'thresholds' && terms) fields.push(outOfPlace('/terms'));
  if (kind === 'words' && thresholds) fields.push(outOfPlace('/thresholds'));
  if (fields.length > 0)
    throw new AppError('validation-failed', 'not what this rule consists of', { fields });
}

const needed = (pointer: string): FieldError => ({ pointer, zh: '必须提供', en: 'required for this rule' });
const outOfPlace = (pointer: string): FieldError => ({
  pointer,
  zh: '此规则不含该内容',
  en: 'does not belong to this rule',
});

function stale(id: string, current: number, seen: number): AppError {
  return new AppError('stale-version', `rule ${id} is at version ${current}, the request saw ${seen}`, {
    details: { id, version: current },
  });
}
