import type { Connection, mongo } from 'mongoose';
import type { ContentItem, HistoryEvent, ItemState } from '../../schemas/content-item.js';
import { toInstant } from '../../schemas/instant.js';
import type { ItemContent } from '../../schemas/item-content.js';
import { upgradeItem } from '../../schemas/upgrade-item.js';
import type { WithdrawalProposal } from '../../schemas/withdrawal-proposal.js';
import type { ItemChange } from '../domain/item-change.js';
import type { MissingMark } from '../domain/vanished-items.js';
import { namesFiles } from '../domain/media-facts.js';
import { toQueueMarks, type Queueable } from '../domain/review/queue-marks.js';
import { defineModel, duplicateIndexes, toStored, type Stored } from './connection.js';
import { recognizeItems } from './item-identity.js';
import { keepItemLinks } from './item-links.js';
import { keepItemMedia } from './item-media.js';
import { keepRechecks } from './item-rechecks.js';
import { findDueItems, listItems } from './item-queries.js';
import { readQueues } from './item-queue.js';
import { sampleItems } from './item-routing.js';
import { countWaitingItems } from './item-figures.js';
import { planLooks } from './item-looks.js';
import { keepAlarms } from './item-alarms.js';
import { markMerges } from './item-merging.js';
import { findUnsealedItems } from './item-seals.js';
import { stampEvent, type Stamp } from './stamp-event.js';
import { trackVanished } from './item-vanished.js';
import {
  ITEM_INDEXES,
  KNOWN_ITEM_FIELDS,
  toItem,
  WITHOUT_TEXT,
  type ItemMarks,
  type ItemRecord,
  type KnownItem,
  type RevisionRecord,
  type Standing,
} from './item-record.js';

export interface PlannedChange {
  /** As it was decided on: whole where the change concerns its review. */
  item: Pick<ContentItem, 'id' | 'version'> & Partial<Omit<ContentItem, 'content'>>;
  change: ItemChange;
  /** Written in the same write; null takes off. */
  presence?: {
    missing?: MissingMark | null;
    proposal?: WithdrawalProposal | null;
    /** A person wants no proposal as long as the article stays missing. */
    dismissed?: boolean;
  };
  /** Work that becomes due by this change, written with it. */
  marks?: Pick<ItemMarks, 'recheckDueAt' | 'linksDueAt' | 'noticesDueAt' | 'notices'>;
  /** Work that it settles: taken off with it, and nothing is written where the mark has been renewed meanwhile. */
  settles?: Pick<ItemMarks, 'recheckDueAt' | 'nextAlarmAt'>;
  /** Token of the mark without which it must not be merged any more. */
  merging?: string;
  /** Nobody who is deciding saw anything else: the version stays, and their decision is not refused. */
  unseen?: boolean;
}

export type ItemStore = ReturnType<typeof createItemStore>;
type Items = mongo.Collection<ItemRecord>;

/** Items and their earlier revisions. Every change names the version it was decided on and carries its history event. */
export function createItemStore(connection: Connection) {
  const model = defineModel<ContentItem & ItemMarks>(connection, 'items', ITEM_INDEXES);
  // The driver's own collection: records were checked by their schema, hydrating them again would double their cost.
  const items = connection.collection<ItemRecord>(model.collection.collectionName);
  return {
    ...readItems(items),
    ...writeItems(items),
    ...keepRevisions(connection),
    ...keepItemMedia(items),
    ...keepItemLinks(items),
    ...keepRechecks(items),
    ...findDueItems(items),
    ...listItems(items),
    ...readQueues(items),
    ...recognizeItems(items),
    ...trackVanished(items),
    ...sampleItems(items),
    ...planLooks(items),
    ...keepAlarms(items),
    ...countWaitingItems(items),
    ...findUnsealedItems(items),
    ...markMerges(items),
  };
}

function readItems(items: Items) {
  async function findById(id: string): Promise<ContentItem | undefined> {
    const record = await items.findOne({ _id: id });
    return record ? toItem(record) : undefined;
  }

  async function findMany(ids: readonly string[]): Promise<ContentItem[]> {
    const records = await items.find({ _id: { $in: [...ids] } }).toArray();
    return records.map(toItem);
  }

  /** Items as they stand, without their texts. */
  async function findStanding(ids: readonly string[]): Promise<Standing[]> {
    const records = await items.find({ _id: { $in: [...ids] } }, { projection: WITHOUT_TEXT }).toArray();
    return records.map(toItem);
  }

  /** Items of one source or organization by identity, for telling new from known. */
  async function findKnown(originKeys: readonly string[]): Promise<Map<string, KnownItem>> {
    const projection = KNOWN_ITEM_FIELDS;
    const found = await items.find({ originKey: { $in: [...originKeys] } }, { projection }).toArray();
    return new Map(found.map(({ _id, ...rest }) => [rest.originKey, { id: _id, ...rest }]));
  }

  return { findById, findMany, findStanding, findKnown };
}

function writeItems(items: Items) {
  /** Stores new items in one write; one that another process stored first (same origin) is left out of the answer. */
  async function insertMany(records: readonly (ContentItem & ItemMarks)[]): Promise<Set<string>> {
    if (records.length === 0) return new Set();
    const inserted = new Set(records.map((record) => record.id));
    try {
      await items.insertMany(
        records.map((record) => toStored({ ...record, sealDueAt: record.updatedAt })),
        { ordered: false },
      );
    } catch (error) {
      for (const index of duplicateIndexes(error)) inserted.delete(records[index]?.id ?? '');
    }
    return inserted;
  }

  /** The one atomic write of a decision. Undefined when somebody else wrote first. */
  async function applyChange(planned: PlannedChange, stamp: Stamp): Promise<ContentItem | undefined> {
    const record = await items.findOneAndUpdate(toFilter(planned), toUpdate(planned, stamp), {
      returnDocument: 'after',
    });
    return record ? toItem(record) : undefined;
  }

  /** Many changes in one round trip, each under its own version; answers how many applied. */
  async function applyChanges(planned: readonly PlannedChange[], stamp: Stamp): Promise<number> {
    if (planned.length === 0) return 0;
    const writes = planned.map((each) => ({
      updateOne: {
        filter: toFilter(each),
        update: toUpdate(each, stamp),
      },
    }));
    const result = await items.bulkWrite(writes, { ordered: false });
    return result.modifiedCount;
  }

  /** Routing is done for what the item's publication was at `version`; a newer publication stays due. */
  async function markRouted(item: Pick<ContentItem, 'id' | 'version'>): Promise<void> {
    await items.updateOne({ _id: item.id, version: item.version }, { $unset: { routeDueAt: '' } });
  }

  return { insertMany, applyChange, applyChanges, markRouted };
}

function keepRevisions(connection: Connection) {
  const model = defineModel<RevisionRecord>(connection, 'revisions', [{ keys: { itemId: 1, revision: 1 } }]);
  const revisions = connection.collection<Stored<RevisionRecord>>(model.collection.collectionName);

  /** Keeps the content that a new revision is about to replace; repeating it is harmless. */
  async function saveRevisions(replaced: readonly RevisionRecord[]): Promise<void> {
    if (replaced.length === 0) return;
    const writes = replaced.map(({ id, ...rest }) => ({
      updateOne: { filter: { _id: id }, update: { $setOnInsert: rest }, upsert: true },
    }));
    await revisions.bulkWrite(writes, { ordered: false });
  }

  async function findRevision(itemId: string, revision: number): Promise<ItemContent | undefined> {
    const found = await revisions.findOne({ _id: `${itemId}.${revision}` });
    return found ? upgradeItem({ content: found.content }).content : undefined;
  }

  return { saveRevisions, findRevision };
}

/** The item as it was decided on, and the marks that must still be there. */
function toFilter({ item, settles, merging }: PlannedChange) {
  const marked = merging === undefined ? {} : { 'merging.token': merging };
  return { _id: item.id, version: item.version, ...settles, ...marked };
}

function toUpdate(planned: PlannedChange, stamp: Stamp) {
  const { item, change, presence = {}, marks, settles, merging, unseen } = planned;
  const { history: _entry, claim, ...fields } = change;
  const event = stampEvent(item, change, presence, stamp);
  const version = unseen === true ? item.version : item.version + 1;
  const set: Partial<ItemRecord> = { ...fields, ...marks, version, updatedAt: stamp.at };
  set.sealDueAt = stamp.at;
  const unset: Record<string, ''> = {};
  if (settles?.recheckDueAt !== undefined) unset.recheckDueAt = '';
  if (merging !== undefined) unset.merging = '';
  if (change.revision !== undefined) {
    // Its own checks come first.
    unset.recheckDueAt = '';
    unset.linksDueAt = '';
    set.checkDueAt = stamp.at;
    set.clusterDueAt = stamp.at;
    unset.review = '';
    unset.mergedInto = '';
    if (change.content && namesFiles(change.content)) set.mediaDueAt = stamp.at;
    else unset.mediaDueAt = '';
  }
  // Only a collected item waits for the checks: a withdrawn one, say, no longer does.
  if (change.state !== undefined && change.state !== 'collected') unset.checkDueAt = '';
  addPresence(presence, change.state, set, unset);
  if (change.publication) set.routeDueAt = stamp.at;
  if (claim) set.claim = claim;
  if (claim === null || change.revision !== undefined) unset.claim = '';
  addQueueMarks(item, change, event, set, unset);
  planLook({ item, change }, stamp, set, unset);
  return {
    $set: set,
    $push: { history: event },
    ...(Object.keys(unset).length > 0 && { $unset: unset }),
  };
}

/** Whom the item waits for after the change. */
function addQueueMarks(
  item: PlannedChange['item'],
  change: ItemChange,
  event: HistoryEvent,
  set: Partial<ItemRecord>,
  unset: Record<string, ''>,
): void {
  const { claim: _claim, history: _entry, ...fields } = change;
  const concerned = fields.state !== undefined || fields.lane !== undefined || event.alarm !== undefined;
  if (!concerned && !fields.review && !fields.secondReview) return;
  const { review: before, ...rest } = item;
  const review = fields.revision === undefined ? before : undefined;
  const after = { ...rest, ...(review && { review }), ...fields, history: [...(item.history ?? []), event] };
  const marks = isQueueable(after) ? toQueueMarks(after) : undefined;
  if (marks) Object.assign(set, marks);
  else Object.assign(unset, { waitingFor: '', waitingIn: '', reviewOrder: '', barred: '' });
  for (const mark of ['nextAlarmAt', 'stageClock', 'secondReviewDueAt'] as const)
    if (marks?.[mark] === undefined) unset[mark] = '';
  const publishAt = after.state === 'approved' && !fields.publication ? after.review?.publishAt : undefined;
  if (publishAt !== undefined && fields.state === 'approved')
    set.publishDueAt = toInstant(new Date(publishAt));
  else if (fields.state !== undefined || fields.publication) unset.publishDueAt = '';
}

/** False for what was read in part only: such a change never concerns the review. */
function isQueueable(item: Partial<Queueable> & Pick<Queueable, 'id' | 'history'>): item is Queueable {
  const { lane, state, organizationId, revision } = item;
  return [lane, state, organizationId, revision].every((fact) => fact !== undefined);
}

/** What was collected and is published is looked at again; it begins anew with every publication. */
function planLook(
  { item, change }: PlannedChange,
  { at }: Stamp,
  set: Partial<ItemRecord>,
  unset: Record<string, ''>,
): void {
  const published = change.publication && change.publication.operation !== 'withdraw';
  if (published && item.sourceId !== undefined) set.lookAgainAt = at;
  if (change.publication || change.state === 'withdrawn') unset.lookAgainSeconds = '';
  if (change.state === 'withdrawn') unset.lookAgainAt = '';
}

function addPresence(
  { missing, proposal, dismissed }: NonNullable<PlannedChange['presence']>,
  state: ItemState | undefined,
  set: Partial<ItemRecord> & { 'missing.dismissed'?: boolean },
  unset: Record<string, ''>,
): void {
  if (proposal) set.proposal = proposal;
  if (missing) set.missing = missing;
  if (dismissed) set['missing.dismissed'] = true;
  // What is withdrawn has nothing left to propose, and is not looked for any more.
  if (proposal === null || state === 'withdrawn') unset.proposal = '';
  if (missing === null || state === 'withdrawn') unset.missing = '';
}
