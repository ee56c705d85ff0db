import { PassThrough, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { Request, RequestHandler, Response } from 'express';
import { AppError, isAppError } from '../../schemas/errors.js';
import type { ApiDependencies } from './api-dependencies.js';
import { callerOf } from './authorize.js';
import { languageOf } from './error-handler.js';
import { allowLongRequest } from './long-requests.js';
import type { LineOperation } from './operation.js';
import { readIdempotencyKey } from './idempotency.js';
import { toProblem } from './problem.js';
import { readLines, type BodyLine } from './read-lines.js';
import { contextOf } from './request-context.js';
import { toAppError } from './to-app-error.js';
import { refusal } from './words.js';

export const LINES_MEDIA_TYPE = 'application/x-ndjson';

/** Lines run together: few enough that the first answers come soon. */
const BATCH = 100;
/** Read ahead while a batch is being stored, so that the next one is full. */
const READ_AHEAD = 1024 * 1024;
/**
 * Answers held for a client that sends its whole body before it reads, as most HTTP libraries do: about 100 000 lines. Only
 * beyond that is reading held up, or such a client and we would wait for each other.
 */
const UNREAD_LIMIT = 32 * 1024 * 1024;
/** A peer that neither sends nor reads for this long has gone. */
const IDLE_MS = 120_000;

/**
 * Reads the body line by line and answers each in order, `{line, …}`, after it is durable. What a client that leaves was
 * answered is done, the batch under way may be, nothing after it is begun. Where nothing more can be done (a store that is
 * away) the connection is cut, so that no one takes half an answer for a whole one.
 */
export function answerLines(
  operation: LineOperation,
  deps: ApiDependencies,
  maxLineBytes: number,
): RequestHandler {
  return async (req, res) => {
    operation.checkQuery(req.query);
    const caller = callerOf(req);
    const key = operation.idempotent ? readIdempotencyKey(req.headers['idempotency-key']) : undefined;
    allowLongRequest(req);
    req.setTimeout(IDLE_MS, () => req.destroy());
    const by = { caller, ...(key !== undefined && { key }) };
    const writer = new LineWriter(req, res);
    let refusedAt: number | undefined;
    try {
      for await (const lines of readLines(openBody(req), maxLineBytes)) {
        for (const batch of inBatches(lines)) {
          if (writer.isClosed) return;
          const { answers, refused } = await operation.answerLines(deps, batch, by);
          await writer.write(batch.slice(0, answers.length), answers);
          refusedAt = batch[answers.length]?.line;
          if (refused) throw refused;
        }
      }
    } catch (error) {
      if (writer.isClosed) return;
      await writer.fail(error, refusedAt);
    }
    writer.end();
  };
}

/** The body, inflated where it is gzip. */
function openBody(req: Request): Readable {
  const isGzip = req.headers['content-encoding']?.trim().toLowerCase() === 'gzip';
  const body = isGzip
    ? createGunzip({ chunkSize: READ_AHEAD })
    : new PassThrough({ highWaterMark: READ_AHEAD });
  // Not `pipeline`: where the body is damaged it would end the connection, over which that is yet to be told.
  req.once('close', () => {
    if (!req.complete) body.destroy(left());
  });
  return req.pipe(body);
}

function* inBatches(lines: readonly BodyLine[]): Generator<BodyLine[]> {
  for (let start = 0; start < lines.length; start += BATCH) yield lines.slice(start, start + BATCH);
}

class LineWriter {
  private lastLine = 0;

  constructor(
    private readonly req: Request,
    private readonly res: Response,
  ) {}

  /** The client has gone: nobody hears what would be answered now. */
  get isClosed(): boolean {
    return this.res.destroyed || this.res.socket?.destroyed !== false;
  }

  async write(lines: readonly BodyLine[], answers: readonly (object | AppError)[]): Promise<void> {
    if (lines.length === 0) return;
    if (!this.res.headersSent) this.begin();
    const text = lines.map(({ line }, index) => {
      const answer = answers[index] ?? new AppError('internal', 'nothing was answered');
      return `${JSON.stringify({ line, ...this.shown(answer) })}\n`;
    });
    this.lastLine = lines.at(-1)?.line ?? this.lastLine;
    const isRoom = this.res.write(text.join(''));
    const mayHold = !this.req.complete && this.res.writableLength < UNREAD_LIMIT;
    if (!isRoom && !mayHold) await drained(this.res);
  }

  /** A body that cannot be read or run on is told on a line of its own; what fails on our side cuts the connection. */
  async fail(error: unknown, line = this.lastLine + 1): Promise<void> {
    const known = toAppError(error);
    if (!this.res.headersSent || known.status >= 500) throw error;
    await this.write([{ line, bytes: undefined }], [known]);
  }

  end(): void {
    if (!this.res.headersSent) throw noLines();
    this.res.end();
  }

  private begin(): void {
    this.res.status(200).setHeader('Content-Type', `${LINES_MEDIA_TYPE}; charset=utf-8`);
    this.res.setHeader('Content-Language', languageOf(this.req) === 'zh' ? 'zh-CN' : 'en');
    this.res.vary('Accept-Language');
    // A proxy that gathers answers would keep them from the client until the end.
    this.res.setHeader('X-Accel-Buffering', 'no');
  }

  private shown(answer: object | AppError): object {
    if (!isAppError(answer)) return answer;
    return { problem: toProblem(answer, languageOf(this.req), contextOf(this.req).id) };
  }
}

function drained(res: Response): Promise<void> {
  return new Promise((resolve) => {
    const settle = () => {
      res.off('drain', settle);
      res.off('close', settle);
      resolve();
    };
    res.on('drain', settle);
    res.on('close', settle);
  });
}

function left(): AppError {
  return refusal('invalid-request', {
    zh: '客户端中途断开。',
    en: 'The client left in the middle of its request.',
  });
}

function noLines(): AppError {
  return refusal('invalid-request', { zh: '请求没有正文。', en: 'The request has no body.' });
}
