import { foldText } from './fold-characters.js';

/** An item at a portal that has not said yet whether it uses it. */
export interface AwaitedItem {
  deliveryId: string;
  title: string;
  /** Address that the portal gave when it took the item in. */
  url?: string;
  /** When it was decided to send the item. */
  sentAt: string;
  /** 发布日期 of the item; the portal may keep it as its own. */
  publishedAt?: string;
}

/** An entry of a portal's public list; `at` is absent where its date is missing or cannot be read. */
export interface ShownArticle {
  url: string;
  title: string;
  at?: string;
}

export interface Adoption {
  deliveryId: string;
  article: ShownArticle;
}

const DAY_MS = 86_400_000;
/** How long before an item was published at home a portal may date it: the clocks and habits of two editors. */
const BEFORE_DAYS = 1;
/** How long after it was sent a portal still uses it; the same title later is another article. */
const AFTER_DAYS = 60;

/**
 * Which awaited items a public list shows: by the address that the portal itself gave, else by title and date. A title
 * that two awaited items share tells nothing, nor does an entry without a date.
 */
export function matchAdoptions(awaited: readonly AwaitedItem[], shown: readonly ShownArticle[]): Adoption[] {
  const byAddress = new Map(shown.map((article) => [toPlainAddress(article.url), article]));
  const byTitle = groupByTitle(shown);
  const titles = countTitles(awaited);
  return awaited.flatMap((item): Adoption[] => {
    const title = foldText(item.title);
    const exact = item.url === undefined ? undefined : byAddress.get(toPlainAddress(item.url));
    const alike = titles.get(title) === 1 ? (byTitle.get(title) ?? []) : [];
    const article = exact ?? alike.filter((each) => isInTime(item, each)).sort(byTime)[0];
    return article ? [{ deliveryId: item.deliveryId, article }] : [];
  });
}

function isInTime({ sentAt, publishedAt = sentAt }: AwaitedItem, { at }: ShownArticle): boolean {
  if (at === undefined) return false;
  const shown = Date.parse(at);
  const earliest = Math.min(Date.parse(publishedAt), Date.parse(sentAt)) - BEFORE_DAYS * DAY_MS;
  // Lists show days: the first second of a day stands for all of it.
  return shown >= earliest - DAY_MS && shown <= Date.parse(sentAt) + AFTER_DAYS * DAY_MS;
}

function groupByTitle(shown: readonly ShownArticle[]): Map<string, ShownArticle[]> {
  const groups = new Map<string, ShownArticle[]>();
  for (const article of shown) {
    const title = foldText(article.title);
    if (title !== '') groups.set(title, [...(groups.get(title) ?? []), article]);
  }
  return groups;
}

function countTitles(awaited: readonly AwaitedItem[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { title } of awaited) counts.set(foldText(title), (counts.get(foldText(title)) ?? 0) + 1);
  return counts;
}

function byTime(a: ShownArticle, b: ShownArticle): number {
  return Date.parse(a.at ?? '') - Date.parse(b.at ?? '');
}

/** The same page by http and https, with and without a slash at its end. */
function toPlainAddress(url: string): string {
  return url
    .replace(/^https?:/i, '')
    .replace(/#.*$/s, '')
    .replace(/\/+$/, '');
}
