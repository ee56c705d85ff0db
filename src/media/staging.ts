import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readdir, rm, stat, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { unavailable } from './unavailable.js';

/** Bytes at hand, or as they come. */
export type MediaSource = Uint8Array | AsyncIterable<Uint8Array>;

/** Bytes that came whole and lie on disk, not yet kept. */
export interface StagedFile {
  path: string;
  /** Hex. */
  sha256: string;
  size: number;
  /** The first 64 KiB, or all of it: what its type is told by. */
  head: Uint8Array;
  /** Removes it; repeating that is harmless. */
  discard(): Promise<void>;
}

export interface Staging {
  /** Resolves when the source ended; what was written is removed when it fails, and the failure is thrown on. */
  stage: (source: MediaSource) => Promise<StagedFile>;
}

const HEAD_BYTES = 65_536;
/** Nothing takes this long to arrive: what is older was left by a process that died. */
const LEFT_BEHIND_MS = 24 * 3600 * 1000;

/** A folder for what is arriving, on the same file system as what is kept, so that keeping can be one rename. */
export function createStaging(folder: string): Staging {
  let swept: Promise<void> | undefined;
  return {
    async stage(source) {
      // Each time: a folder that was away may be back.
      await toDisk(() => mkdir(folder, { recursive: true, mode: 0o700 }));
      await (swept ??= sweep(folder));
      const path = join(folder, randomUUID());
      const discard = () => rm(path, { force: true });
      try {
        return { path, discard, ...(await write(path, source)) };
      } catch (error) {
        await discard();
        throw error;
      }
    },
  };
}

/** Best effort: what cannot be removed now is removed by the next process. */
async function sweep(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  await Promise.allSettled(names.map((name) => removeIfLeft(join(folder, name))));
}

async function removeIfLeft(path: string): Promise<void> {
  // Another process may have removed or kept it meanwhile.
  const found = await stat(path).catch(() => undefined);
  if (found && Date.now() - found.mtimeMs > LEFT_BEHIND_MS) await rm(path, { force: true });
}

async function write(
  path: string,
  source: MediaSource,
): Promise<Pick<StagedFile, 'sha256' | 'size' | 'head'>> {
  const hash = createHash('sha256');
  const head: Uint8Array[] = [];
  let headBytes = 0;
  let size = 0;
  const file = await toDisk(() => open(path, 'wx', 0o600));
  try {
    for await (const piece of source instanceof Uint8Array ? [source] : source) {
      if (headBytes < HEAD_BYTES) {
        // A copy: the sender may reuse its buffer.
        const start = Uint8Array.from(piece.subarray(0, HEAD_BYTES - headBytes));
        head.push(start);
        headBytes += start.length;
      }
      hash.update(piece);
      size += piece.length;
      await toDisk(() => writeAll(file, piece));
    }
    await toDisk(() => file.sync());
  } finally {
    await file.close();
  }
  return { sha256: hash.digest('hex'), size, head: Buffer.concat(head) };
}

async function writeAll(file: FileHandle, piece: Uint8Array): Promise<void> {
  let written = 0;
  while (written < piece.length) written += (await file.write(piece, written)).bytesWritten;
}

/** A full disk is trouble of ours, told apart from a source that failed. */
async function toDisk<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw unavailable('the file cannot be written', error);
  }
}
