import type { Readable } from 'node:stream';
import type { ContentItem } from '../../schemas/content-item.js';
import { AppError } from '../../schemas/errors.js';
import type { StoredMedia } from '../../schemas/media.js';
import { fileNameOf } from '../normalize/file-kind.js';
import { requireItem, type Caller } from '../review/caller.js';
import type { FileRecordStore } from '../store/file-record-store.js';
import type { ByteRange, MediaStore } from './media-store.js';

export interface FoundFile extends StoredMedia {
  name?: string;
  open(range?: ByteRange): Promise<Readable>;
}

/**
 * The stored copy of a file, for people who may see the item that names it, in this revision or an earlier one: a hash
 * alone opens nothing. Undefined when the item has no such file or the copy is not there.
 */
export function createFindFile(deps: {
  items: { findById(id: string): Promise<ContentItem | undefined> };
  records: Pick<FileRecordStore, 'findCopy'>;
  store: Pick<MediaStore, 'open' | 'sizeOf'>;
}) {
  return async (itemId: string, sha256: string, caller: Caller): Promise<FoundFile | undefined> => {
    const item = await requireItem(deps.items, itemId, caller.account);
    const named = findNamed(item, sha256);
    const copy = named ?? (await deps.records.findCopy(itemId, sha256));
    const size = copy && (await deps.store.sizeOf(sha256));
    if (copy === undefined || size === undefined) return undefined;
    const open = (range?: ByteRange) => openCopy(deps.store, sha256, range);
    return {
      sha256,
      size,
      mediaType: copy.mediaType,
      ...(named?.name !== undefined && { name: named.name }),
      open,
    };
  };
}

function findNamed(
  { content }: ContentItem,
  sha256: string,
): { mediaType: string; name: string | undefined } | undefined {
  const { images, attachments } = content;
  const attachment = attachments.find((each) => each.sha256 === sha256);
  const media = attachment ?? images.find((each) => each.sha256 === sha256);
  if (media?.mediaType === undefined) return undefined;
  const name = attachment?.title ?? (media.url.startsWith('urn:') ? undefined : fileNameOf(media.url));
  return { mediaType: media.mediaType, name };
}

async function openCopy(
  store: Pick<MediaStore, 'open'>,
  sha256: string,
  range: ByteRange | undefined,
): Promise<Readable> {
  const stream = await store.open(sha256, range);
  if (stream) return stream;
  throw new AppError('not-found', `the stored copy ${sha256} is gone`);
}
