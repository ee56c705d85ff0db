import { Worker } from 'node:worker_threads';
import {
  readDocument,
  type DocumentInput,
  type ReadDocument,
} from '../../adapters/documents/read-document.js';
import { readDocumentText } from '../../adapters/documents/text/read-document-text.js';
import { isAppError, type ErrorCode, type FieldError } from '../../schemas/errors.js';
import type { DocumentText } from '../../schemas/file-text.js';
import { distFile } from '../package-root.js';
import type { WatchLimits } from './document-watchdog.js';

/** What a child is asked, once. */
export interface ChildTask {
  /** The article or the sheet that a document is, or simply all text there is in it. */
  want: 'document' | 'text';
  input: DocumentInput;
  limits: WatchLimits;
}

/** What it answers; an AppError crosses as its parts, because classes do not cross. */
export type ChildAnswer =
  | { ok: true; document: ReadDocument }
  | { ok: true; text: DocumentText }
  | { ok: false; code: ErrorCode; message: string; details: Record<string, unknown>; fields: FieldError[] };

async function answer({ want, input, limits }: ChildTask): Promise<ChildAnswer> {
  // Its own thread, because reading a document may keep this one busy for ever.
  new Worker(distFile('src/ingest/document-watchdog.js'), { workerData: limits }).unref();
  try {
    if (want === 'text') return { ok: true, text: await readDocumentText(input) };
    return { ok: true, document: await readDocument(input) };
  } catch (error) {
    // A fault of ours ends the process; only what is wrong with the document is an answer.
    if (!isAppError(error)) throw error;
    const { code, message, details, fields } = error;
    return { ok: false, code, message, details, fields };
  }
}

// `parseInChild` alone starts this file, and it sends exactly this.
process.once('message', (task) => {
  void answer(task as ChildTask).then((answered) => {
    process.send?.(answered, () => process.exit());
  });
});
// Nobody waits any more.
process.once('disconnect', () => process.exit());
