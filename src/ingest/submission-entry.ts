import { present } from '../../adapters/formats/present.js';
import type { ItemAttachment, ItemContent } from '../../schemas/item-content.js';
import { readStoredAddress, type StoredMedia } from '../../schemas/media.js';
import type { RawEntry, RawMedia } from '../../schemas/raw-entry.js';
import type { CorrectionRequest, Submission } from '../../schemas/requests.js';

/** A pushed item takes the same way in as a collected one. */
export function toRawEntry(
  submission: Omit<Submission, 'lane' | 'laneReason'> | CorrectionRequest['changes'],
): RawEntry {
  const { publishedAt, signedAt, bodyHtml, bodyText, disclosure, ...same } = submission;
  return {
    ...same,
    summaryFormat: 'text',
    ...(bodyHtml === undefined
      ? bodyText !== undefined && { body: bodyText, bodyFormat: 'text' as const }
      : { body: bodyHtml, bodyFormat: 'html' as const }),
    ...(publishedAt !== undefined && { publishedAtText: publishedAt }),
    ...(signedAt !== undefined && { signedAtText: signedAt }),
    ...(disclosure && { disclosure: toRawDisclosure(disclosure) }),
  };
}

/** Content as it would have to come in to give itself again: what a correction's changes are laid over. */
export function toSameEntry(content: ItemContent): RawEntry {
  const {
    schemaVersion,
    bodyHtml,
    bodyText,
    publishedAt,
    publishedAtText,
    signedAt,
    updatedAt,
    disclosure,
    images,
    attachments,
    ...same
  } = content;
  return {
    ...same,
    summaryFormat: 'text',
    body: bodyHtml,
    bodyFormat: 'html',
    images: images.map(({ url, mediaType, size, alt }) => ({ url, ...present({ mediaType, size, alt }) })),
    attachments: attachments.map(toSameFile),
    stored: [...images, ...attachments].flatMap(toStored),
    ...((publishedAtText ?? publishedAt) !== undefined && {
      publishedAtText: publishedAtText ?? publishedAt,
    }),
    ...(signedAt !== undefined && { signedAtText: signedAt }),
    ...(updatedAt !== undefined && { updatedAtText: updatedAt }),
    ...(disclosure && { disclosure: toRawDisclosure(disclosure) }),
  };
}

/** Dates stay as they were first read: read again today, "yesterday" would be another day. */
export function keptDates({ publishedAt, publishedAtText }: ItemContent) {
  return present({ publishedAt, publishedAtText });
}

/** An attachment that turned out to be a picture stays an attachment; what is known of its file is carried over later. */
function toSameFile({ url, title, mediaType, size }: ItemAttachment): RawMedia {
  const declared = mediaType?.startsWith('image/') ? 'application/octet-stream' : mediaType;
  return { url, ...present({ mediaType: declared, size, title }) };
}

/** What came inside a document is named by its hash, and by no address that could be asked again. */
function toStored({ url, sha256, size, mediaType }: ItemAttachment): StoredMedia[] {
  if (sha256 === undefined || readStoredAddress(url) !== sha256) return [];
  return [{ sha256, size: size ?? 0, mediaType: mediaType ?? 'application/octet-stream' }];
}

function toRawDisclosure(
  disclosure: NonNullable<ItemContent['disclosure']>,
): NonNullable<RawEntry['disclosure']> {
  const { documentNumber, documentNumberText, effectiveAt, expiresAt, ...same } = disclosure;
  const number = documentNumberText ?? documentNumber;
  return {
    ...same,
    ...(number !== undefined && { documentNumberText: number }),
    ...(effectiveAt !== undefined && { effectiveAtText: effectiveAt }),
    ...(expiresAt !== undefined && { expiresAtText: expiresAt }),
  };
}
