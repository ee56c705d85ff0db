import type { ContentItem, ItemState } from '../../schemas/content-item.js';
import { toInstant, type Clock } from '../../schemas/instant.js';
import type { Finding } from '../../schemas/item-content.js';
import type { CheckRules } from '../domain/checks/rules.js';
import { blockingFindings, withExemptions } from '../domain/exemptions.js';
import type { ItemStore, PlannedChange } from '../store/item-store.js';
import type { DueRecheck } from '../store/item-rechecks.js';
import type { CurrentRules } from './current-rules.js';
import type { JudgeContent } from './judge-again.js';
import type { ReadFiles } from './read-files.js';

export interface RecheckDependencies {
  items: Pick<ItemStore, 'findRecheck' | 'settleRecheck' | 'applyChange'>;
  readFiles: ReadFiles;
  judgeContent: JudgeContent;
  rules: CurrentRules;
  now: Clock;
}

export type Rechecked =
  { result: 'not-due' | 'unchanged' | 'later' } | { result: 'changed'; findings: number; blocking: number };

/** Findings count as long as people decide by them; what is published keeps a record of what came out afterwards. */
const JUDGED: ReadonlySet<ItemState> = new Set(['in-review', 'approved', 'delivered']);

/**
 * Judges an item again whose content is the same: its files have come, a link was found dead, or the rules have changed.
 * The review goes on where it is; only the findings are replaced, and with them the version grows, so that whoever is
 * deciding on the old ones is told. Before that, the texts of files nobody has read yet are taken out of them.
 */
export function createRecheckItem(deps: RecheckDependencies) {
  return async (itemId: string, signal: AbortSignal): Promise<Rechecked> => {
    const due = await deps.items.findRecheck(itemId);
    if (!due || due.dueAt > toInstant(deps.now())) return { result: 'not-due' };
    const { item } = due;
    if (!JUDGED.has(item.state) || item.checkedRevision < item.revision) {
      // A collected revision is marked again when it is checked.
      await deps.items.settleRecheck(due);
      return { result: 'not-due' };
    }
    if (!(await deps.readFiles(item.content.attachments, signal))) return { result: 'later' };
    const rules = await deps.rules();
    const findings = withExemptions(await deps.judgeContent(item.content, rules), item.exemptions);
    if (JSON.stringify(findings) === JSON.stringify(item.findings)) {
      await deps.items.settleRecheck(due, rules.label);
      return { result: 'unchanged' };
    }
    return replace(deps, due, findings, rules);
  };
}

async function replace(
  { items, now }: RecheckDependencies,
  due: DueRecheck,
  findings: Finding[],
  { label }: CheckRules,
): Promise<Rechecked> {
  const { item, dueAt } = due;
  const planned: PlannedChange = {
    item,
    change: {
      findings,
      checkedWith: label,
      history: { action: 'rechecked', by: 'system', revision: item.revision, comment: why(item, label) },
    },
    settles: { recheckDueAt: dueAt },
  };
  const changed = await items.applyChange(planned, { at: toInstant(now()) });
  // Somebody wrote first, or there is more news: the mark is still there.
  if (!changed) return { result: 'later' };
  return { result: 'changed', findings: findings.length, blocking: blockingFindings(findings).length };
}

function why({ checkedWith }: ContentItem, label: string): string {
  return checkedWith === label
    ? '附件或链接有新情况 news of attachments or links'
    : '检查规则已更新 the rules have changed';
}
