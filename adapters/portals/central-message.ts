import { createHash } from 'node:crypto';
import {
  CENTRAL_PACKAGE_NAMESPACE,
  type CentralContent,
  type CentralHeader,
  type CentralItem,
  type DigestAlgorithm,
} from '../../schemas/central-package.js';
import { toInstant } from '../../schemas/instant.js';
import type { Disclosure, ItemContent } from '../../schemas/item-content.js';
import type { PortalOrder } from '../portal-adapter.js';
import { columnOf, type ColumnsByKind } from './columns.js';
import { contentOf } from './portal-answer.js';
import { buildXmlDocument, buildXmlPart } from './xml-document.js';

export interface CentralMessageSettings {
  sender: string;
  /** Column at the portal by kind. */
  columns?: ColumnsByKind;
  digestAlgorithm?: DigestAlgorithm;
}

/** Files that travel inside the package: base64 by their SHA-256. */
export type InlineFiles = ReadonlyMap<string, string>;

/** The XML package for one order; elements in the order of `schemas/central-package.xsd`, unknown fields absent. */
export function buildCentralPackage(
  order: PortalOrder,
  settings: CentralMessageSettings,
  now: Date,
  files: InlineFiles = new Map(),
): string {
  const { digestAlgorithm = 'SHA-256' } = settings;
  const items = buildXmlPart({ items: { item: toCentralItem(order, settings, files) } });
  const header: CentralHeader = {
    packageId: order.idempotencyKey,
    sender: settings.sender,
    lane: order.lane,
    count: '1',
    digestAlgorithm,
    digest: toItemsDigest(items, digestAlgorithm),
    createdAt: toInstant(now),
  };
  // The items go in as the very bytes that were digested.
  return buildXmlDocument({ package: { '@_xmlns': CENTRAL_PACKAGE_NAMESPACE, header } }).replace(
    /<\/package>$/,
    () => `${items}</package>`,
  );
}

const HASHES: Readonly<Record<DigestAlgorithm, string>> = { 'SHA-256': 'sha256', SM3: 'sm3' };

/** Digest of the bytes from `<items>` to `</items>` inclusive, whether of the part alone or of a whole package. */
export function toItemsDigest(xml: string, algorithm: DigestAlgorithm = 'SHA-256'): string {
  const start = xml.indexOf('<items>');
  const end = xml.lastIndexOf('</items>') + '</items>'.length;
  return createHash(HASHES[algorithm]).update(xml.slice(start, end)).digest('hex');
}

function toCentralItem(
  order: PortalOrder,
  settings: CentralMessageSettings,
  files: InlineFiles,
): CentralItem {
  return present({
    idempotencyKey: order.idempotencyKey,
    itemId: order.itemId,
    revision: String(order.revision),
    operation: order.operation,
    organization: { id: order.organization.id, name: order.organization.name },
    reason: order.reason,
    content: order.operation === 'withdraw' ? undefined : toCentralContent(order, settings, files),
  });
}

function toCentralContent(
  order: PortalOrder,
  settings: CentralMessageSettings,
  files: InlineFiles,
): CentralContent {
  const content = contentOf(order);
  const { images, attachments, keywords } = content;
  return present({
    schemaVersion: String(content.schemaVersion),
    externalId: content.externalId,
    url: content.url,
    kind: content.kind,
    column: columnOf(order, settings.columns),
    sourceColumn: content.column,
    title: content.title,
    subtitle: content.subtitle,
    summary: content.summary,
    bodyHtml: content.bodyHtml,
    bodyText: content.bodyText,
    author: content.author,
    contentSource: content.contentSource,
    responsiblePerson: content.responsiblePerson,
    publishedAt: content.publishedAt,
    publishedAtText: content.publishedAtText,
    signedAt: content.signedAt,
    updatedAt: content.updatedAt,
    keywords: keywords.length === 0 ? undefined : { keyword: keywords },
    language: content.language,
    disclosure: toCentralDisclosure(content.disclosure),
    images: images.length === 0 ? undefined : { image: images.map((image) => toCentralImage(image, files)) },
    attachments:
      attachments.length === 0
        ? undefined
        : { attachment: attachments.map((attachment) => toCentralAttachment(attachment, files)) },
  });
}

function toCentralDisclosure(disclosure: Disclosure | undefined): CentralContent['disclosure'] {
  if (disclosure === undefined) return undefined;
  const themes = disclosure.themes ?? [];
  const element = present({
    indexNumber: disclosure.indexNumber,
    themes: themes.length === 0 ? undefined : { theme: themes },
    genre: disclosure.genre,
    issuer: disclosure.issuer,
    documentNumber: disclosure.documentNumber,
    documentNumberText: disclosure.documentNumberText,
    effectiveAt: disclosure.effectiveAt,
    expiresAt: disclosure.expiresAt,
    validity: disclosure.validity,
  });
  return Object.keys(element).length === 0 ? undefined : element;
}

function toCentralImage(image: ItemContent['images'][number], files: InlineFiles) {
  const { alt, mapReviewNumber } = image;
  return present({ ...toMedia(image), alt, mapReviewNumber, data: dataOf(image, files) });
}

function toCentralAttachment(attachment: ItemContent['attachments'][number], files: InlineFiles) {
  return present({ ...toMedia(attachment), title: attachment.title, data: dataOf(attachment, files) });
}

function toMedia({ url, mediaType, size, sha256 }: ItemContent['attachments'][number]) {
  return { url, mediaType, size: size === undefined ? undefined : String(size), sha256 };
}

function dataOf({ sha256 }: ItemContent['attachments'][number], files: InlineFiles): string | undefined {
  return sha256 === undefined ? undefined : files.get(sha256);
}

/** Properties that may be undefined become absent ones; key order is kept. */
type Present<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

function present<T extends object>(object: T): Present<T> {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as Present<T>;
}
