import type { mongo } from 'mongoose';
import type { ContentItem } from '../../schemas/content-item.js';
import { toItem, type ItemRecord } from './item-record.js';
import type { DueNotice } from './notice-store.js';

/** An item as the review clock looks at it. */
export interface ClockedItem {
  item: ContentItem;
  /** The marks as they were when it was read. */
  nextAlarmAt?: string;
  noticesDueAt?: string;
  notices: DueNotice[];
}

/** What the review clock has said and has yet to say about items. */
export function keepAlarms(items: mongo.Collection<ItemRecord>) {
  async function findClocked(id: string): Promise<ClockedItem | undefined> {
    const record = await items.findOne({ _id: id });
    if (!record) return undefined;
    const { nextAlarmAt, noticesDueAt, notices = [] } = record;
    return {
      item: toItem(record),
      ...(nextAlarmAt !== undefined && { nextAlarmAt }),
      ...(noticesDueAt !== undefined && { noticesDueAt }),
      notices,
    };
  }

  /** People have their notices; nothing is written where another alarm has come meanwhile. */
  async function settleNotices(
    id: string,
    { noticesDueAt, notices }: Pick<ClockedItem, 'notices'> & { noticesDueAt: string },
  ): Promise<void> {
    const seen = { noticesDueAt, 'notices.0.id': notices[0]?.id };
    await items.updateOne(
      { _id: id, ...seen },
      {
        $unset: { noticesDueAt: '', notices: '' },
      },
    );
  }

  /** Puts a mark right that a decision wrote which knew of an earlier history. */
  async function moveAlarm(
    { id, version }: Pick<ContentItem, 'id' | 'version'>,
    seen: string,
    next: string | undefined,
  ): Promise<void> {
    const update =
      next === undefined ? { $unset: { nextAlarmAt: '' as const } } : { $set: { nextAlarmAt: next } };
    await items.updateOne({ _id: id, version, nextAlarmAt: seen }, update);
  }

  return { findClocked, settleNotices, moveAlarm };
}
