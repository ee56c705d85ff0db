import type { ContentItem, HistoryEvent, WordingPass } from '../../../schemas/content-item.js';
import type { Finding, ItemContent } from '../../../schemas/item-content.js';
import type { Policy } from '../../../schemas/policy.js';
import { blockingFindings } from '../exemptions.js';
import type { ItemChange } from '../item-change.js';
import { nextState } from '../item-state.js';
import { toPublication } from './approve-stage.js';
import { measureWording } from './measure-wording.js';

/** Why a change goes to people, in a few words for the history. */
export interface NotPassed {
  because: string;
}

/**
 * What may have happened since people approved: the machine's own work, and what people do about the second review or a
 * vanished page. Whatever else did is a person's work on the item, or news that nobody has judged: people go on with it.
 */
const SINCE_APPROVAL: ReadonlySet<HistoryEvent['action']> = new Set([
  ...(['published', 'passed', 'revised', 'delivery-applied', 'receipt', 'refused', 'replayed'] as const),
  ...(['rerouted', 'reminded', 'escalated', 'claimed', 'released', 'reassigned'] as const),
  ...(['second-reviewed', 'withdrawal-proposed', 'proposal-cleared', 'proposal-dismissed'] as const),
]);

/**
 * The revision that people last approved, where the current one may pass by how little it differs from that: its source
 * changed it while that one, or what passed since, was published. Always what people saw, so that many small changes
 * never add up to one that nobody has seen.
 */
export function findWordingBase({
  history,
  revision,
  publication,
  secondReview,
}: Pick<ContentItem, 'history' | 'revision' | 'publication' | 'secondReview'>): number | undefined {
  const at = history.findLastIndex(({ action }) => action === 'approved');
  const approved = history[at]?.revision;
  if (approved === undefined || approved >= revision) return undefined;
  if (!publication || publication.operation === 'withdraw' || publication.revision < approved)
    return undefined;
  if (secondReview && secondReview.outcome === undefined) return undefined;
  return history.slice(at + 1).every(({ action }) => SINCE_APPROVAL.has(action)) ? approved : undefined;
}

/** The limits of a policy for an item; undefined where nothing passes by itself. */
export function limitsFor({ lane }: Pick<ContentItem, 'lane'>, { wordingOnly, secondReview }: Policy) {
  if (!wordingOnly || secondReview) return undefined;
  return wordingOnly.lanes?.includes(lane) === false ? undefined : wordingOnly;
}

/** Whether a content differs from the approved one in a few words only, and how much. */
export function decideWording(
  approved: { revision: number; content: ItemContent },
  content: ItemContent,
  policy: Policy,
  { maxCharacters, maxShare }: NonNullable<Policy['wordingOnly']>,
): WordingPass | NotPassed {
  const measured = measureWording(approved.content, content, maxCharacters);
  if ('material' in measured) return { because: `${measured.material}: ${measured.field}` };
  const { characters, share } = measured;
  if (share > maxShare) return { because: `size: ${(share * 100).toFixed(1)} %` };
  return { policy: `${policy.id}@${policy.version}`, from: approved.revision, characters, share };
}

/** What keeps findings from passing: one that blocks, whoever answered for it before, or one that was not there before. */
export function findObjection(before: readonly Finding[], found: readonly Finding[]): NotPassed | undefined {
  const blocking = blockingFindings([...before, ...found])[0];
  const known = before.map(toKey);
  const fresh = found.find((finding) => finding.severity !== 'info' && !takeOut(known, toKey(finding)));
  const objection = blocking ?? fresh;
  return objection && { because: `finding: ${objection.rule}` };
}

function toKey({ rule, severity, field, excerpt }: Finding): string {
  return JSON.stringify([rule, severity, field, excerpt ?? null]);
}

/** The same words found once more are a new finding. */
function takeOut(keys: string[], key: string): boolean {
  const at = keys.indexOf(key);
  if (at >= 0) keys.splice(at, 1);
  return at >= 0;
}

/** The one change by which a revision is published as a correction without a review of its own. */
export function toPassed(
  item: Pick<ContentItem, 'state' | 'revision' | 'publication'>,
  { findings, checkedWith, wording, now }: Pick<ContentItem, 'findings'> & Passing,
): ItemChange {
  return {
    state: nextState(nextState(item.state, 'check'), 'pass'),
    ...{ findings, checkedWith, checkedRevision: item.revision },
    publication: toPublication(item, now),
    history: {
      ...{ action: 'passed', by: 'system', revision: item.revision, wording },
      comment: toWords(wording),
    },
  };
}

interface Passing {
  checkedWith: string;
  wording: WordingPass;
  now: Date;
}

function toWords({ policy, from, characters, share }: WordingPass): string {
  const percent = (share * 100).toFixed(1);
  return (
    `较人工审定的第 ${from} 次修订改动 ${characters} 字（${percent}%），按 ${policy} 自动通过 ` +
    `${characters} characters (${percent} %) differ from revision ${from}, which people approved; passed by ${policy}`
  );
}
