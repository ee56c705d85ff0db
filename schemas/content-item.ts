import { Type, type Static } from 'typebox';
import { DeliveryOperation, DeliveryStatus } from './delivery.js';
import { Exemption } from './exemption.js';
import { Finding, ItemContent } from './item-content.js';
import { Lane } from './lane.js';
import { AlarmLevel, Claim, CodedReason, Note, Review, SecondReview, StageTiming } from './review.js';
import { address, count, identifier, instant, listOf, oneOf, optional, shape, text } from './shape.js';
import { WithdrawalProposal } from './withdrawal-proposal.js';

export const ITEM_STATES = [
  'collected',
  'checked',
  'in-review',
  'approved',
  'delivered',
  'returned',
  'declined',
  'merged',
  'withdrawn',
  'expired',
] as const;
export const ItemState = oneOf(
  ITEM_STATES,
  'collected 已采集, checked 已检查, in-review 审核中, approved 已通过, delivered 已送达, returned 退回修改, ' +
    'declined 不予采用, merged 重复并入, withdrawn 已撤稿, expired 已过期',
);
export type ItemState = Static<typeof ItemState>;

export const HISTORY_ACTIONS = [
  'collected',
  'submitted',
  'revised',
  'resubmitted',
  'corrected',
  'merged',
  'checked',
  'claimed',
  'released',
  'reassigned',
  'edited',
  'overridden',
  'sent',
  'co-signed',
  'rechecked',
  'masked',
  'exempted',
  'exemption-withdrawn',
  'stage-approved',
  'approved',
  'published',
  'passed',
  'second-reviewed',
  'returned',
  'declined',
  'expired',
  'withdrawn',
  'reminded',
  'escalated',
  'delivery-applied',
  'receipt',
  'refused',
  'replayed',
  'rerouted',
  'withdrawal-proposed',
  'proposal-cleared',
  'proposal-dismissed',
] as const;

/** Where an item stands, as its history tells it before and after an action: what it changed, and where it was done. */
export const ItemFacts = shape(
  {
    state: optional(ItemState),
    revision: optional(count('revision')),
    stage: optional(text('review stage it waits in', 100)),
    lane: optional(Lane),
    claimedBy: optional(text('account that works on it', 128)),
    publication: optional(text('what the portals should show: operation@revision', 40)),
    delivery: optional(text('what the portal of this entry has: operation@revision status', 80)),
    fingerprint: optional(text('SHA-256 of the content, hex', 64)),
    mergedInto: optional(text('item this one duplicates', 64)),
    secondReview: optional(text('补审 open, or what came of it', 40)),
    proposal: optional(text('撤稿建议 kind of the proposal that waits', 40)),
    findings: optional(count('findings of the checks')),
    overrides: optional(count('放行 findings that somebody has answered for')),
    exemptions: optional(listOf(text('rule', 100), '依法公开豁免 rules exempted', 20)),
  },
  '前后情况 where the item stands: state, revision and stage always, everything else where the action changed it',
);
export type ItemFacts = Static<typeof ItemFacts>;

/** Why a revision was published without another review. */
export const WordingPass = shape(
  {
    policy: text('policy and version that let it pass, e.g. routine@1', 100),
    from: count('revision that people last approved, against which it was measured'),
    characters: count('characters deleted and inserted'),
    share: Type.Number({ minimum: 0, maximum: 1, description: 'of the title and text approved' }),
  },
  '个别字词 wording-only change that passed by itself',
);
export type WordingPass = Static<typeof WordingPass>;

export const HistoryEvent = shape(
  {
    at: instant('when'),
    action: oneOf(HISTORY_ACTIONS, 'what happened'),
    by: text('account id, or system', 128),
    byOrganization: optional(identifier('organization of that account')),
    from: optional(text('address the request came from, or the machine that did it by itself', 100)),
    before: optional(ItemFacts),
    after: optional(ItemFacts),
    revision: count('revision concerned'),
    stage: optional(text('review stage', 100)),
    timing: optional(StageTiming),
    alarm: optional(AlarmLevel),
    portalId: optional(identifier('portal')),
    reasons: optional(listOf(CodedReason, 'coded reasons', 20)),
    notes: optional(listOf(Note, '批注 comments at places in the text', 100)),
    subject: optional(text('account, organization, item or rule that it is about', 300)),
    comment: optional(text('comment', 2000)),
    changed: optional(listOf(text('field', 100), 'fields that changed', 50)),
    wording: optional(WordingPass),
  },
  '经过 one event in the life of an item',
);
export type HistoryEvent = Static<typeof HistoryEvent>;

/** What the portals should show of this item. */
export const Publication = shape({
  operation: DeliveryOperation,
  revision: count('revision'),
  at: instant('decided'),
  reason: optional(text('why it was withdrawn', 2000)),
});
export type Publication = Static<typeof Publication>;

/** The item's own view of a delivery. */
export const ItemDelivery = shape({
  portalId: identifier('portal'),
  operation: DeliveryOperation,
  revision: count('revision'),
  status: DeliveryStatus,
  receiptNumber: optional(text('回执号', 200)),
  url: optional(address('where the portal shows it')),
  column: optional(text("栏目 column it was sent to: the routing rule's, else the unit's own", 200)),
  at: instant('when'),
});
export type ItemDelivery = Static<typeof ItemDelivery>;

/** By what items are told apart. SHA-256, hex. */
export const Fingerprints = shape(
  {
    revision: text('everything that makes a revision when it changes', 64),
    content: text('title and text alone: equal for the same article at two sources', 64),
  },
  '指纹 fingerprints',
);
export type Fingerprints = Static<typeof Fingerprints>;

export const ContentItem = shape(
  {
    id: text('受理编号 submission number', 64),
    organizationId: identifier('organization'),
    sourceId: optional(identifier('source; absent when pushed')),
    channel: oneOf(['collect', 'push'], 'how it came in'),
    content: ItemContent,
    revision: Type.Integer({ minimum: 1, description: 'grows with every change of the content' }),
    version: Type.Integer({
      minimum: 1,
      description: 'grows with every write; decisions name the one they saw',
    }),
    checkedRevision: count('last revision that was checked'),
    checkedWith: optional(text('versions of the rules that judged it, e.g. thresholds@2 typos@5', 2000)),
    lane: Lane,
    laneReason: text('why this lane', 300),
    state: ItemState,
    findings: listOf(Finding, 'findings of the last checks', 500),
    exemptions: optional(listOf(Exemption, '依法公开豁免, one a rule', 20)),
    review: optional(Review),
    secondReview: optional(SecondReview),
    claim: optional(Claim),
    publication: optional(Publication),
    proposal: optional(WithdrawalProposal),
    deliveries: listOf(ItemDelivery, 'one a portal', 100),
    fingerprints: Fingerprints,
    mergedInto: optional(text('item this one duplicates', 64)),
    clusterId: optional(
      text('近似稿件组 cluster of items with nearly the same text, under /api/v1/clusters/', 64),
    ),
    submittedBy: optional(text('account that pushed it', 128)),
    receivedAt: instant('first received'),
    updatedAt: instant('last write'),
    history: listOf(HistoryEvent, 'everything that happened, oldest first', 10000),
  },
  '内容条目 content item',
);
export type ContentItem = Static<typeof ContentItem>;
