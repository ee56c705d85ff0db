import { createHash } from 'node:crypto';
import { AppError, type ErrorCode, type FieldError } from '../../schemas/errors.js';
import { itemContent, SCHEMA_VERSION, type ItemContent } from '../../schemas/item-content.js';
import type { ItemKind } from '../../schemas/item-kind.js';
import type { RawEntry } from '../../schemas/raw-entry.js';
import { canonicalUrl, toHttpUrl, type StoredCopies } from './canonical-url.js';
import { cleanField, cleanText, cutText } from './clean-text.js';
import { collectMedia } from './collect-media.js';
import { decideKind } from './decide-kind.js';
import { htmlToText, textToHtml } from './html-to-text.js';
import { toKeywords } from './keywords.js';
import { toLanguage } from './language.js';
import { parseDate } from './parse-date.js';
import { present } from '../../adapters/formats/present.js';
import { sanitizeHtml, type SanitizedHtml } from './sanitize-html.js';
import { deriveTitle, toTitle } from './title.js';
import { toDisclosure } from './to-disclosure.js';

/** Raw bodies hold pasted images as text; beyond this one item could hold up the whole process. UTF-16 units. */
const MAX_RAW_BODY = 8_000_000;
/** The document store takes 16 MB a document; HTML and text in Chinese, at three bytes a character, must fit twice. */
const MAX_BODY = 2_000_000;
const MAX_RAW_SUMMARY = 200_000;
const MAX_SUMMARY = 5000;
const MAX_EXTERNAL_ID = 1000;
const MAX_LABELLED = 2000;

export interface NormalizeContext {
  /** What the source's registration says where the entry itself does not; without a kind the rules decide it. */
  defaults: { kind?: ItemKind; column?: string; language?: string };
  /** Settles relative dates and dates without a year: when the entry was fetched. */
  now: Date;
}

/** An entry that cannot become an item is an expected outcome: the caller reports it and goes on with the next. */
export type ItemOutcome =
  { ok: true; content: ItemContent } | { ok: false; code: ErrorCode; message: string; fields: FieldError[] };

/** The one path from what a source adapter found to a checked item: fields cleaned, dates read, HTML sanitized. */
export function toItemContent(entry: RawEntry, context: NormalizeContext): ItemOutcome {
  try {
    return checkContent(normalize(entry, context));
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { ok: false, code: error.code, message: error.message, fields: error.fields };
  }
}

function checkContent(content: ItemContent): ItemOutcome {
  const checked = itemContent.check(content);
  if (checked.ok) return { ok: true, content: checked.value };
  return {
    ok: false,
    code: 'validation-failed',
    message: 'the entry does not make a valid item',
    fields: checked.fields,
  };
}

function normalize(entry: RawEntry, context: NormalizeContext): ItemContent {
  const baseUrl = toBase(entry);
  const stored = entry.stored && new Map(entry.stored.map((copy) => [copy.sha256, copy]));
  const body = toBody(entry, baseUrl, stored);
  const title = titleOf(entry, body.text);
  const url = canonicalUrl(entry.url ?? '', baseUrl);
  const kind = entry.kind ?? context.defaults.kind ?? kindByRule(entry, context, { url, title });
  const media = collectMedia(body, { images: entry.images, attachments: entry.attachments, baseUrl, stored });
  return {
    schemaVersion: SCHEMA_VERSION,
    ...present({ externalId: toExternalId(entry.externalId), url }),
    kind,
    title,
    bodyHtml: body.html,
    bodyText: body.text,
    ...present(toLabels(entry, context)),
    ...present(toDates(entry, context.now)),
    keywords: toKeywords(entry.keywords ?? []),
    language: toLanguage(entry.language ?? context.defaults.language, `${title}\n${body.text}`),
    ...present({ disclosure: toDisclosure(entry, { kind, bodyText: body.text }, context.now) }),
    ...media,
  };
}

function kindByRule(
  { column, columnType, columnPath }: RawEntry,
  { defaults }: NormalizeContext,
  page: { url: string | undefined; title: string },
): ItemKind {
  return decideKind({ ...page, column: column ?? defaults.column, columnType, columnPath });
}

/** xml:base may itself be relative to nothing; then the address of the article is the next best. */
function toBase(entry: RawEntry): string | undefined {
  const base = entry.baseUrl === undefined ? undefined : toHttpUrl(entry.baseUrl);
  return base ?? (entry.url === undefined ? undefined : toHttpUrl(entry.url));
}

function toBody(entry: RawEntry, baseUrl: string | undefined, stored?: StoredCopies): SanitizedHtml {
  const raw = entry.body ?? '';
  if (raw.length > MAX_RAW_BODY) throw tooLarge(raw.length, MAX_RAW_BODY);
  const body = sanitizeHtml(entry.bodyFormat === 'text' ? textToHtml(raw) : raw, baseUrl, stored);
  if (body.html.length > MAX_BODY) throw tooLarge(body.html.length, MAX_BODY);
  return body;
}

function tooLarge(length: number, limit: number): AppError {
  return new AppError('parse-too-large', `the body has ${length} characters, more than ${limit}`, {
    details: { length, limit },
  });
}

function titleOf(entry: RawEntry, bodyText: string): string {
  const names = [entry.contentSource, entry.author, entry.disclosure?.issuer].filter(
    (name) => name !== undefined,
  );
  const title = toTitle(entry.title, entry.titleFormat ?? 'text', names) || deriveTitle(bodyText);
  if (title !== '') return title;
  throw new AppError('validation-failed', 'the entry has neither a title nor a body', {
    fields: [{ pointer: '/title', zh: '没有标题，也没有正文', en: 'neither a title nor a body' }],
  });
}

function toLabels(entry: RawEntry, context: NormalizeContext) {
  return {
    subtitle: cleanField(entry.subtitle, 500),
    summary: toSummary(entry),
    author: cleanField(withoutLabel(entry.author), 300),
    contentSource: cleanField(withoutLabel(entry.contentSource), 300),
    responsiblePerson: cleanField(withoutLabel(entry.responsiblePerson), 100),
    column: columnOf(entry, context),
  };
}

/** The label, then the registration, then the last step of 当前位置, which templates often leave out or repeat. */
function columnOf({ column, columnPath }: RawEntry, { defaults }: NormalizeContext): string | undefined {
  return cleanField(column, 200) ?? cleanField(defaults.column, 200) ?? cleanField(columnPath?.at(-1), 200);
}

/** `来源：国家测绘局` is what pages print; the field is the name alone. */
function withoutLabel(text: string | undefined): string | undefined {
  return text
    ?.slice(0, MAX_LABELLED)
    .replace(
      /^\s*[【[（(]?\s*(?:信息|文章|稿件|新闻|内容)?(?:来\s*源|作\s*者|责任编辑|责任人|编辑|供稿)\s*[:：]/u,
      '',
    );
}

function toSummary(entry: RawEntry): string | undefined {
  if (entry.summary === undefined) return undefined;
  const raw = entry.summary.slice(0, MAX_RAW_SUMMARY);
  return cleanField(entry.summaryFormat === 'text' ? raw : htmlToText(raw), MAX_SUMMARY);
}

function toDates(entry: RawEntry, now: Date) {
  const read = (text: string | undefined) => (text === undefined ? undefined : parseDate(text, now));
  return {
    publishedAt: read(entry.publishedAtText),
    publishedAtText: cleanField(entry.publishedAtText, 200),
    signedAt: read(entry.signedAtText),
    updatedAt: read(entry.updatedAtText),
  };
}

/** An identity must not be cut: two long ones with the same beginning would become one item. */
export function toExternalId(id: string | undefined): string | undefined {
  const cleaned = id === undefined ? '' : cleanText(id);
  if (cleaned === '') return undefined;
  if (cutText(cleaned, MAX_EXTERNAL_ID) === cleaned) return cleaned;
  return `sha256:${createHash('sha256').update(cleaned).digest('hex')}`;
}
