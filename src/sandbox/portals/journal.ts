import { mkdir, open, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Where a line stands in the file, in bytes. */
export interface LinePosition {
  offset: number;
  length: number;
}

/** An append-only file of JSON lines: what `append` has resolved survives `kill -9` and a power cut. */
export interface Journal {
  append(line: object): Promise<LinePosition>;
  /** Resolves when everything appended so far is on the disk; rejects when it never will be. */
  settled(): Promise<void>;
  read(position: LinePosition): Promise<unknown>;
  close(): Promise<void>;
}

const NEWLINE = 0x0a;

interface Waiting {
  text: string;
  resolve: (position: LinePosition) => void;
  reject: (error: unknown) => void;
}

/**
 * Opens a journal and hands every complete line to `replay`, in order. A last line without its newline was cut by a
 * crash before it was acknowledged, and is removed; damage anywhere else throws.
 */
export async function openJournal(
  file: string,
  replay: (line: unknown, position: LinePosition) => void,
): Promise<Journal> {
  await mkdir(dirname(file), { recursive: true });
  const handle = await open(file, 'a+');
  const size = await replayLines(handle, replay);
  await handle.truncate(size);
  return createWriter(handle, size);
}

async function replayLines(
  handle: FileHandle,
  replay: (line: unknown, position: LinePosition) => void,
): Promise<number> {
  let rest = Buffer.alloc(0);
  let offset = 0;
  for await (const chunk of handle.createReadStream({ start: 0, autoClose: false })) {
    if (!Buffer.isBuffer(chunk)) continue;
    rest = Buffer.concat([rest, chunk]);
    for (let end = rest.indexOf(NEWLINE); end >= 0; end = rest.indexOf(NEWLINE)) {
      replay(JSON.parse(rest.subarray(0, end).toString('utf8')), { offset, length: end });
      offset += end + 1;
      rest = rest.subarray(end + 1);
    }
  }
  return offset;
}

/** Lines that arrive while the disk is busy share the next write and sync. */
function createWriter(handle: FileHandle, initialSize: number): Journal {
  let waiting: Waiting[] = [];
  let size = initialSize;
  let flushing: Promise<void> = Promise.resolve();
  let failure: Error | undefined;

  async function flush(): Promise<void> {
    const batch = waiting;
    waiting = [];
    if (batch.length === 0) return;
    try {
      if (failure !== undefined) throw failure;
      await handle.appendFile(batch.map(({ text }) => text).join(''));
      await handle.datasync();
      for (const { text, resolve } of batch) {
        const length = Buffer.byteLength(text) - 1;
        resolve({ offset: size, length });
        size += length + 1;
      }
    } catch (error) {
      // After a failed write nobody knows what the file ends in; only a restart, which reads it again, may go on.
      failure = error instanceof Error ? error : new Error(String(error));
      for (const { reject } of batch) reject(failure);
    }
  }

  function append(line: object): Promise<LinePosition> {
    return new Promise((resolve, reject) => {
      waiting.push({ text: `${JSON.stringify(line)}\n`, resolve, reject });
      if (waiting.length === 1) flushing = flushing.then(flush);
    });
  }

  return {
    append,
    async settled() {
      await flushing;
      if (failure !== undefined) throw failure;
    },
    async read({ offset, length }) {
      const { buffer } = await handle.read(Buffer.alloc(length), 0, length, offset);
      return JSON.parse(buffer.toString('utf8')) as unknown;
    },
    async close() {
      await flushing;
      await handle.close();
    },
  };
}
