import { fork, type ChildProcess } from 'node:child_process';
import type { DocumentInput, ReadDocument } from '../../adapters/documents/read-document.js';
import { AppError } from '../../schemas/errors.js';
import type { DocumentText } from '../../schemas/file-text.js';
import { distFile } from '../package-root.js';
import type { ChildAnswer, ChildTask } from './document-child.js';

export interface ChildLimits {
  /** Documents read at the same time; each has a process of its own. */
  concurrent: number;
  /** Documents that may wait for their turn, each with its bytes in memory. */
  waiting: number;
  timeoutMs: number;
  /** Heap of a child. */
  heapMb: number;
  /** A child as a whole, buffers included. */
  memoryMb: number;
}

const DEFAULT_LIMITS: ChildLimits = {
  concurrent: 2,
  waiting: 20,
  timeoutMs: 30_000,
  heapMb: 768,
  memoryMb: 1200,
};
const RETRY_SECONDS = 5;
const MEGABYTE = 1024 * 1024;
/** How a process ends that runs out of heap, and one that its watchdog or the system ends for its memory. */
const OUT_OF_MEMORY: ReadonlySet<NodeJS.Signals> = new Set(['SIGABRT', 'SIGTRAP', 'SIGKILL']);

export type ParseDocument = (input: DocumentInput) => Promise<ReadDocument>;
export type ReadText = (input: DocumentInput) => Promise<DocumentText>;

type Asked = Omit<ChildTask, 'limits'>;
type Answered = Extract<ChildAnswer, { ok: true }>;

/**
 * Reads untrusted documents in processes of their own, a few at a time. A document that takes too long is abandoned as
 * `parse-timeout`, one that needs too much memory as `parse-too-large`; neither stops nor grows this process. A thread
 * would not do: running out of heap in one ends the whole process. Throws `too-many-requests` when too many wait already.
 */
export function createParseInChild(limits: Partial<ChildLimits> = {}): ParseDocument {
  const askChild = createChildPlaces(limits);
  return async (input) => {
    const answered = await askChild({ want: 'document', input });
    if ('document' in answered) return answered.document;
    throw toBug(new Error('the child answered something else'));
  };
}

/** All text of a document, in a process of its own in the same way. */
export function createReadTextInChild(limits: Partial<ChildLimits> = {}): ReadText {
  const askChild = createChildPlaces(limits);
  return async (input) => {
    const answered = await askChild({ want: 'text', input });
    if ('text' in answered) return answered.text;
    throw toBug(new Error('the child answered something else'));
  };
}

function createChildPlaces(limits: Partial<ChildLimits>): (asked: Asked) => Promise<Answered> {
  const settings = { ...DEFAULT_LIMITS, ...limits };
  const waiting: (() => void)[] = [];
  let running = 0;

  async function enter(): Promise<void> {
    if (running < settings.concurrent) {
      running += 1;
      return;
    }
    if (waiting.length >= settings.waiting) throw busy();
    // Whoever leaves hands its place over.
    await new Promise<void>((resolve) => waiting.push(resolve));
  }

  function leave(): void {
    const next = waiting.shift();
    if (next) next();
    else running -= 1;
  }

  return async (asked) => {
    await enter();
    try {
      return await readInChild(asked, settings);
    } finally {
      leave();
    }
  };
}

async function readInChild(asked: Asked, limits: ChildLimits): Promise<Answered> {
  const child = fork(distFile('src/ingest/document-child.js'), {
    // Our settings hold secrets; a reader of documents needs none.
    env: {},
    execArgv: [`--max-old-space-size=${limits.heapMb}`],
    serialization: 'advanced',
    // What a library prints about somebody's document is nothing for our output.
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const timer = setTimeout(() => child.kill('SIGTERM'), limits.timeoutMs);
  try {
    const answer = await ask(child, asked, limits);
    if (answer.ok) return answer;
    const { code, message, details, fields } = answer;
    throw new AppError(code, message, { details, fields });
  } finally {
    clearTimeout(timer);
    child.kill('SIGKILL');
  }
}

/** SIGTERM is how we end a child that takes too long, so its end tells what happened. */
function ask(child: ChildProcess, asked: Asked, limits: ChildLimits): Promise<ChildAnswer> {
  const { timeoutMs, memoryMb } = limits;
  const task: ChildTask = { ...asked, limits: { timeoutMs, memoryBytes: memoryMb * MEGABYTE } };
  return new Promise((resolve, reject) => {
    // From our own `document-child.ts`, over a channel that nobody else has.
    child.once('message', (answer) => {
      resolve(answer as ChildAnswer);
    });
    child.once('error', (error) => {
      reject(toBug(error));
    });
    child.once('exit', (code, signal) => {
      if (signal === 'SIGTERM') reject(tookTooLong(timeoutMs));
      else if (signal && OUT_OF_MEMORY.has(signal)) reject(tooMuchMemory());
      else reject(toBug(new Error(`the child ended with ${signal ?? code ?? 'nothing'} and no answer`)));
    });
    child.send(task, (error) => {
      // A child that dies while it is being asked tells more by how it ends.
      if (error && child.connected) reject(toBug(error));
    });
  });
}

function tookTooLong(limitMs: number): AppError {
  const seconds = limitMs / 1000;
  const words = {
    zh: `文档在 ${seconds} 秒内未能读完，已放弃；请检查文件是否正常。`,
    en: `The document could not be read within ${seconds} seconds and was abandoned; check the file.`,
  };
  return new AppError('parse-timeout', words.en, {
    details: { limitMs },
    fields: [{ pointer: '', ...words }],
  });
}

function tooMuchMemory(): AppError {
  const words = {
    zh: '读取该文档所需内存超过上限，已放弃。',
    en: 'Reading the document takes more memory than allowed; it was abandoned.',
  };
  return new AppError('parse-too-large', words.en, { fields: [{ pointer: '', ...words }] });
}

function busy(): AppError {
  const words = {
    zh: '正在处理的文档过多，请稍后重试。',
    en: 'Too many documents are being read at present; try again a little later.',
  };
  return new AppError('too-many-requests', words.en, {
    fields: [{ pointer: '', ...words }],
    retryAfterSeconds: RETRY_SECONDS,
  });
}

function toBug(cause: Error): AppError {
  return new AppError('internal', 'the reader of documents failed', { cause });
}
