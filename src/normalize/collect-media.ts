import type { ItemAttachment, ItemImage } from '../../schemas/item-content.js';
import { readStoredAddress, type StoredMedia } from '../../schemas/media.js';
import type { RawMedia } from '../../schemas/raw-entry.js';
import { toMediaUrl, type StoredCopies } from './canonical-url.js';
import { cleanField } from './clean-text.js';
import { fileNameOf, isAttachmentUrl, isImageUrl } from './file-kind.js';
import { findMapReviewNumbers } from './map-review-number.js';
import { present } from '../../adapters/formats/present.js';
import type { BodyReference, SanitizedHtml } from './sanitize-html.js';

const MAX_MEDIA = 500;
/** Images and numbers that are matched with each other, which takes the product of both. */
const MAX_LOOKED_AT = 1000;
const MAX_ALT = 1000;
const MAX_TITLE = 500;
/** A caption is this near to its image, in characters of text. */
const CAPTION_DISTANCE = 200;

export interface ItemMedia {
  images: ItemImage[];
  attachments: ItemAttachment[];
}

interface DeclaredMedia {
  images?: readonly RawMedia[] | undefined;
  attachments?: readonly RawMedia[] | undefined;
  baseUrl: string | undefined;
  stored?: StoredCopies | undefined;
}

/** Images and attachments of the body and of the entry: absolute addresses, each once, in reading order. */
export function collectMedia(body: SanitizedHtml, declared: DeclaredMedia): ItemMedia {
  const images = new Map<string, ItemImage>();
  const attachments = new Map<string, ItemAttachment>();
  addBodyImages(images, body, declared.stored);
  const links = body.links.filter((link) => isAttachmentUrl(link.url));
  for (const { url, title } of [...links, ...body.media])
    addOnce(attachments, { url, ...present({ title: nameFor(url, title) }) });
  for (const raw of declared.images ?? []) addDeclared(images, attachments, raw, declared, 'image');
  for (const raw of declared.attachments ?? []) addDeclared(images, attachments, raw, declared, 'file');
  return {
    images: [...images.values()].slice(0, MAX_MEDIA),
    attachments: [...attachments.values()].slice(0, MAX_MEDIA),
  };
}

function addBodyImages(
  images: Map<string, ItemImage>,
  body: SanitizedHtml,
  stored: StoredCopies | undefined,
): void {
  if (body.images.length === 0) return;
  const shown = body.images.slice(0, MAX_LOOKED_AT);
  const numbers = assignNumbers(shown, body.text);
  for (const image of shown) {
    const own = findMapReviewNumbers(image.alt ?? '')[0]?.number;
    const fields = { alt: cleanField(image.alt, MAX_ALT), mapReviewNumber: own ?? numbers.get(image) };
    addOnce(images, { url: image.url, ...copyOf(image.url, stored), ...present(fields) });
  }
}

/**
 * A number belongs to the image before it (captions stand below), else to the next one; images without text between
 * them share it. Farther than a caption it belongs to none: a map without a number must be held, not let through.
 */
function assignNumbers(images: readonly BodyReference[], text: string): Map<BodyReference, string> {
  const assigned = new Map<BodyReference, string>();
  for (const { number, offset } of findMapReviewNumbers(text).slice(0, MAX_LOOKED_AT)) {
    const before = images.findLast(
      (image) => image.offset <= offset && offset - image.offset <= CAPTION_DISTANCE,
    );
    const nearest =
      before ?? images.find((image) => image.offset > offset && image.offset - offset <= CAPTION_DISTANCE);
    for (const image of images)
      if (image.offset === nearest?.offset && !assigned.has(image)) assigned.set(image, number);
  }
  return assigned;
}

function addDeclared(
  images: Map<string, ItemImage>,
  attachments: Map<string, ItemAttachment>,
  raw: RawMedia,
  { baseUrl, stored }: DeclaredMedia,
  role: 'image' | 'file',
): void {
  const url = toMediaUrl(raw.url, baseUrl, stored);
  if (url === undefined) return;
  const mediaType = cleanField(raw.mediaType, 200)?.toLowerCase();
  const declared = copyOf(url, stored) ?? present({ mediaType, size: raw.size });
  const isImage =
    role === 'image' || (mediaType === undefined ? isImageUrl(url) : mediaType.startsWith('image/'));
  if (!isImage) {
    addOnce(attachments, { url, ...declared, ...present({ title: nameFor(url, raw.title) }) });
    return;
  }
  const alt = cleanField(raw.alt ?? raw.title, MAX_ALT);
  const mapReviewNumber = findMapReviewNumbers(alt ?? '')[0]?.number;
  addOnce(images, { url, ...declared, ...present({ alt, mapReviewNumber }) });
}

/** What came inside a document is here already: its hash, size and type are known. */
function copyOf(url: string, stored: StoredCopies | undefined): StoredMedia | undefined {
  return stored?.get(readStoredAddress(url) ?? '');
}

/** The same address twice is one file; what either says about it is kept. */
function addOnce<T extends { url: string }>(found: Map<string, T>, media: T): void {
  const known = found.get(media.url);
  found.set(media.url, known === undefined ? media : { ...media, ...known });
}

function nameFor(url: string, title: string | undefined): string | undefined {
  return cleanField(title, MAX_TITLE) ?? cleanField(fileNameOf(url), MAX_TITLE);
}
