import type { HtmlPage } from '../../formats/html-page.js';
import { firstLabel } from '../../formats/labels.js';
import type { ListSelectors, SitePreset } from './options.js';
import { readList } from './read-list.js';
import type { ListPage } from './site-family.js';

/** A list that is a page of its own, with the addresses of the pages after it. */
export function readHtmlList(page: HtmlPage, selectors?: ListSelectors, preset?: SitePreset): ListPage {
  const { links, next } = readList(page, selectors, preset);
  const title = firstLabel(page.labels, 'ColumnName');
  return { links, next: next.map((url) => ({ url })), ...(title !== undefined && { title }) };
}
