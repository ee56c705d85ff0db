import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, rm, stat, writeFile, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { AppError } from '../../schemas/errors.js';
import { codeOf } from '../fetch/fetch-error.js';
import type { MediaBacking } from './media-store.js';
import { toFanOut } from './fan-out.js';
import { unavailable } from './unavailable.js';

/**
 * Copies in a folder, two levels of folders deep so that none grows without end. A file gets its name by one rename
 * after its bytes are on disk, and the folder is written through after that: what has a name is whole, whatever crashes.
 */
export function createFileBacking(folder: string): MediaBacking {
  const pathOf = (sha256: string) => join(folder, toFanOut(sha256));
  return {
    async keep({ path, sha256, size }) {
      const kept = pathOf(sha256);
      if ((await sizeOfFile(kept)) === size) return;
      await inOrder(`keep ${sha256}`, async () => {
        await makeFolder(dirname(kept), folder);
        await rename(path, kept);
        await syncFolder(dirname(kept));
      });
    },
    async open(sha256, range) {
      const file = await openIfThere(pathOf(sha256));
      return file && readFrom(file, range);
    },
    sizeOf: (sha256) => sizeOfFile(pathOf(sha256)),
    probe: () => probe(folder),
    close: () => undefined,
  };
}

function readFrom(file: FileHandle, range: { start: number; end: number } | undefined): Readable {
  return file.createReadStream({ ...range, autoClose: true });
}

/** New folders are written through up to the one that was there, or a crash would take them with what they hold. */
export async function makeFolder(path: string, top: string, mode = 0o700): Promise<void> {
  const first = await mkdir(path, { recursive: true, mode });
  if (first === undefined) return;
  for (let made = path; made.length >= top.length; made = dirname(made)) await syncFolder(made);
}

/** Until then a crash may take the names in it that are new. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

async function openIfThere(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, 'r');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw unavailable('a stored copy cannot be read', error);
  }
}

async function sizeOfFile(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw unavailable('a stored copy cannot be looked at', error);
  }
}

async function probe(folder: string): Promise<void> {
  const path = join(folder, `probe-${randomUUID()}`);
  const text = randomUUID();
  await inOrder(`write into ${folder}`, async () => {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    try {
      await writeFile(path, text, { flag: 'wx', flush: true });
      const read = await readFile(path, 'utf8');
      if (read !== text) throw new AppError('internal', 'what was written is not what is read');
    } finally {
      await rm(path, { force: true });
    }
  });
}

async function inOrder(what: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    throw unavailable(`cannot ${what}`, error);
  }
}
