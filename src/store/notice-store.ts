import type { Connection, mongo } from 'mongoose';
import type { Notice } from '../../schemas/notice.js';
import { defineModel, type Stored } from './connection.js';
import { decodeCursor, encodeCursor, type Page, type PageRequest } from './page.js';

/** A notice and whom it is for. `id` follows from what it is about: putting it there again changes nothing. */
export type DueNotice = Omit<Notice, 'readAt'> & { account: string };

interface NoticeRecord extends DueNotice {
  /** `at|id`: the order of everybody's list as one sortable text. */
  order: string;
  /** Present until it is marked as read: what the count is made from. */
  unread?: true;
  readAt?: string;
  /** Set once it was read: then it is removed. */
  expiresAt?: Date;
}

type Row = Stored<NoticeRecord>;
export type NoticeStore = ReturnType<typeof createNoticeStore>;

/** 通知: the source of what people are told; nothing else keeps it. */
export function createNoticeStore(connection: Connection) {
  defineModel<NoticeRecord>(connection, 'notices', [
    { keys: { account: 1, order: -1 } },
    {
      keys: { account: 1, unread: 1, order: -1 },
      options: { partialFilterExpression: { unread: { $exists: true } } },
    },
    { keys: { expiresAt: 1 }, options: { expireAfterSeconds: 0 } },
  ]);
  const notices = connection.collection<Row>('notices');
  return { ...writeNotices(notices), ...readNotices(notices) };
}

function writeNotices(notices: mongo.Collection<Row>) {
  async function add(due: readonly DueNotice[]): Promise<void> {
    if (due.length === 0) return;
    const writes = due.map(({ id, ...rest }) => ({
      updateOne: {
        filter: { _id: id },
        update: { $setOnInsert: { ...rest, order: `${rest.at}|${id}`, unread: true as const } },
        upsert: true,
      },
    }));
    await notices.bulkWrite(writes, { ordered: false });
  }

  /** Undefined where the account has no such notice. What was read before keeps its time. */
  async function markRead(
    account: string,
    id: string,
    { at, expiresAt }: { at: string; expiresAt: Date },
  ): Promise<Notice | undefined> {
    await notices.updateOne(
      { _id: id, account, unread: true },
      { $set: { readAt: at, expiresAt }, $unset: { unread: '' } },
    );
    const found = await notices.findOne({ _id: id, account });
    return found ? toNotice(found) : undefined;
  }

  /** Everything up to and with a time; answers how many. */
  async function markAllRead(
    account: string,
    until: string,
    { at, expiresAt }: { at: string; expiresAt: Date },
  ): Promise<number> {
    const result = await notices.updateMany(
      { account, unread: true, at: { $lte: until } },
      { $set: { readAt: at, expiresAt }, $unset: { unread: '' } },
    );
    return result.modifiedCount;
  }

  return { add, markRead, markAllRead };
}

function readNotices(notices: mongo.Collection<Row>) {
  /** One person's, newest first. */
  async function list(
    { account, unread }: { account: string; unread: boolean },
    page: PageRequest,
  ): Promise<Page<Notice>> {
    const after = page.cursor === undefined ? undefined : decodeCursor(page.cursor);
    const found = await notices
      .find({
        account,
        ...(unread && { unread: true as const }),
        ...(after !== undefined && { order: { $lt: after } }),
      })
      .sort({ order: -1 })
      .limit(page.limit + 1)
      .toArray();
    const last = found.length > page.limit ? found[page.limit - 1] : undefined;
    return {
      items: found.slice(0, page.limit).map(toNotice),
      ...(last && { nextCursor: encodeCursor(last.order) }),
    };
  }

  function countUnread(account: string): Promise<number> {
    return notices.countDocuments({ account, unread: true });
  }

  return { list, countUnread };
}

function toNotice({ _id, account: _account, order: _order, unread, expiresAt, ...rest }: Row): Notice {
  return { id: _id, ...rest };
}
