import { isAppError, type AppError } from '../../schemas/errors.js';
import type { FileText, TextProblem } from '../../schemas/file-text.js';
import { toInstant, type Clock } from '../../schemas/instant.js';
import type { ItemAttachment } from '../../schemas/item-content.js';
import { mayHoldText } from '../domain/checks/attachments.js';
import type { MediaStore } from '../media/media-store.js';
import type { FileTextStore } from '../store/file-text-store.js';
import type { ReadText } from './parse-in-child.js';

export interface ReadFilesDependencies {
  texts: Pick<FileTextStore, 'findState' | 'save'>;
  media: Pick<MediaStore, 'open' | 'sizeOf'>;
  readText: ReadText;
  /** Larger files are for people: their bytes would have to be held in memory. */
  maxBytes: number;
  now: Clock;
}

/** Version of our readers: raised when they read more than before, so that files are read again. */
const READER = 1;
/** Readings of a file that fails by circumstance (a busy machine, a reader that died): then it is for people. */
const MOST_ATTEMPTS = 2;
const CIRCUMSTANCES: ReadonlySet<string> = new Set(['parse-timeout', 'internal']);

/** True when all are read, or cannot be; false when one is to be tried again later. */
export type ReadFiles = (attachments: readonly ItemAttachment[], signal: AbortSignal) => Promise<boolean>;

/**
 * Takes the text out of stored files that nobody has read yet, one after the other, each in a process of its own, and
 * keeps it under the file's hash. What cannot be read is kept as well, with the reason: the same file is not tried twice.
 */
export function createReadFiles(deps: ReadFilesDependencies): ReadFiles {
  return async (attachments, signal) => {
    const hashes = attachments.filter(mayHoldText).flatMap(({ sha256 }) => sha256 ?? []);
    let whole = true;
    for (const sha256 of new Set(hashes)) {
      const known = await deps.texts.findState(sha256);
      if (isRead(known)) continue;
      if (signal.aborted) return false;
      whole = isRead(await readFile(deps, sha256, known?.attempts ?? 0)) && whole;
    }
    return whole;
  };
}

/** Whether what is known of a file is final. */
export function isRead(known: Omit<FileText, 'sha256' | 'document'> | undefined): boolean {
  if (known?.reader !== READER) return false;
  const { problem, attempts } = known;
  return problem === undefined || !CIRCUMSTANCES.has(problem.code) || attempts >= MOST_ATTEMPTS;
}

async function readFile(deps: ReadFilesDependencies, sha256: string, attempts: number): Promise<FileText> {
  const base = { sha256, reader: READER, readAt: toInstant(deps.now()), attempts: attempts + 1 };
  const text: FileText = { ...base, ...(await take(deps, sha256)) };
  await deps.texts.save(text);
  return text;
}

async function take(
  { media, readText, maxBytes }: ReadFilesDependencies,
  sha256: string,
): Promise<Pick<FileText, 'document' | 'problem'>> {
  const size = await media.sizeOf(sha256);
  if (size !== undefined && size > maxBytes) return { problem: { code: 'parse-too-large' } };
  const bytes = await readWhole(media, sha256);
  if (!bytes) return { problem: COPY_GONE };
  try {
    return { document: await readText({ bytes }) };
  } catch (error) {
    // Too many are waiting, or our own side failed: nothing is held against the file.
    if (!isAppError(error) || error.retryable) throw error;
    // A blank document says nothing that could be wrong.
    return error.code === 'parse-empty'
      ? { document: { format: 'text', text: '' } }
      : { problem: toProblem(error) };
  }
}

const COPY_GONE: TextProblem = { code: 'internal', zh: '存储的副本不在了', en: 'the stored copy is gone' };

/** The phrase says which of the unknown formats it is; every other code says all there is to say. */
function toProblem({ code, fields: [words] }: AppError): TextProblem {
  return code === 'parse-unrecognized' && words ? { code, zh: words.zh, en: words.en } : { code };
}

async function readWhole(media: Pick<MediaStore, 'open'>, sha256: string): Promise<Uint8Array | undefined> {
  const stream = await media.open(sha256);
  if (!stream) return undefined;
  const pieces: Uint8Array[] = [];
  for await (const piece of stream as AsyncIterable<Uint8Array>) pieces.push(piece);
  return Buffer.concat(pieces);
}
