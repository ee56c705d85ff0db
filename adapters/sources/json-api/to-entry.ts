import type { RawEntry, RawMedia } from '../../../schemas/raw-entry.js';
import { findValues, textOf, textsOf, toText } from '../../formats/json-expression.js';
import { valuesAt } from '../../formats/json-path.js';
import { isJsonObject } from '../../formats/parse-json.js';
import { present } from '../../formats/present.js';
import type { JsonFields, MediaFields } from './options.js';

const MAX_ADDRESS = 4000;
const MAX_FIELD = 500;
const MAX_MEDIA = 200;
/** Marks that search engines put into titles, and references that editors leave there. */
const MARKUP = /<\/?[a-z][a-z\d]*(?:\s[^<>]{0,500})?\/?>|&(?:[a-z]{2,10}|#\d{1,6}|#x[\da-f]{1,6});/i;

/** One entry of a list as the registration maps it. */
export function toEntry(item: unknown, fields: JsonFields, baseUrl: string): RawEntry {
  const read = (expression: string | undefined) =>
    expression === undefined ? undefined : textOf(item, expression);
  const readDate = (expression: string | undefined) =>
    expression === undefined ? undefined : dateOf(item, expression);
  const media = { images: mediaOf(item, fields.images), attachments: mediaOf(item, fields.attachments) };
  return {
    baseUrl,
    ...present({
      externalId: bounded(read(fields.externalId)),
      url: bounded(read(fields.url)),
      subtitle: read(fields.subtitle),
      author: read(fields.author),
      contentSource: read(fields.contentSource),
      responsiblePerson: read(fields.responsiblePerson),
      publishedAtText: readDate(fields.publishedAtText),
      signedAtText: readDate(fields.signedAtText),
      updatedAtText: readDate(fields.updatedAtText),
      column: read(fields.column),
      language: read(fields.language),
      keywords: listOf(item, fields.keywords),
      ...media,
    }),
    ...textsIn(read(fields.title), read(fields.summary), read(fields.body)),
    ...disclosureOf(item, fields),
  };
}

/** An identity or an address is never cut: two long ones with the same beginning would become one. */
function bounded(text: string | undefined): string | undefined {
  return text === undefined || text.length > MAX_ADDRESS ? undefined : text;
}

function listOf(item: unknown, expression: string | undefined): string[] | undefined {
  const found = expression === undefined ? [] : findValues(item, expression);
  // `tags` may be a list where `tags[*]` was meant.
  const texts = found.flat().map(toText);
  const kept = texts.filter((text) => text !== undefined);
  return kept.length === 0 ? undefined : kept;
}

function textsIn(
  title: string | undefined,
  summary: string | undefined,
  body: string | undefined,
): Partial<RawEntry> {
  const format = (text: string) => (MARKUP.test(text) ? ('html' as const) : ('text' as const));
  return {
    ...(title !== undefined && { title, titleFormat: format(title) }),
    ...(summary !== undefined && { summary, summaryFormat: format(summary) }),
    ...(body !== undefined && { body, bodyFormat: format(body) }),
  };
}

function disclosureOf(item: unknown, fields: JsonFields): Pick<RawEntry, 'disclosure'> {
  const read = (expression: string | undefined, longest = MAX_FIELD) => {
    const text = expression === undefined ? undefined : textOf(item, expression);
    return text === undefined || text.length > longest ? undefined : text;
  };
  const readDate = (expression: string | undefined) =>
    expression === undefined ? undefined : dateOf(item, expression)?.slice(0, 200);
  const themes = fields.themes === undefined ? [] : textsOf(item, fields.themes).slice(0, 50);
  const disclosure = present({
    indexNumber: read(fields.indexNumber),
    genre: read(fields.genre),
    issuer: read(fields.issuer),
    documentNumberText: read(fields.documentNumberText),
    effectiveAtText: readDate(fields.effectiveAtText),
    expiresAtText: readDate(fields.expiresAtText),
    validity: read(fields.validity, 200),
    themes: themes.length === 0 ? undefined : themes.filter((theme) => theme.length <= MAX_FIELD),
  });
  return Object.keys(disclosure).length === 0 ? {} : { disclosure };
}

/** Dates as interfaces write them, put as text that is read like any other. */
function dateOf(item: unknown, expression: string): string | undefined {
  const [value] = findValues(item, expression);
  if (typeof value === 'number') return toEpoch(value);
  if (Array.isArray(value)) return toCalendar(value);
  const text = toText(value);
  const ticks = text === undefined ? null : /^\/?Date\((\d{10,13})(?:[+-]\d{4})?\)\/?$/.exec(text);
  return ticks?.[1] ?? (text !== undefined && /^\d{16}$/.test(text) ? text.slice(0, 13) : text);
}

/** Seconds or milliseconds by size; `0` and `-1` stand for "none". */
function toEpoch(value: number): string | undefined {
  return value > 0 && Number.isFinite(value) ? String(Math.trunc(value)) : undefined;
}

/** `[2026,11,23,9,5]`: year, month, day and clock, as some servers serialize a local time. */
function toCalendar(parts: readonly unknown[]): string | undefined {
  const numbers = parts.slice(0, 6).filter((part) => typeof part === 'number');
  const digits = numbers.map((part) => String(part).padStart(2, '0'));
  const [year, month, day, hour = '00', minute = '00', second = '00'] = digits;
  if (year?.length !== 4 || month === undefined || day === undefined) return undefined;
  return `${year}-${month}-${day} ${hour}:${minute}:${second}`;
}

function mediaOf(item: unknown, fields: MediaFields | undefined): RawMedia[] | undefined {
  if (fields === undefined) return undefined;
  const media = valuesAt(item, fields.items)
    .flat()
    .slice(0, MAX_MEDIA)
    .map((each) => toMedia(each, fields))
    .filter((each) => each !== undefined);
  return media.length === 0 ? undefined : media;
}

function toMedia(value: unknown, fields: MediaFields): RawMedia | undefined {
  const read = (expression: string | undefined) =>
    expression === undefined || !isJsonObject(value) ? undefined : textOf(value, expression);
  const url = bounded(fields.url === undefined || !isJsonObject(value) ? toText(value) : read(fields.url));
  if (url === undefined) return undefined;
  const size = read(fields.size);
  return {
    url,
    ...present({
      title: read(fields.title)?.slice(0, 2000),
      mediaType: read(fields.mediaType)?.slice(0, 200),
      size: /^\d{1,15}$/.test(size ?? '') ? Number(size) : undefined,
    }),
  };
}
