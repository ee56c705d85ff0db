import type { Static } from 'typebox';
import { Type } from 'typebox';
import { count, instant, optional, shape, text } from './shape.js';

const SHA256 = '[0-9a-f]{64}';

/** SHA-256 of some bytes, hex: the name under which the media store keeps them. */
export const Sha256 = Type.String({ pattern: `^${SHA256}$`, description: 'SHA-256 of the bytes, hex' });

/**
 * Why a file is not here, or is not what it claims to be. A fact about the source, not an error of ours: the item goes
 * its way with it.
 */
export const MediaProblem = shape(
  {
    code: text('fetch-…, or media-empty, media-type-mismatch, media-dangerous-type, media-item-limit', 100),
    zh: text('what is wrong, in Chinese', 500),
    en: text('what is wrong, in English', 500),
    at: instant('last attempt'),
    attempts: count('attempts so far for this revision'),
    nextAttemptAt: optional(instant('next attempt; absent when there will be none')),
  },
  '图片或附件的问题 problem with an image or attachment',
);
export type MediaProblem = Static<typeof MediaProblem>;

/** Bytes that our own readers took out of a document and put into the media store: they have no address of their own. */
export const StoredMedia = shape(
  {
    sha256: Sha256,
    size: count('bytes'),
    mediaType: text('media type, sniffed', 200),
  },
  '已存副本 stored copy without an address',
);
export type StoredMedia = Static<typeof StoredMedia>;

const STORED_ADDRESS = new RegExp(`^urn:sha256:(${SHA256})$`);

/** How the body and the lists of an item refer to a stored copy that has no address on the web. */
export function toStoredAddress(sha256: string): string {
  return `urn:sha256:${sha256}`;
}

/** The hash that such an address names; undefined for every other address. */
export function readStoredAddress(address: string): string | undefined {
  return STORED_ADDRESS.exec(address)?.[1];
}
