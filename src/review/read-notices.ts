import { AppError } from '../../schemas/errors.js';
import { addSeconds, toInstant, type Clock } from '../../schemas/instant.js';
import type { Notice, NoticePage } from '../../schemas/notice.js';
import type { NoticeStore } from '../store/notice-store.js';
import type { PageRequest } from '../store/page.js';

interface Dependencies {
  notices: NoticeStore;
  /** How long a notice is kept after it was read. */
  keepDays: number;
  now: Clock;
}

/** 通知: everybody reads their own, and nobody another's. */
export function createReadNotices({ notices, keepDays, now }: Dependencies) {
  const reading = () => {
    const time = now();
    return { at: toInstant(time), expiresAt: addSeconds(time, keepDays * 86_400) };
  };
  return {
    async list(account: string, unread: boolean, page: PageRequest): Promise<NoticePage> {
      const [found, count] = await Promise.all([
        notices.list({ account, unread }, page),
        notices.countUnread(account),
      ]);
      return { ...found, unread: count };
    },
    async read(account: string, id: string): Promise<Notice> {
      const notice = await notices.markRead(account, id, reading());
      if (notice) return notice;
      throw new AppError('not-found', `there is no notice ${id}`);
    },
    readAll: (account: string, until: string): Promise<number> =>
      notices.markAllRead(account, toInstant(new Date(until)), reading()),
  };
}
