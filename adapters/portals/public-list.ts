import type { Static } from 'typebox';
import { address, listOf, optional, shape, text } from '../../schemas/shape.js';
import { parseHtmlPage } from '../formats/html-page.js';
import { looksLikeJson } from '../formats/json-document.js';
import type { ListedArticle, PortalContext } from '../portal-adapter.js';
import type { FetchedDocument } from '../source-adapter.js';
import { readRows } from '../sources/govcn.js';
import { readHtmlList } from '../sources/site/read-html-list.js';
import { checkAnswerToQuestion, checkStatus } from './portal-answer.js';

const selector = (description: string) => optional(text(`CSS selector: ${description}`, 500));

/** Where a portal shows to everybody what it has adopted. */
export const PublicList = shape(
  {
    urls: listOf(
      address('address of a list page, or of its JSON with TITLE, URL and DOCRELPUBTIME'),
      '列表地址 pages of the list, newest first',
      20,
    ),
    item: selector('one entry of the list; default: found by itself'),
    link: selector('the link inside an entry'),
    title: selector('the title inside an entry'),
    date: selector('the date inside an entry'),
  },
  '公开列表 public list that adoption is read from',
);
export type PublicList = Static<typeof PublicList>;

/** Entries of all pages of the list; nothing of ours is sent along, for the list is everybody's. */
export async function readPublicList(list: PublicList, ctx: PortalContext): Promise<ListedArticle[]> {
  const articles: ListedArticle[] = [];
  for (const url of list.urls) articles.push(...(await readPage(url, list, ctx)));
  return articles;
}

async function readPage(url: string, list: PublicList, ctx: PortalContext): Promise<ListedArticle[]> {
  const response = await ctx.exchange({ method: 'GET', url, headers: { accept: 'text/html, */*' } });
  checkAnswerToQuestion(response);
  checkStatus(response, ctx);
  const document: FetchedDocument = { url, requestedUrl: url, ...response };
  const { urls: _urls, ...selectors } = list;
  const { links } = looksLikeJson(document)
    ? readRows(document, {})
    : readHtmlList(parseHtmlPage(document), selectors);
  return links.map(({ title, url: shownAt, dateText }) => ({
    ...{ title, url: shownAt },
    ...(dateText !== undefined && { dateText }),
  }));
}
