import { createHash } from 'node:crypto';
import type { Role } from '../../schemas/account.js';
import type { ContentItem } from '../../schemas/content-item.js';
import { toInstant, type Clock } from '../../schemas/instant.js';
import type { NoticeKind } from '../../schemas/notice.js';
import { decideAddressees, type Addressees, type Desk } from '../domain/review/alarm-addressees.js';
import { MOST_TOLD, toAlarmChange } from '../domain/review/alarm-change.js';
import { toAlarmWords } from '../domain/review/alarm-words.js';
import { findDueAlarm, findNextAlarmAt, type Alarm } from '../domain/review/alarms.js';
import { revisionOf } from '../domain/review/open-work.js';
import type { ClockedItem } from '../store/item-alarms.js';
import type { ItemStore } from '../store/item-store.js';
import type { DueNotice, NoticeStore } from '../store/notice-store.js';
import type { CurrentReviewSettings } from './current-settings.js';

export interface AlarmDependencies {
  items: Pick<ItemStore, 'findClocked' | 'applyChange' | 'settleNotices' | 'moveAlarm'>;
  accounts: { findWithRoles(roles: readonly Role[]): Promise<Desk['accounts'][number][]> };
  notices: Pick<NoticeStore, 'add'>;
  reviewSettings: CurrentReviewSettings;
  now: Clock;
}

const CONCERNED: readonly Role[] = [
  ...(['reviewer', 'secrecy-reviewer', 'duty-officer', 'liaison', 'system-administrator'] as const),
];
/**
 * Says what is due about an item, as often as something is. The alarm is one write: its entry in the history, the right
 * it gives, the time of the next one, and the notices that are owed. They are put before people afterwards; whoever dies
 * in between leaves them marked as due, and putting them there twice changes nothing.
 */
export function createRaiseAlarm(deps: AlarmDependencies) {
  return async (id: string): Promise<{ raised: string[] }> => {
    const raised: string[] = [];
    for (;;) {
      const clocked = await deps.items.findClocked(id);
      if (!clocked) return { raised };
      await hand(deps, clocked);
      const level = await step(deps, clocked);
      if (level === undefined) return { raised };
      if (level !== 'again') raised.push(level);
    }
  };
}

async function hand({ items, notices }: AlarmDependencies, clocked: ClockedItem): Promise<void> {
  const { noticesDueAt, notices: due } = clocked;
  if (noticesDueAt === undefined) return;
  await notices.add(due);
  await items.settleNotices(clocked.item.id, { noticesDueAt, notices: due });
}

/** The level that was raised, `again` where somebody else wrote meanwhile, undefined when nothing is due. */
async function step(
  deps: AlarmDependencies,
  { item, nextAlarmAt }: ClockedItem,
): Promise<string | undefined> {
  const now = deps.now();
  if (nextAlarmAt === undefined) return undefined;
  const alarm = findDueAlarm(item, now);
  if (!alarm) {
    const next = findNextAlarmAt(item);
    if (next !== nextAlarmAt) await deps.items.moveAlarm(item, nextAlarmAt, next);
    return undefined;
  }
  const [accounts, settings] = await Promise.all([
    deps.accounts.findWithRoles(CONCERNED),
    deps.reviewSettings(),
  ]);
  const to = decideAddressees(item, alarm, { accounts, onDuty: settings.onDuty(now) }, now);
  const at = toInstant(now);
  const notices = toNotices(item, alarm, to, at);
  const written = await deps.items.applyChange(
    {
      ...{ item, change: toAlarmChange(alarm, to), settles: { nextAlarmAt } },
      ...(notices.length > 0 && { marks: { noticesDueAt: at, notices } }),
      // Only a right that somebody gets changes what deciders saw.
      unseen: to.escalatedTo === undefined,
    },
    { at },
  );
  return written ? alarm.level : 'again';
}

function toNotices(item: ContentItem, { work, level }: Alarm, to: Addressees, at: string): DueNotice[] {
  const { name: stage, dueAt } = work;
  const kind: NoticeKind = to.nobodyOnDuty ? 'nobody-on-duty' : level;
  const { escalatedTo } = to;
  const words = toAlarmWords({ kind, stage, dueAt, ...(escalatedTo !== undefined && { escalatedTo }) });
  return to.told.slice(0, MOST_TOLD).map((account) => ({
    id: noticeId([item.id, String(revisionOf(work)), stage, dueAt, level, account]),
    ...{ account, at, kind, itemId: item.id, stage, organization: item.organizationId },
    ...{ title: item.content.title.slice(0, 500), dueAt, ...words },
  }));
}

/** The same for the same alarm and person, whoever writes it. */
function noticeId(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 32);
}
