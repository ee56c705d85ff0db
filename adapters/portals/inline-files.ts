import type { PortalContext, PortalOrder } from '../portal-adapter.js';
import type { InlineFiles } from './central-message.js';

/** What travels inside a package at most. */
export interface InlineLimits {
  /** Bytes of one file. */
  fileBytes: number;
  /** Bytes of all files of a package, before base64 makes them a third longer. */
  packageBytes: number;
}

/**
 * Files of an order that fit inside its package, images and attachments in their order; what does not fit, or is not
 * here, goes by reference. What fits depends on the sizes alone, so a repeated attempt says what the first one said.
 */
export async function readInlineFiles(
  order: PortalOrder,
  limits: InlineLimits,
  ctx: Pick<PortalContext, 'readFile'>,
): Promise<InlineFiles> {
  const { attachments = [], images = [] } = order.content ?? {};
  const files = new Map<string, string>();
  let left = limits.packageBytes;
  for (const { sha256, size } of [...images, ...attachments]) {
    if (sha256 === undefined || size === undefined || files.has(sha256)) continue;
    if (size === 0 || size > Math.min(left, limits.fileBytes)) continue;
    const bytes = await ctx.readFile(sha256, size);
    if (bytes === undefined) continue;
    left -= bytes.length;
    files.set(sha256, Buffer.from(bytes).toString('base64'));
  }
  return files;
}
