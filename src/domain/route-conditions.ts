import type { ContentItem } from '../../schemas/content-item.js';
import { ITEM_KIND_NAMES } from '../../schemas/item-kind.js';
import type { ItemContent } from '../../schemas/item-content.js';
import { ROUTE_CONDITIONS, type RouteCondition, type RouteMatch } from '../../schemas/route.js';
import { foldText } from './fold-characters.js';

/** As much of an item as routing looks at. */
export type RoutableItem = Pick<ContentItem, 'lane' | 'organizationId'> & {
  content: Pick<ItemContent, 'kind' | 'title' | 'column' | 'keywords' | 'publishedAt'>;
};

type ConditionName = RouteCondition['condition'];

interface Condition {
  isGiven: (match: RouteMatch) => boolean;
  isMet: (match: RouteMatch, item: RoutableItem) => boolean;
  /** What is asked for, and what the item is. */
  asked: (match: RouteMatch) => string;
  found: (item: RoutableItem) => string;
  zh: string;
  en: string;
}

const CONDITIONS: Readonly<Record<ConditionName, Condition>> = {
  kinds: {
    ...{ zh: '内容类型', en: 'kind' },
    isGiven: ({ kinds }) => kinds !== undefined,
    isMet: ({ kinds = [] }, { content }) => kinds.includes(content.kind),
    asked: ({ kinds = [] }) => list(kinds.map((kind) => ITEM_KIND_NAMES[kind])),
    found: ({ content }) => ITEM_KIND_NAMES[content.kind],
  },
  columns: {
    ...{ zh: '栏目', en: 'column' },
    isGiven: ({ columns }) => columns !== undefined,
    isMet: ({ columns = [] }, { content }) => columns.some((column) => isSame(column, content.column ?? '')),
    asked: ({ columns = [] }) => list(columns),
    found: ({ content }) => content.column ?? '',
  },
  keywords: {
    ...{ zh: '关键词', en: 'keywords' },
    isGiven: ({ keywords }) => keywords !== undefined,
    isMet: ({ keywords = [] }, { content }) => keywords.some((word) => isAbout(content, word)),
    asked: ({ keywords = [] }) => list(keywords),
    found: ({ content }) => list([content.title, ...content.keywords]),
  },
  organizations: {
    ...{ zh: '报送单位', en: 'organization' },
    isGiven: ({ organizations }) => organizations !== undefined,
    isMet: ({ organizations = [] }, { organizationId }) => organizations.includes(organizationId),
    asked: ({ organizations = [] }) => list(organizations),
    found: ({ organizationId }) => organizationId,
  },
  lanes: {
    ...{ zh: '通道', en: 'lane' },
    isGiven: ({ lanes }) => lanes !== undefined,
    isMet: ({ lanes = [] }, { lane }) => lanes.includes(lane),
    asked: ({ lanes = [] }) => list(lanes),
    found: ({ lane }) => lane,
  },
  published: {
    ...{ zh: '发布日期', en: 'published' },
    isGiven: ({ publishedFrom, publishedUntil }) => (publishedFrom ?? publishedUntil) !== undefined,
    isMet: (match, { content }) => isWithin(match, content.publishedAt),
    asked: ({ publishedFrom = '', publishedUntil = '' }) => `${publishedFrom}–${publishedUntil}`,
    found: ({ content }) => content.publishedAt ?? '',
  },
};

/** Whether an item meets every condition that is given. */
export function meetsConditions(match: RouteMatch, item: RoutableItem): boolean {
  return ROUTE_CONDITIONS.every((name) => {
    const { isGiven, isMet } = CONDITIONS[name];
    return !isGiven(match) || isMet(match, item);
  });
}

/** The conditions that are given, each held against the item, in words. */
export function explainConditions(match: RouteMatch, item: RoutableItem): RouteCondition[] {
  return ROUTE_CONDITIONS.filter((name) => CONDITIONS[name].isGiven(match)).map((condition) =>
    toWords(condition, match, item),
  );
}

function toWords(name: ConditionName, match: RouteMatch, item: RoutableItem): RouteCondition {
  const { isMet, asked, found, zh, en } = CONDITIONS[name];
  const met = isMet(match, item);
  const [wanted, is] = [cut(asked(match)), cut(found(item))];
  return {
    condition: name,
    met,
    zh: `${zh}${met ? '符合' : '不符'}：要求“${wanted}”，条目为“${is || '（无）'}”`,
    en: `${en} ${met ? 'fits' : 'does not fit'}: asked for "${wanted}", the item has "${is || '(none)'}"`,
  };
}

/** An item without a date lies in no window: it is not known whether it belongs there. */
function isWithin({ publishedFrom, publishedUntil }: RouteMatch, publishedAt: string | undefined): boolean {
  if (publishedAt === undefined) return false;
  const at = Date.parse(publishedAt);
  if (publishedFrom !== undefined && at < Date.parse(publishedFrom)) return false;
  return publishedUntil === undefined || at < Date.parse(publishedUntil);
}

function isAbout({ keywords, title }: RoutableItem['content'], word: string): boolean {
  return (
    keywords.some((keyword) => isSame(keyword, word)) || foldText(title).includes(foldText(word) || word)
  );
}

function isSame(a: string, b: string): boolean {
  return foldText(a) === foldText(b) && (foldText(a) !== '' || a === b);
}

function list(words: readonly string[]): string {
  return words.join('、');
}

function cut(text: string): string {
  return text.length > 300 ? `${text.slice(0, 299)}…` : text;
}
