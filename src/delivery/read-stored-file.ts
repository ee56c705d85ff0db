import type { PortalContext } from '../../adapters/portal-adapter.js';
import type { MediaStore } from '../media/media-store.js';

/** Stored copies of images and attachments, for portals that take them inside their packages. */
export function createReadStoredFile(media: Pick<MediaStore, 'open' | 'sizeOf'>): PortalContext['readFile'] {
  return async (sha256, maxBytes) => {
    const size = await media.sizeOf(sha256);
    if (size === undefined || size > maxBytes) return undefined;
    const stream = await media.open(sha256);
    if (!stream) return undefined;
    const pieces: Buffer[] = [];
    for await (const piece of stream) pieces.push(Buffer.from(piece as Uint8Array));
    return Buffer.concat(pieces);
  };
}
