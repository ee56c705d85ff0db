import type { RawEntry, RawMedia } from '../../../schemas/raw-entry.js';
import { AppError } from '../../../schemas/errors.js';
import { readBreadcrumb, type Crumb } from '../../formats/breadcrumb.js';
import { bodyHtml, dropElements, findBody, type FoundBody } from '../../formats/html-body.js';
import { findUnlabelledDate, readMetadata } from '../../formats/html-metadata.js';
import { resolveUrl, type HtmlPage } from '../../formats/html-page.js';
import { selectAll, selectText } from '../../formats/html-select.js';
import { firstLabel } from '../../formats/labels.js';
import type { LabelledValues } from '../../formats/labelled-text.js';
import { elementsWithin, isElement, shortText, type HtmlElement } from '../../formats/html-text.js';
import { present } from '../../formats/present.js';
import { dropSiteSuffix } from '../../formats/site-suffix.js';
import type { ArticleSelectors } from './options.js';

const FILE = /\.(?:docx?|xlsx?|csv|pptx?|pdf|ofd|wps|et|dps|ceb|rtf|zip|rar|7z)(?:[?#]|$)/i;
const HEADINGS = [
  'h1#ti',
  'h1',
  '.article-title',
  '.pages-title',
  '#ti',
  '.title h2',
  '.content-title',
  'h2.title',
];
/** Interfaces that hand out files under addresses without a file's name; the link's text has it. */
const FILE_INTERFACE =
  /\/(?:download|downfile|downloadattachurl|fileupload|showfile)[\w.]*(?:\.jsp|\.do|\.aspx|\?)/i;
const FILE_TEXT = /\.(?:docx?|xlsx?|csv|pptx?|pdf|ofd|wps|et|ceb|rtf|zip|rar|7z)\s*[)）】\]]?$/i;
/** Where templates put attachments outside the body, by class or id. */
const ATTACHMENT_AREA = /attach|fujian|appendix|file|^zoom$/i;
const MAX_CLIMB = 30;
const MAX_LINK_TEXT = 500;
const MAX_ADDRESS = 4000;

/** What pages say of themselves to search engines and platforms: where neither labels nor the page itself say it. */
const WRITTEN_FOR_OTHERS = {
  title: ['og:title', 'ld:headline'],
  publishedAt: ['article:published_time', 'bytedance:published_time', 'publishdate', 'ld:datePublished'],
  updatedAt: ['article:modified_time', 'bytedance:updated_time', 'ld:dateModified'],
  description: ['og:description', 'ld:description'],
};

/** Where a family's templates keep things, before the places common to all. */
export interface ArticlePreset {
  /** Containers of the body, in the order to trust them. */
  body?: readonly string[];
  /** CSS selectors, in the order to trust them. */
  title?: readonly string[];
  date?: readonly string[];
  source?: readonly string[];
}

interface Reading {
  page: HtmlPage;
  found: LabelledValues;
  selectors: ArticleSelectors;
  preset: ArticlePreset;
  path: readonly Crumb[];
}

/**
 * One article page as a raw entry: labels first, then what the page shows. Throws `parse-no-entries` where the page has
 * neither a body nor the label of an article, so that a list or an error page is not taken for one.
 */
export function readArticle(
  page: HtmlPage,
  selectors: ArticleSelectors = {},
  preset: ArticlePreset = {},
): RawEntry {
  const { $ } = page;
  for (const unwanted of selectors.remove ?? []) dropElements(selectAll($, unwanted));
  const body = findBody($, selectors.body, preset.body);
  const entry = readAround(page, body, selectors, preset);
  if (
    entry.title === undefined ||
    (body === undefined && firstLabel(page.labels, 'ArticleTitle') === undefined)
  )
    throw new AppError('parse-no-entries', 'the page is no article: it has no recognisable body', {
      details: { url: page.url },
    });
  // Last, because a loose body loses its head here.
  return { ...entry, ...(body !== undefined && { body: bodyHtml($, body) }) };
}

function readAround(
  page: HtmlPage,
  body: FoundBody | undefined,
  selectors: ArticleSelectors,
  preset: ArticlePreset,
): RawEntry {
  const root = page.$.root()[0] ?? { children: [] };
  const surely = body === undefined || body.isLoose ? [] : body.elements;
  const found = readMetadata(root, surely);
  const reading: Reading = { page, found, selectors, preset, path: readBreadcrumb(page) };
  return {
    url: page.url,
    baseUrl: page.baseUrl,
    bodyFormat: 'html',
    ...present({ title: readTitle(reading) }),
    ...present(readFields(reading)),
    ...present(readDates(page, found)),
    ...present({ publishedAtText: publishedAt(reading) ?? findUnlabelledDate(root, surely) }),
    ...readDisclosure(found),
    ...readFiles(page, elementsWithin(root)),
  };
}

function readTitle({ page, found, selectors, preset, path }: Reading): string | undefined {
  const { $, labels } = page;
  const names = [
    firstLabel(labels, 'SiteName'),
    firstLabel(labels, 'ColumnName'),
    ...path.map(({ name }) => name),
  ];
  const fromHead = () => {
    const text = $('title').first().text().replace(/\s+/g, ' ').trim();
    return text === '' ? undefined : text;
  };
  const title =
    selectText($, selectors.title) ??
    firstLabel(labels, 'ArticleTitle') ??
    firstText($, preset.title) ??
    firstText($, HEADINGS) ??
    found.title ??
    firstLabel(labels, ...WRITTEN_FOR_OTHERS.title) ??
    fromHead();
  return title === undefined
    ? undefined
    : dropSiteSuffix(
        title,
        names.filter((name) => name !== undefined),
      );
}

function firstText($: HtmlPage['$'], selectors: readonly string[] = []): string | undefined {
  for (const selector of selectors) {
    const text = selectText($, selector);
    if (text !== undefined) return text;
  }
  return undefined;
}

function readFields({ page, found, selectors, preset, path }: Reading) {
  const { $, labels } = page;
  const keywords = firstLabel(labels, 'Keywords') ?? found.keywords;
  const description = firstLabel(labels, 'Description', ...WRITTEN_FOR_OTHERS.description);
  return {
    subtitle: selectText($, selectors.subtitle),
    summary: description === firstLabel(labels, 'ArticleTitle') ? found.summary : description,
    summaryFormat: 'text' as const,
    author:
      selectText($, selectors.author) ??
      firstLabel(labels, 'Author') ??
      found.author ??
      firstLabel(labels, 'ld:author'),
    contentSource:
      selectText($, selectors.source) ??
      firstLabel(labels, 'ContentSource') ??
      found.contentSource ??
      firstText($, preset.source),
    responsiblePerson: found.responsiblePerson,
    column: firstLabel(labels, 'ColumnName'),
    columnType: firstLabel(labels, 'ColumnType'),
    columnPath: path.length === 0 ? undefined : path.map(({ name }) => name),
    keywords: keywords === undefined ? undefined : [keywords],
    language: languageOf(page),
  };
}

/** Templates in English leave `lang="en"` on Chinese pages, so that value says nothing; the text decides. */
function languageOf(page: HtmlPage): string | undefined {
  const language = page.$('html').attr('lang')?.trim();
  return language === undefined || language === '' || /^en\b/i.test(language)
    ? undefined
    : language.slice(0, 35);
}

function readDates(page: HtmlPage, found: LabelledValues) {
  return {
    signedAtText: found.signedAtText,
    updatedAtText:
      found.updatedAtText ?? firstLabel(page.labels, 'lastpublishedtime', ...WRITTEN_FOR_OTHERS.updatedAt),
  };
}

function publishedAt({ page, found, selectors, preset }: Reading): string | undefined {
  return (
    selectText(page.$, selectors.date) ??
    firstLabel(page.labels, 'PubDate', 'firstpublishedtime') ??
    found.publishedAtText ??
    firstText(page.$, preset.date) ??
    firstLabel(page.labels, ...WRITTEN_FOR_OTHERS.publishedAt)
  );
}

function readDisclosure(found: LabelledValues): Pick<RawEntry, 'disclosure'> {
  const { indexNumber, genre, issuer, documentNumberText, effectiveAtText, expiresAtText, validity } = found;
  const disclosure = {
    ...present({
      indexNumber,
      genre,
      issuer,
      documentNumberText,
      effectiveAtText,
      expiresAtText,
      validity,
    }),
    ...(found.themes !== undefined && { themes: [found.themes] }),
  };
  return Object.keys(disclosure).length === 0 ? {} : { disclosure };
}

/** The picture named by the label, and files that the template lists beside the body. */
function readFiles(
  page: HtmlPage,
  elements: readonly HtmlElement[],
): Pick<RawEntry, 'images' | 'attachments'> {
  const image = firstLabel(page.labels, 'Image');
  const attachments: RawMedia[] = [];
  for (const element of elements) {
    if (element.name !== 'a' || element.attribs.href === undefined) continue;
    const url = resolveUrl(element.attribs.href, page.baseUrl);
    if (url === undefined || url.length > MAX_ADDRESS) continue;
    const title = shortText(element, MAX_LINK_TEXT);
    const isFile = FILE.test(url) ? isInAttachmentArea(element) : isFromInterface(url, title);
    if (!isFile) continue;
    attachments.push({ url, ...(title !== undefined && title !== '' && { title }) });
  }
  return {
    ...(image !== undefined && image.length <= MAX_ADDRESS && { images: [{ url: image }] }),
    ...(attachments.length > 0 && { attachments }),
  };
}

function isFromInterface(url: string, title = ''): boolean {
  return FILE_INTERFACE.test(url) && FILE_TEXT.test(title);
}

function isInAttachmentArea(element: HtmlElement): boolean {
  let parent = element.parent;
  for (let level = 0; level < MAX_CLIMB && isElement(parent); level += 1) {
    const { id = '', class: classes = '' } = parent.attribs;
    if (ATTACHMENT_AREA.test(id) || ATTACHMENT_AREA.test(classes)) return true;
    parent = parent.parent;
  }
  return false;
}
