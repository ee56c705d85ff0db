import type { ContentItem, ItemFacts } from '../../schemas/content-item.js';
import type { ItemChange } from './item-change.js';

/** As much of an item as its writer had read. */
export type Told = Partial<Omit<ContentItem, 'content' | 'history'>>;

/** What is told of an entry whatever it changed: an auditor reads each entry for itself. */
const ALWAYS = ['state', 'revision', 'stage'] as const;

/** Where an item stands; what its writer had not read, or is not there, is absent. `portalId` names whose delivery counts. */
export function factsOf(item: Told, portalId?: string): ItemFacts {
  const { publication, secondReview, review, claim, proposal, exemptions } = item;
  const delivery = item.deliveries?.find((each) => each.portalId === portalId);
  const facts: Record<keyof ItemFacts, ItemFacts[keyof ItemFacts]> = {
    state: item.state,
    revision: item.revision,
    stage: item.state === 'in-review' ? review?.stages[review.stage]?.name : undefined,
    lane: item.lane,
    claimedBy: claim?.by,
    publication: publication && `${publication.operation}@${publication.revision}`,
    delivery: delivery && `${delivery.operation}@${delivery.revision} ${delivery.status}`,
    fingerprint: item.fingerprints?.revision,
    mergedInto: item.mergedInto,
    secondReview: secondReview && (secondReview.outcome ?? 'open'),
    proposal: proposal?.kind,
    findings: item.findings?.length,
    overrides: review?.overrides?.length,
    exemptions: exemptions && exemptions.length > 0 ? exemptions.map(({ rule }) => rule) : undefined,
  };
  return Object.fromEntries(Object.entries(facts).filter(([, fact]) => fact !== undefined));
}

/** The item after a change, as far as it was known before; `presence` is what the store writes with it. */
export function afterChange(
  item: Told,
  { history: _entry, claim, ...fields }: ItemChange,
  presence: { proposal?: ContentItem['proposal'] | null } = {},
): Told {
  const { claim: claimed, review, mergedInto, proposal, ...rest } = item;
  const anew = fields.revision !== undefined;
  const held = claim === undefined && !anew ? claimed : (claim ?? undefined);
  const proposed = presence.proposal === undefined ? proposal : (presence.proposal ?? undefined);
  return {
    ...rest,
    ...(!anew && { ...(review && { review }), ...(mergedInto !== undefined && { mergedInto }) }),
    ...(held && { claim: held }),
    ...(proposed && fields.state !== 'withdrawn' && { proposal: proposed }),
    ...fields,
  };
}

/** The two sides of an action: where the item is, and whatever else is different. */
export function compareFacts(before: ItemFacts, after: ItemFacts): { before: ItemFacts; after: ItemFacts } {
  const differs = (name: keyof ItemFacts): boolean =>
    JSON.stringify(before[name]) !== JSON.stringify(after[name]);
  const told = (side: ItemFacts): ItemFacts =>
    Object.fromEntries(
      Object.entries(side).filter(
        ([name]) => ALWAYS.some((always) => always === name) || differs(name as keyof ItemFacts),
      ),
    );
  return { before: told(before), after: told(after) };
}
