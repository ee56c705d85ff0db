import type { RawEntry } from '../../../schemas/raw-entry.js';
import { parseHtmlPage } from '../../formats/html-page.js';
import type { CollectContext, FetchedDocument } from '../../source-adapter.js';
import type { SiteOptions } from './options.js';
import { readArticle } from './read-article.js';
import type { ListLink, SiteFamily } from './site-family.js';

const FILE = /\.(?:docx?|xlsx?|pptx?|pdf|ofd|wps|zip|rar)$/i;
const FILE_TYPE = /^application\/(?:pdf|ofd|msword|vnd\.|zip|x-(?:zip|rar)|octet-stream)|^application\/rtf/i;

/** Lists link straight to documents: the file is the article. */
export function isFileLink({ url }: ListLink): boolean {
  return FILE.test(new URL(url).pathname);
}

export function toFileEntry({ url, title, dateText, known }: ListLink): RawEntry {
  return {
    ...known,
    url,
    baseUrl: url,
    title,
    ...(dateText !== undefined && { publishedAtText: dateText }),
    attachments: [{ url, title }],
  };
}

/** Reads the page of an article, unless it is the one that was read last; undefined then. */
export async function fetchArticle(
  ctx: CollectContext,
  family: SiteFamily,
  options: SiteOptions,
  link: ListLink,
): Promise<RawEntry | undefined> {
  const outcome = await ctx.fetch(link.url, { conditional: true });
  if (outcome.status === 'unchanged') return undefined;
  const { document } = outcome;
  if (isFile(document)) return { ...toFileEntry(link), fetchedFrom: link.url };
  return ctx.parse(() =>
    complete(readArticle(parseHtmlPage(document), options.article, family.article), link),
  );
}

function isFile({ headers }: FetchedDocument): boolean {
  return FILE_TYPE.test(headers['content-type'] ?? '');
}

/** What the page leaves out and the list tells. */
function complete(entry: RawEntry, { url, title, dateText, known = {} }: ListLink): RawEntry {
  const publishedAtText = entry.publishedAtText ?? dateText ?? known.publishedAtText;
  const disclosure = { ...known.disclosure, ...entry.disclosure };
  return {
    ...known,
    ...entry,
    title: entry.title ?? title,
    ...(Object.keys(disclosure).length > 0 && { disclosure }),
    ...(publishedAtText !== undefined && { publishedAtText }),
    fetchedFrom: url,
  };
}
