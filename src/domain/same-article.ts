import type { ItemContent } from '../../schemas/item-content.js';

export type ArticleText = Pick<ItemContent, 'title' | 'bodyText' | 'url'>;

/** Characters of a body that are compared: an edit leaves most of them as they were, another article hardly any. */
const COMPARED = 4000;
/** Characters in a row that make one piece: shorter ones are shared by all official texts. */
const PIECE = 3;
/** Share of the shorter text's pieces that two versions of one article have in common at the least. */
const SAME_TEXT = 0.4;
const SAME_TITLE = 0.5;

/**
 * Whether two texts cannot be two versions of one article: neither title nor text have enough in common. In doubt they
 * can; then what else the source lists decides.
 */
export function isAnotherArticle(one: ArticleText, other: ArticleText): boolean {
  const titles = [bare(one.title), bare(other.title)] as const;
  if (titles[0] === titles[1] || common(...titles, 2) >= SAME_TITLE) return false;
  return common(bare(one.bodyText), bare(other.bodyText), PIECE) < SAME_TEXT;
}

/**
 * Whether two entries that one listing shows side by side are two articles. One article may stand there twice, in two
 * columns, then with the same title or the same text. Notices of one series say almost the same: their numbers differ.
 */
export function areTwoArticles(one: ArticleText, other: ArticleText): boolean {
  const [title, otherTitle] = [bare(one.title), bare(other.title)];
  const text = bare(one.bodyText);
  if (title === otherTitle || (text !== '' && text === bare(other.bodyText))) return false;
  const apart = one.url !== undefined && other.url !== undefined && one.url !== other.url;
  return apart || haveOtherNumbers(one, other) || isAnotherArticle(one, other);
}

/** Whether the titles name other numbers, dates or years: two of a series rather than two versions of one. */
export function haveOtherNumbers(one: ArticleText, other: ArticleText): boolean {
  return numbersIn(one.title) !== numbersIn(other.title);
}

function numbersIn(title: string): string {
  return title.match(/\d+|[〇零一二三四五六七八九十百]+/gu)?.join(' ') ?? '';
}

export function haveSameTitle(one: ArticleText, other: ArticleText): boolean {
  return bare(one.title) === bare(other.title);
}

function bare(text: string): string {
  return text.slice(0, COMPARED).replace(/[\s\p{P}]+/gu, '');
}

/** Share of the pieces of the text with fewer of them that the other has too; 0 where one of them has none. */
function common(one: string, other: string, length: number): number {
  const [few, many] = [piecesOf(one, length), piecesOf(other, length)].sort((a, b) => a.size - b.size);
  if (!few || !many || few.size === 0) return 0;
  let shared = 0;
  for (const piece of few) if (many.has(piece)) shared++;
  return shared / few.size;
}

function piecesOf(text: string, length: number): Set<string> {
  const pieces = new Set<string>();
  for (let start = 0; start + length <= text.length; start++) pieces.add(text.slice(start, start + length));
  return pieces;
}
