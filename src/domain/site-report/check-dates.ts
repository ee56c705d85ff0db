import type { ItemContent } from '../../../schemas/item-content.js';
import type { SiteFinding } from '../../../schemas/source-check.js';
import { toFinding, type SiteRule } from './site-sample.js';

/** A day of grace for clocks and for pages that are dated ahead of their publication. */
const FUTURE_MS = 36 * 3_600_000;

/** 日期: every article has a date that can be read, none lies ahead, and they are not all the same second. */
export const checkDates: SiteRule = ({ items, now }) => {
  const undated = items.filter(({ publishedAt, publishedAtText }) => !publishedAt && !publishedAtText);
  const unreadable = items.filter(({ publishedAt, publishedAtText }) => !publishedAt && publishedAtText);
  const ahead = items.filter(
    ({ publishedAt }) => publishedAt && Date.parse(publishedAt) - now.getTime() > FUTURE_MS,
  );
  return [
    ...finding(undated, 'date-missing', 'error', {
      zh: `${undated.length} 篇没有发布日期，不会代为编造。`,
      en: `${undated.length} articles have no date of publication; none is made up for them.`,
    }),
    ...finding(unreadable, 'date-unreadable', 'error', {
      zh: `发布日期无法识别，如“${(unreadable[0]?.publishedAtText ?? '').slice(0, 60)}”。`,
      en: `The date of publication cannot be read, e.g. "${(unreadable[0]?.publishedAtText ?? '').slice(0, 60)}".`,
    }),
    ...finding(ahead, 'date-ahead', 'warning', {
      zh: `${ahead.length} 篇的发布日期在将来。`,
      en: `${ahead.length} articles are dated in the future.`,
    }),
    ...checkFrozen(items),
  ];
};

/** Templates that print the time of the page's making give every article the same one, to the second. */
function checkFrozen(items: readonly ItemContent[]): SiteFinding[] {
  const times = items.flatMap(({ publishedAt }) => publishedAt ?? []);
  const [first] = times;
  if (times.length < 3 || first === undefined || times.some((time) => time !== first)) return [];
  if (first.slice(11, 19) === '00:00:00') return [];
  const words = {
    zh: `${times.length} 篇的发布时间完全相同，可能是生成时间而非发布时间。`,
    en: `All ${times.length} articles carry the same time: perhaps when the page was made, not when it was published.`,
  };
  return finding(items, 'date-frozen', 'warning', words);
}

function finding(
  items: readonly ItemContent[],
  code: string,
  level: SiteFinding['level'],
  words: { zh: string; en: string },
): SiteFinding[] {
  if (items.length === 0) return [];
  return [
    toFinding(
      code,
      level,
      words,
      items.flatMap(({ url }) => url ?? []),
    ),
  ];
}
