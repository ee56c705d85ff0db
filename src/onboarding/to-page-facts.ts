import { decodeText } from '../../adapters/formats/decode-text.js';
import { parseHtmlPage } from '../../adapters/formats/html-page.js';
import type { FetchedDocument } from '../../adapters/source-adapter.js';
import { isAppError } from '../../schemas/errors.js';
import type { PageFacts, PageRole } from '../domain/site-report/site-sample.js';

/** What a webmaster is told about one page: its labels as written, and whether its charset is what it says. */
export function toPageFacts(document: FetchedDocument, articleUrls: ReadonlySet<string>): PageFacts {
  const labels = readWrittenLabels(document);
  const contentType = document.headers['content-type'];
  const { mismatch } = decodeText(document.body, {
    kind: labels ? 'html' : 'xml',
    ...(contentType !== undefined && { contentType }),
  });
  return {
    role: labels ? roleOf(document, articleUrls) : 'data',
    url: document.url,
    labels: labels ?? [],
    ...(mismatch && { charsetMismatch: mismatch }),
  };
}

function roleOf({ url, requestedUrl }: FetchedDocument, articleUrls: ReadonlySet<string>): PageRole {
  if (articleUrls.has(requestedUrl) || articleUrls.has(url)) return 'article';
  return /^\/(?:index\.\w+)?$/.test(new URL(url).pathname) ? 'home' : 'list';
}

/** Labels with their letter case and their empty values, which the reader of articles passes over. */
function readWrittenLabels(document: FetchedDocument): PageFacts['labels'] | undefined {
  try {
    const { $ } = parseHtmlPage(document);
    return $('meta[name]')
      .toArray()
      .map(({ attribs }) => ({ name: (attribs.name ?? '').trim(), content: attribs.content ?? '' }));
  } catch (error) {
    if (!isAppError(error)) throw error;
    return undefined;
  }
}
