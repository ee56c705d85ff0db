import { Type, type Static } from 'typebox';
import { ItemKind } from './item-kind.js';
import { MediaProblem, Sha256 } from './media.js';
import { address, count, instant, listOf, longText, oneOf, optional, shape, text } from './shape.js';
import { validator } from './validator.js';

/** The version that `ItemContent` documents are written with; `upgrade-item.ts` lifts older ones. */
export const SCHEMA_VERSION = 1;

/** 信息公开目录 metadata, present where the kind has it. Source: the disclosure catalogue format. */
export const Disclosure = shape(
  {
    indexNumber: optional(text('索引号, e.g. 000014349/2017-00110; issued once, never changed', 100)),
    themes: optional(listOf(text('主题分类 as 父\\子', 200), '主题分类, from the official tree', 20)),
    genre: optional(text('体裁分类', 100)),
    issuer: optional(text('发文机关', 300)),
    documentNumber: optional(text('发文字号 in normal form with 〔〕', 100)),
    documentNumberText: optional(text('发文字号 as the page wrote it', 200)),
    effectiveAt: optional(instant('实施日期')),
    expiresAt: optional(instant('废止日期')),
    validity: optional(text('有效性, e.g. 有效, 失效, 废止', 50)),
  },
  '信息公开目录 disclosure metadata',
);
export type Disclosure = Static<typeof Disclosure>;

const mediaProperties = {
  url: address('absolute address; urn:sha256:… for a stored copy that came inside a document'),
  mediaType: optional(text('media type, declared until the file is here, then sniffed from its bytes', 200)),
  size: optional(count('bytes, declared until the file is here')),
  /** Present once a copy is stored: GET /api/v1/items/{id}/media/{sha256}. */
  sha256: optional(Sha256),
  fetchedAt: optional(instant('when the stored copy came; absent where the file came with the item')),
  problem: optional(MediaProblem),
};

export const ItemImage = shape(
  {
    ...mediaProperties,
    alt: optional(text('text alternative', 1000)),
    mapReviewNumber: optional(text('审图号, required where the image shows a map', 100)),
  },
  '图片 image',
);
export type ItemImage = Static<typeof ItemImage>;

export const ItemAttachment = shape(
  { ...mediaProperties, title: optional(text('name shown to people', 500)) },
  '附件 attachment',
);
export type ItemAttachment = Static<typeof ItemAttachment>;

/** One normalized item: what `baosong parse` prints and what every source ends in. Unknown is absent, never invented. */
export const ItemContent = shape(
  {
    schemaVersion: Type.Integer({ minimum: 1, description: 'version of this schema' }),
    externalId: optional(text('identity given by the source: guid, atom:id, id of the unit CMS', 1000)),
    url: optional(address('canonical address')),
    kind: ItemKind,
    title: Type.String({ minLength: 1, maxLength: 500, description: '标题, plain text' }),
    subtitle: optional(text('副标题', 500)),
    summary: optional(text('摘要, plain text', 5000)),
    bodyHtml: longText('正文, sanitized HTML; may be empty, which the checks report'),
    bodyText: longText('正文, plain text of bodyHtml'),
    author: optional(text('作者', 300)),
    contentSource: optional(text('来源', 300)),
    responsiblePerson: optional(text('责任人', 100)),
    publishedAt: optional(instant('发布日期')),
    publishedAtText: optional(text('发布日期 as the source wrote it', 200)),
    signedAt: optional(instant('成文日期')),
    updatedAt: optional(instant('更新时间 given by the source')),
    column: optional(text('栏目', 200)),
    keywords: listOf(text('keyword', 200), '关键词, 主题词', 100),
    language: text('BCP 47 language tag', 35),
    disclosure: optional(Disclosure),
    images: listOf(ItemImage, '图片', 500),
    attachments: listOf(ItemAttachment, '附件', 500),
  },
  '规范化内容 normalized content of one item',
);
export type ItemContent = Static<typeof ItemContent>;
export const itemContent = validator(ItemContent);

export const FINDING_SEVERITIES = ['block', 'warn', 'info'] as const;
export const FindingSeverity = oneOf(FINDING_SEVERITIES, 'block stops approval, warn and info do not');
export type FindingSeverity = Static<typeof FindingSeverity>;

/** What a check found, where, and what to do about it. */
export const Finding = shape(
  {
    rule: text('name of the rule, e.g. secrecy.marking', 100),
    severity: FindingSeverity,
    field: text('field of the item, e.g. bodyText', 100),
    offset: optional(count('position in the field, UTF-16 units')),
    excerpt: optional(text('the text concerned, masked where it is personal', 300)),
    zh: text('advice in Chinese', 500),
    en: text('advice in English', 500),
    exempted: optional(
      shape(
        {
          by: text('account', 128),
          at: instant('decided'),
          basis: text('法定依据 the law and its article', 500),
        },
        '依法公开豁免 set aside by a recorded decision: no longer stops approval',
      ),
    ),
  },
  '检查结果 finding of a check',
);
export type Finding = Static<typeof Finding>;
