import type { ContentItem, Fingerprints, ItemState } from '../../schemas/content-item.js';
import type { ItemContent } from '../../schemas/item-content.js';
import type { Lane } from '../../schemas/lane.js';
import { upgradeItem } from '../../schemas/upgrade-item.js';
import type { MissingMark } from '../domain/vanished-items.js';
import type { Stored, StoreIndex } from './connection.js';
import type { StageClock } from '../domain/review/queue-marks.js';
import type { DueNotice } from './notice-store.js';

/** What the store keeps beside the item: identity, order and the marks by which due work is found. */
export interface ItemMarks {
  /** Source (or pushing organization) and identity there; unique, so an entry is stored once whatever races. */
  originKey: string;
  /** Queue of people: whom the item waits for, in which order, and who may not. Absent when it waits for nobody. */
  waitingFor?: string[];
  reviewOrder?: string;
  /** Names of the stages it waits in. */
  waitingIn?: string[];
  barred?: string[];
  /** Where and how long it waits, for the figures. */
  stageClock?: StageClock;
  secondReviewDueAt?: string;
  /** When the review clock speaks next. */
  nextAlarmAt?: string;
  /** Since when the notices of an alarm are to be put before people; absent when that was done. */
  noticesDueAt?: string;
  /** Those notices, written with the alarm: a crash between the two loses none. */
  notices?: DueNotice[];
  /** When what is approved for a later time is to be published. */
  publishDueAt?: string;
  /** Since when the checks are due; absent when the checked revision is the current one. */
  checkDueAt?: string;
  /** Since when its findings are to be made anew: files have come, a link was found dead, the rules have changed. */
  recheckDueAt?: string;
  /** When the next look at the links of its body is due; absent when they are settled, or there are none. */
  linksDueAt?: string;
  /** When the next look at the images and attachments is due; absent when they are settled, or there are none. */
  mediaDueAt?: string;
  /** Since when routing is due; absent when the deliveries know the publication. */
  routeDueAt?: string;
  /** The article was found missing at its source; absent once it is seen again. */
  missing?: MissingMark;
  /** Since when the item's cluster is to be found; absent when that was done for the current revision. */
  clusterDueAt?: string;
  /** When the article of a published item is looked at again; absent where nothing is published, or it was pushed. */
  lookAgainAt?: string;
  /** Seconds between its last look and that one; absent before the first was planned. */
  lookAgainSeconds?: number;
  /** Since when its history has entries that the audit log lacks; absent when it has them all. */
  sealDueAt?: string;
  /** How many entries of its history the audit log is known to have. */
  sealed?: number;
  /** It is about to be merged into another item: see `markMerges`. */
  merging?: Merging;
}

export interface Merging {
  into: string;
  /** Whose mark it is. */
  token: string;
  /** Version of the item that is about to be merged; once it is another one the mark means nothing. */
  version: number;
  /** Others may take the mark off from then on. */
  until: string;
}

export type ItemRecord = Stored<ContentItem> & ItemMarks;

/** Content of an earlier revision; `_id` is `itemId.revision`. */
export interface RevisionRecord {
  id: string;
  itemId: string;
  revision: number;
  content: ItemContent;
  fingerprints: Fingerprints;
  replacedAt: string;
}

/** What collecting needs to know of an item that is already there. */
export interface KnownItem {
  id: string;
  originKey: string;
  fingerprints: Fingerprints;
  revision: number;
  version: number;
  state: ItemState;
  lane: Lane;
  sourceId?: string;
  content: Pick<ItemContent, 'url' | 'externalId' | 'publishedAt'>;
}

export const KNOWN_ITEM_FIELDS = {
  ...{ originKey: 1, fingerprints: 1, revision: 1, version: 1, state: 1, lane: 1, sourceId: 1 },
  ...{ 'content.url': 1, 'content.externalId': 1, 'content.publishedAt': 1 },
} as const;

export const ITEM_INDEXES: StoreIndex[] = [
  { keys: { originKey: 1 }, options: { unique: true } },
  { keys: { 'fingerprints.content': 1 } },
  { keys: { state: 1, _id: 1 } },
  { keys: { organizationId: 1, _id: 1 } },
  // Approved and not delivered: few at any time.
  { keys: { lane: 1, 'publication.at': 1 }, options: { partialFilterExpression: { state: 'approved' } } },
  {
    keys: { state: 1, reviewOrder: 1 },
    options: { partialFilterExpression: { reviewOrder: { $exists: true } } },
  },
  {
    keys: { waitingFor: 1, reviewOrder: 1 },
    options: { partialFilterExpression: { waitingFor: { $exists: true } } },
  },
  {
    keys: { organizationId: 1, reviewOrder: 1 },
    options: { partialFilterExpression: { reviewOrder: { $exists: true } } },
  },
  {
    keys: { 'claim.by': 1, reviewOrder: 1 },
    options: { partialFilterExpression: { 'claim.by': { $exists: true } } },
  },
  ...(['opened', 'dueSoon', 'due'] as const).map((mark) => ({
    keys: { [`stageClock.${mark}`]: 1 as const },
    options: { partialFilterExpression: { [`stageClock.${mark}`]: { $exists: true } } },
  })),
  {
    keys: { secondReviewDueAt: 1 },
    options: { partialFilterExpression: { secondReviewDueAt: { $exists: true } } },
  },
  {
    keys: { lane: 1, nextAlarmAt: 1 },
    options: { partialFilterExpression: { nextAlarmAt: { $exists: true } } },
  },
  {
    keys: { lane: 1, noticesDueAt: 1 },
    options: { partialFilterExpression: { noticesDueAt: { $exists: true } } },
  },
  {
    keys: { publishDueAt: 1 },
    options: { partialFilterExpression: { publishDueAt: { $exists: true } } },
  },
  {
    keys: { lane: 1, checkDueAt: 1 },
    options: { partialFilterExpression: { checkDueAt: { $exists: true } } },
  },
  {
    keys: { lane: 1, recheckDueAt: 1 },
    options: { partialFilterExpression: { recheckDueAt: { $exists: true } } },
  },
  {
    keys: { lane: 1, linksDueAt: 1 },
    options: { partialFilterExpression: { linksDueAt: { $exists: true } } },
  },
  {
    keys: { lane: 1, mediaDueAt: 1 },
    options: { partialFilterExpression: { mediaDueAt: { $exists: true } } },
  },
  {
    keys: { lane: 1, routeDueAt: 1 },
    options: { partialFilterExpression: { routeDueAt: { $exists: true } } },
  },
  {
    keys: { sourceId: 1, 'content.url': 1 },
    options: { partialFilterExpression: { sourceId: { $exists: true } } },
  },
  {
    keys: { sourceId: 1, 'missing.since': 1 },
    options: { partialFilterExpression: { 'missing.since': { $exists: true } } },
  },
  {
    keys: { sourceId: 1, lookAgainAt: 1 },
    options: { partialFilterExpression: { lookAgainAt: { $exists: true } } },
  },
  {
    keys: { 'proposal.kind': 1, _id: 1 },
    options: { partialFilterExpression: { 'proposal.kind': { $exists: true } } },
  },
  {
    keys: { lane: 1, clusterDueAt: 1 },
    options: { partialFilterExpression: { clusterDueAt: { $exists: true } } },
  },
  {
    keys: { sealDueAt: 1 },
    options: { partialFilterExpression: { sealDueAt: { $exists: true } } },
  },
  // What was published where, newest first: the feeds.
  {
    keys: { 'deliveries.portalId': 1, 'publication.at': -1, _id: -1 },
    options: { partialFilterExpression: { 'publication.at': { $exists: true } } },
  },
  {
    keys: { 'deliveries.column': 1, 'publication.at': -1, _id: -1 },
    options: { partialFilterExpression: { 'publication.at': { $exists: true } } },
  },
  {
    keys: { clusterId: 1, _id: 1 },
    options: { partialFilterExpression: { clusterId: { $exists: true } } },
  },
];

/** An item without what takes room in its content, for whoever only writes down what happened to it. */
export type Standing = Omit<ContentItem, 'content'> & { content: Pick<ContentItem['content'], 'column'> };
export const WITHOUT_TEXT = { 'content.bodyHtml': 0, 'content.bodyText': 0 } as const;

export function toItem(record: ItemRecord): ContentItem {
  const { _id, originKey, waitingFor, waitingIn, reviewOrder, barred, publishDueAt, ...others } = record;
  const { checkDueAt, recheckDueAt, linksDueAt, mediaDueAt, routeDueAt, clusterDueAt, ...unmarked } = others;
  const { lookAgainAt, lookAgainSeconds, missing, sealDueAt, sealed, ...unsealed } = unmarked;
  const { nextAlarmAt, noticesDueAt, notices, stageClock, secondReviewDueAt, merging, ...rest } = unsealed;
  return upgradeItem({ id: _id, ...rest });
}
