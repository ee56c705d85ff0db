import type { ContentItem, HistoryEvent } from '../../../schemas/content-item.js';
import type { Census } from '../take-census.js';
import { findOutage, isOutageItem } from './outage-alert.js';

export interface Scene {
  /** In the summary. */
  name: string;
  zh: string;
  en: string;
  /** How many items went through it, told by documents and portals alone. */
  count: (census: Census) => number;
}

const having = (does: (item: ContentItem) => boolean) => (census: Census) => census.items.filter(does).length;
const find = ({ history }: ContentItem, action: HistoryEvent['action']) =>
  history.find((event) => event.action === action);

/** Everything that the demo promises to show. */
export const SCENES: readonly Scene[] = [
  {
    ...{
      name: 'threeReviews',
      zh: '三审加保密审查，四人各审一环',
      en: 'three reviews and the secrecy check',
    },
    count: having((item) => isReviewedBy(item, 4)),
  },
  {
    ...{ name: 'coSigned', zh: '两司会签', en: 'co-signed by two departments' },
    count: having((item) => find(item, 'co-signed') !== undefined && item.publication !== undefined),
  },
  {
    ...{ name: 'flash', zh: '特急先送达，当日补审', en: 'flash, with its second review' },
    count: having((item) => item.lane === 'flash' && find(item, 'second-reviewed') !== undefined),
  },
  {
    ...{ name: 'returned', zh: '退回，改后重报并对比', en: 'returned, mended, compared' },
    count: having(isMended),
  },
  {
    ...{ name: 'overridden', zh: '被检查挡住，有权者说明理由放行', en: 'a blocking finding overridden' },
    count: having((item) => find(item, 'overridden') !== undefined && item.publication !== undefined),
  },
  {
    ...{ name: 'escalated', zh: '超时升级给值班表上的下一人', en: 'a deadline missed, escalated' },
    count: having(isDecidedByEscalation),
  },
  {
    ...{ name: 'outageHealed', zh: '门户故障期间的稿件，修复后送达', en: 'a portal outage, healed' },
    count: countHealed,
  },
  {
    ...{ name: 'corrected', zh: '更正', en: 'corrected' },
    count: (census) => countOperated(census, 'correct'),
  },
  {
    ...{ name: 'withdrawn', zh: '撤稿', en: 'withdrawn' },
    count: (census) => countOperated(census, 'withdraw'),
  },
  {
    ...{ name: 'adopted', zh: '中央门户采用', en: 'adopted by the central portal' },
    count: ({ deliveries }) =>
      deliveries.filter(({ portalId, status }) => portalId === 'central' && status === 'adopted').length,
  },
];

export function countScenes(census: Census): Record<string, number> {
  return Object.fromEntries(SCENES.map(({ name, count }) => [name, count(census)]));
}

/** Scenes that have not happened, in words. */
export function findMissingScenes(census: Census): string[] {
  return SCENES.filter(({ count }) => count(census) === 0).map(
    ({ zh, en }) => `场景尚未出现 scene not seen yet: ${zh} ${en}`,
  );
}

/** By so many people, each in a stage of their own, one of them the secrecy check. */
function isReviewedBy({ history }: ContentItem, people: number): boolean {
  const approvals = history.filter(({ action }) => action === 'stage-approved' || action === 'approved');
  const stages = new Set(approvals.map(({ stage }) => stage));
  return stages.has('secrecy') && new Set(approvals.map(({ by }) => by)).size >= people;
}

function isMended({ history }: ContentItem): boolean {
  const returned = history.find(({ action }) => action === 'returned');
  return history.some(
    ({ action, revision }) => action === 'approved' && returned !== undefined && revision > returned.revision,
  );
}

function isDecidedByEscalation({ history }: ContentItem): boolean {
  return history.some(
    ({ alarm, subject, stage }) =>
      alarm === 'overdue' &&
      subject !== undefined &&
      history.some(
        (event) => event.by === subject && event.stage === stage && event.action === 'stage-approved',
      ),
  );
}

/** What the portal took after it had stopped taking anything. */
function countHealed({ alerts, items, deliveries }: Census): number {
  const outage = findOutage(alerts, items);
  if (outage?.open !== false) return 0;
  const pushed = new Set(items.filter(isOutageItem).map(({ id }) => id));
  return deliveries.filter(
    ({ itemId, portalId, applied }) =>
      portalId === 'central' && pushed.has(itemId) && applied !== undefined && applied.at > outage.since,
  ).length;
}

function countOperated({ portals }: Census, wanted: string): number {
  const held = [...portals.bureau.items, ...portals.central.items];
  const touched = held.filter(({ operations }) => operations.some(({ operation }) => operation === wanted));
  return new Set(touched.map(({ itemId }) => itemId)).size;
}
