import type { ContentItem, WordingPass } from '../../schemas/content-item.js';
import { withExemptions } from '../domain/exemptions.js';
import type { ItemChange } from '../domain/item-change.js';
import { policyFor } from '../domain/review/open-review.js';
import {
  decideWording,
  findObjection,
  findWordingBase,
  limitsFor,
  toPassed,
  type NotPassed,
} from '../domain/review/pass-wording.js';
import type { ItemStore } from '../store/item-store.js';
import type { Judging } from './check-revisions.js';
import type { JudgeContent } from './judge-again.js';

export interface PassDependencies {
  items: Pick<ItemStore, 'findRevision'>;
  judgeContent: JudgeContent;
}

export type PassWording = (
  item: ContentItem,
  judging: Judging,
  now: Date,
) => Promise<ItemChange | NotPassed | undefined>;

/**
 * A revision whose source changed a few words after approval: the change that publishes it, or why it goes to people
 * after all. Undefined where that is no question. It is judged with all that is known of its files and links, for nobody
 * looks at it afterwards.
 */
export function createPassWording({ items, judgeContent }: PassDependencies): PassWording {
  return async (item, { rules, settings }, now) => {
    const from = findWordingBase(item);
    if (from === undefined) return undefined;
    const policy = policyFor(item, settings);
    const limits = limitsFor(item, policy);
    const content = limits && (await items.findRevision(item.id, from));
    if (!content) return undefined;
    const wording: WordingPass | NotPassed = decideWording(
      { revision: from, content },
      item.content,
      policy,
      limits,
    );
    if ('because' in wording) return wording;
    const findings = withExemptions(await judgeContent(item.content, rules), item.exemptions);
    const objection = findObjection(item.findings, findings);
    return objection ?? toPassed(item, { findings, checkedWith: rules.label, wording, now });
  };
}
