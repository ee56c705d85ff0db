import { Type, type Static } from 'typebox';
import { DeliveryOperation } from './delivery.js';
import { ItemKind } from './item-kind.js';
import { Lane } from './lane.js';
import { address, identifier, instant, listOf, longText, oneOf, optional, shape, text } from './shape.js';
import { validator } from './validator.js';

export const CENTRAL_PACKAGE_NAMESPACE = 'urn:baosong:central-package:1';

/*
 * The XML package as a tree: what the builder is given and what the parser yields, so everything is text. Its order is
 * the order of `central-package.xsd`; the two are kept equal by the contract suite. Attributes carry the prefix `@_`.
 */

const decimal = (description: string) => Type.String({ pattern: '^(0|[1-9][0-9]{0,15})$', description });
const key = (description: string) =>
  Type.String({ pattern: '^.+\\.[0-9]+\\.(publish|correct|withdraw)$', maxLength: 300, description });
const sha256 = (description: string) => Type.String({ pattern: '^[0-9a-f]{64}$', description });

const mediaElements = {
  url: address('absolute address; urn:sha256:… for a file that has none and travels inside'),
  mediaType: optional(text('media type', 200)),
  size: optional(decimal('bytes')),
  sha256: optional(sha256('SHA-256 of the bytes, hex')),
};

/** The bytes themselves, where it was agreed that small files travel inside. Base64 without line breaks. */
const data = optional(
  Type.String({ pattern: '^[A-Za-z0-9+/]+={0,2}$', description: 'the bytes, base64; absent: by reference' }),
);

const CentralImage = shape(
  {
    ...mediaElements,
    alt: optional(text('text alternative', 1000)),
    mapReviewNumber: optional(text('审图号', 100)),
    data,
  },
  '图片',
);
const CentralAttachment = shape({ ...mediaElements, title: optional(text('name', 500)), data }, '附件');

const CentralDisclosure = shape(
  {
    indexNumber: optional(text('索引号', 100)),
    themes: optional(shape({ theme: listOf(text('主题分类', 200), '主题分类', 20) })),
    genre: optional(text('体裁分类', 100)),
    issuer: optional(text('发文机关', 300)),
    documentNumber: optional(text('发文字号, normal form', 100)),
    documentNumberText: optional(text('发文字号, as written', 200)),
    effectiveAt: optional(instant('实施日期')),
    expiresAt: optional(instant('废止日期')),
    validity: optional(text('有效性', 50)),
  },
  '信息公开目录',
);

/** 稿件正文与元数据: every field of the normalized content. */
export const CentralContent = shape(
  {
    schemaVersion: decimal('version of the content schema'),
    externalId: optional(text('identity given by the source', 1000)),
    url: optional(address('canonical address')),
    kind: ItemKind,
    column: optional(text('column at the portal, mapped from the kind', 200)),
    sourceColumn: optional(text('栏目 at the unit', 200)),
    title: Type.String({ minLength: 1, maxLength: 500, description: '标题' }),
    subtitle: optional(text('副标题', 500)),
    summary: optional(text('摘要', 5000)),
    bodyHtml: longText('正文, sanitized HTML as escaped text'),
    bodyText: longText('正文, plain text'),
    author: optional(text('作者', 300)),
    contentSource: optional(text('来源', 300)),
    responsiblePerson: optional(text('责任人', 100)),
    publishedAt: optional(instant('发布日期')),
    publishedAtText: optional(text('发布日期 as written', 200)),
    signedAt: optional(instant('成文日期')),
    updatedAt: optional(instant('更新时间')),
    keywords: optional(shape({ keyword: listOf(text('keyword', 200), '关键词', 100) })),
    language: text('BCP 47 language tag', 35),
    disclosure: optional(CentralDisclosure),
    images: optional(shape({ image: listOf(CentralImage, '图片', 500) })),
    attachments: optional(shape({ attachment: listOf(CentralAttachment, '附件', 500) })),
  },
  '稿件内容',
);
export type CentralContent = Static<typeof CentralContent>;

export const CentralItem = shape(
  {
    idempotencyKey: key('itemId.revision.operation'),
    itemId: text('受理编号', 64),
    revision: decimal('revision of the item'),
    operation: DeliveryOperation,
    organization: shape({ id: identifier('organization'), name: text('单位名称', 200) }, '报送单位'),
    reason: optional(text('why it is corrected or withdrawn', 2000)),
    content: optional(CentralContent),
  },
  '一件稿件',
);
export type CentralItem = Static<typeof CentralItem>;

export const DIGEST_ALGORITHMS = ['SHA-256', 'SM3'] as const;
export type DigestAlgorithm = (typeof DIGEST_ALGORITHMS)[number];

export const CentralHeader = shape(
  {
    packageId: key('the idempotency key of the item it carries'),
    sender: identifier('报送方 sender agreed with the portal'),
    lane: Lane,
    count: oneOf(['1'], 'version 1 carries one item a package, so that no item holds back another'),
    digestAlgorithm: oneOf(DIGEST_ALGORITHMS, 'algorithm of digest; SM3 where signatures are SM3 or SM2'),
    digest: sha256('digest of the bytes from <items> to </items> inclusive, hex'),
    createdAt: instant('when the package was made'),
  },
  '包头',
);
export type CentralHeader = Static<typeof CentralHeader>;

/** 报送包: see `central-package.xsd` and docs/central-portal.md. */
export const CentralPackage = shape(
  {
    package: shape({
      '@_xmlns': oneOf([CENTRAL_PACKAGE_NAMESPACE], 'namespace, version included'),
      header: CentralHeader,
      items: shape({ item: CentralItem }),
    }),
  },
  '报送包 central package',
);
export type CentralPackage = Static<typeof CentralPackage>;
export const centralPackage = validator(CentralPackage);

/** Elements that repeat: the parser must make lists of them even when there is one. */
export const CENTRAL_LISTS: ReadonlySet<string> = new Set([
  'keyword',
  'theme',
  'image',
  'attachment',
  'receipt',
]);
