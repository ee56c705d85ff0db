import { Type, type Static } from 'typebox';
import { ItemKind } from './item-kind.js';
import { StoredMedia } from './media.js';
import { listOf, longText, oneOf, optional, shape, text } from './shape.js';
import { validator } from './validator.js';

const RawMedia = shape({
  url: text('address as written, maybe relative', 4000),
  mediaType: optional(text('declared media type', 200)),
  size: optional(Type.Integer({ minimum: 0, description: 'declared size in bytes' })),
  alt: optional(text('text alternative', 2000)),
  title: optional(text('name shown to people', 2000)),
});

const RawDisclosure = shape({
  indexNumber: optional(text('索引号', 500)),
  themes: optional(listOf(text('主题分类', 500), '主题分类', 50)),
  genre: optional(text('体裁分类', 500)),
  issuer: optional(text('发文机关', 500)),
  documentNumberText: optional(text('发文字号 as written', 500)),
  effectiveAtText: optional(text('实施日期 as written', 200)),
  expiresAtText: optional(text('废止日期 as written', 200)),
  validity: optional(text('有效性', 200)),
});

/**
 * What a source adapter yields: fields found, decoded to text, otherwise as written. Dates stay text, HTML stays
 * unsanitized, addresses may be relative to `baseUrl`; `src/normalize` turns it into `ItemContent` on one path for all.
 */
export const RawEntry = shape(
  {
    externalId: optional(text('guid, atom:id, id of the CMS; as written', 4000)),
    url: optional(text('address of the article, maybe relative', 4000)),
    baseUrl: optional(
      text('what relative addresses resolve against: final address after redirects, or xml:base', 4000),
    ),
    /** Requested address of the document that holds this entry alone, so that its validators are kept with it. */
    fetchedFrom: optional(text('requested address of the page that holds this entry alone', 4000)),
    kind: optional(ItemKind),
    title: optional(longText('title')),
    titleFormat: optional(oneOf(['text', 'html'], 'how to read title; default text')),
    subtitle: optional(longText('副标题, plain text')),
    summary: optional(longText('摘要')),
    summaryFormat: optional(oneOf(['text', 'html'], 'how to read summary; default html')),
    body: optional(longText('正文')),
    bodyFormat: optional(oneOf(['text', 'html'], 'how to read body; default html')),
    author: optional(longText('作者')),
    contentSource: optional(longText('来源')),
    responsiblePerson: optional(longText('责任人')),
    publishedAtText: optional(longText('发布日期 as written')),
    signedAtText: optional(longText('成文日期 as written')),
    updatedAtText: optional(longText('更新时间 as written')),
    column: optional(longText('栏目')),
    columnType: optional(longText('栏目类别, as the ColumnType label of the page says')),
    columnPath: optional(
      Type.Array(Type.String(), { description: '所在位置 names on the way to the page, outermost first' }),
    ),
    keywords: optional(Type.Array(Type.String(), { description: '关键词' })),
    language: optional(longText('language tag as written')),
    disclosure: optional(RawDisclosure),
    images: optional(Type.Array(RawMedia, { description: 'images beside those in the body' })),
    attachments: optional(Type.Array(RawMedia, { description: 'attachments, enclosures' })),
    /** Set by our own document readers alone: `urn:sha256:…` addresses that body, images and attachments may use. */
    stored: optional(
      Type.Array(StoredMedia, { description: 'stored copies of what came inside the document' }),
    ),
  },
  '原始条目 raw entry of a source adapter',
);
export type RawEntry = Static<typeof RawEntry>;
export type RawMedia = Static<typeof RawMedia>;
export const rawEntry = validator(RawEntry);
