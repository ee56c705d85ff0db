import { isAppError } from '../../schemas/errors.js';
import type { RawEntry } from '../../schemas/raw-entry.js';
import { parseHtmlPage, type HtmlPage } from '../formats/html-page.js';
import { readArticle } from '../sources/site/read-article.js';
import type { FetchedDocument } from '../source-adapter.js';
import type { Article, DocumentInput } from './read-document.js';

/** An HTML file, saved from a page or by an office program, read the way article pages are. */
export function readHtml(input: DocumentInput): Article {
  const page = parseHtmlPage(toFetched(input));
  return {
    kind: 'article',
    format: 'html',
    entry: withoutFileAddress(readPage(page), input.url),
    embedded: [],
  };
}

function readPage(page: HtmlPage): RawEntry {
  try {
    return readArticle(page);
  } catch (error) {
    if (!isAppError(error) || error.code !== 'parse-no-entries') throw error;
    // An office program marks no body: the whole page is it.
    return readArticle(page, { body: page.$('body').length > 0 ? 'body' : ':root' });
  }
}

function toFetched({ bytes, contentType, url = UPLOADED }: DocumentInput): FetchedDocument {
  const headers = contentType === undefined ? {} : { 'content-type': contentType };
  return { url, requestedUrl: url, status: 200, headers, body: bytes };
}

const UPLOADED = 'about:blank';

/** An uploaded file has no address of its own; what its links are relative to is unknown. */
function withoutFileAddress(entry: RawEntry, url: string | undefined): RawEntry {
  const { url: _own, baseUrl, ...rest } = entry;
  if (url !== undefined) return entry;
  return { ...rest, ...(baseUrl !== undefined && baseUrl !== UPLOADED && { baseUrl }) };
}
