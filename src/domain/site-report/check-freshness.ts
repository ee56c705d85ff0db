import type { ItemKind } from '../../../schemas/item-kind.js';
import { toFinding, type SiteRule } from './site-sample.js';

/** Source: inspection thresholds; columns of news go stale after 14 days, of notices and policies after 6 months. */
const STALE_DAYS: Partial<Record<ItemKind, number>> = {
  news: 14,
  meeting: 14,
  'major-initiative': 14,
  media: 14,
  notice: 183,
  regulation: 183,
  plan: 183,
  interpretation: 183,
  personnel: 183,
};

/** 更新: the newest article of the sample against the threshold of its kind. */
export const checkFreshness: SiteRule = ({ items, now, url }) => {
  const dated = items.flatMap(({ publishedAt, kind }) => (publishedAt ? [{ publishedAt, kind }] : []));
  const [newest] = dated.sort((a, b) => (a.publishedAt < b.publishedAt ? 1 : -1));
  const limit = newest && STALE_DAYS[newest.kind];
  if (newest === undefined || limit === undefined) return [];
  const days = Math.floor((now.getTime() - Date.parse(newest.publishedAt)) / 86_400_000);
  if (days <= limit) return [];
  const date = newest.publishedAt.slice(0, 10);
  const words = {
    zh: `最近一篇发布于 ${date}，已 ${days} 天未更新，超过该类栏目 ${limit} 天的限度。`,
    en: `The newest article is of ${date}: no update for ${days} days, more than the ${limit} that this kind of column may take.`,
  };
  return [toFinding('column-stale', 'warning', words, [url])];
};
