import {
  createGunzip,
  createInflate,
  createInflateRaw,
  type Gunzip,
  type Inflate,
  type InflateRaw,
} from 'node:zlib';
import type { Writable } from 'node:stream';
import { AppError } from '../../schemas/errors.js';
import { createBodyIntake, type BodyIntake } from './body-intake.js';

export type ContentEncoding = 'identity' | 'gzip' | 'deflate';

/** Takes the body as it comes off the wire and hands it back decoded; never holds more than `maxBytes` decoded. */
export interface BodySink {
  /** False asks the sender to pause until `onDrain`. */
  write(chunk: Buffer): boolean;
  end(): void;
  destroy(reason: AppError): void;
}

export interface BodySinkOptions {
  encoding: ContentEncoding;
  /** Cap on the decoded body; the wire is capped by the same number, as nothing legitimate inflates to less. */
  maxBytes: number;
  /** Takes the decoded body instead of memory. */
  target?: Writable;
  onDrain: () => void;
  onDone: (body: Uint8Array) => void;
  onError: (error: AppError) => void;
}

/**
 * Only one layer of gzip or deflate is ever decoded: stacked codings serve bombs alone, and Brotli is refused because
 * Node 20's decoder has a hole that is not going to be fixed there.
 */
export function toContentEncoding(header: string | undefined): ContentEncoding | undefined {
  const codings = (header ?? '')
    .toLowerCase()
    .split(',')
    .map((coding) => coding.trim())
    .filter((coding) => coding !== '' && coding !== 'identity');
  const [coding, ...further] = codings;
  if (coding === undefined) return 'identity';
  if (further.length > 0) return undefined;
  if (coding === 'gzip' || coding === 'x-gzip') return 'gzip';
  return coding === 'deflate' ? 'deflate' : undefined;
}

export function createBodySink(options: BodySinkOptions): BodySink {
  return options.encoding === 'identity' ? createPlainSink(options) : createInflatingSink(options);
}

function createPlainSink(options: BodySinkOptions): BodySink {
  const intake = createBodyIntake({ ...options, onReady: options.onDrain });
  return {
    write(chunk) {
      if (!intake.add(chunk)) options.onError(tooLarge(options.maxBytes));
      return !intake.isFull();
    },
    end() {
      intake.finish();
    },
    destroy(reason) {
      intake.clear(reason);
    },
  };
}

function createInflatingSink(options: BodySinkOptions): BodySink {
  let inflater: Inflater | undefined;
  let wireBytes = 0;
  const intake = createBodyIntake({ ...options, onReady: () => inflater?.resume() });
  return {
    write(chunk) {
      if (chunk.length === 0) return true;
      wireBytes += chunk.length;
      if (wireBytes > options.maxBytes) {
        options.onError(tooLarge(options.maxBytes));
        return true;
      }
      inflater ??= startInflater(chunk, options, intake);
      return inflater.write(chunk);
    },
    end() {
      if (inflater === undefined) intake.finish();
      else inflater.end();
    },
    destroy(reason) {
      inflater?.destroy();
      intake.clear(reason);
    },
  };
}

type Inflater = Gunzip | Inflate | InflateRaw;

function startInflater(firstChunk: Buffer, options: BodySinkOptions, intake: BodyIntake): Inflater {
  const inflater = openInflater(options.encoding, firstChunk);
  inflater.on('data', (piece: Buffer) => {
    if (!intake.add(piece)) {
      inflater.destroy();
      options.onError(tooLarge(options.maxBytes));
    } else if (intake.isFull()) {
      inflater.pause();
    }
  });
  inflater.on('drain', options.onDrain);
  inflater.on('end', () => {
    intake.finish();
  });
  inflater.on('error', (error: NodeJS.ErrnoException) => {
    options.onError(damaged(error));
  });
  return inflater;
}

/** "deflate" means zlib (RFC 9110), but many servers send raw deflate; zlib's first byte always has method 8. */
function openInflater(encoding: ContentEncoding, firstChunk: Buffer): Inflater {
  if (encoding === 'gzip') return createGunzip();
  const method = (firstChunk[0] ?? 0) & 0x0f;
  return method === 8 ? createInflate() : createInflateRaw();
}

export function tooLarge(maxBytes: number): AppError {
  return new AppError('fetch-too-large', `the answer is larger than ${maxBytes} bytes`, {
    details: { maxBytes },
  });
}

/** zlib reports a stream that ends early as Z_BUF_ERROR; everything else is damage. */
function damaged(error: NodeJS.ErrnoException): AppError {
  return error.code === 'Z_BUF_ERROR'
    ? new AppError('fetch-truncated', 'the compressed answer ends early', { cause: error })
    : new AppError('fetch-protocol', 'the compressed answer is damaged', { cause: error });
}
