import type { Writable } from 'node:stream';
import { AppError, isAppError } from '../../schemas/errors.js';

/** Where the decoded body goes, piece by piece: memory, or a stream that its caller opened. */
export interface BodyIntake {
  /** False when the piece goes beyond the cap: the body is refused. */
  add(piece: Buffer): boolean;
  /** True while the stream behind it asks for a pause; `onReady` ends it. */
  isFull(): boolean;
  /** No more comes; `onDone` follows once everything is taken. */
  finish(): void;
  clear(reason: AppError): void;
}

export interface BodyIntakeOptions {
  /** Cap on the decoded body, bytes. */
  maxBytes: number;
  /** Takes the body instead of memory; ended with it, destroyed when the body fails. */
  target?: Writable;
  onReady: () => void;
  /** The body, empty where a stream took it. */
  onDone: (body: Uint8Array) => void;
  onError: (error: AppError) => void;
}

export function createBodyIntake(options: BodyIntakeOptions): BodyIntake {
  const { target } = options;
  return target === undefined ? intoMemory(options) : intoStream(options, target);
}

function intoMemory({ maxBytes, onDone }: BodyIntakeOptions): BodyIntake {
  let pieces: Buffer[] = [];
  let size = 0;
  return {
    add(piece) {
      size += piece.length;
      if (size > maxBytes) return false;
      pieces.push(piece);
      return true;
    },
    isFull: () => false,
    finish() {
      const [only] = pieces;
      onDone(pieces.length === 1 && only !== undefined ? only : Buffer.concat(pieces));
    },
    clear() {
      pieces = [];
    },
  };
}

function intoStream({ maxBytes, onReady, onDone, onError }: BodyIntakeOptions, target: Writable): BodyIntake {
  let size = 0;
  target.on('drain', onReady);
  target.on('error', (error) => {
    onError(notTaken(error));
  });
  return {
    add(piece) {
      size += piece.length;
      if (size > maxBytes) return false;
      target.write(piece);
      return true;
    },
    isFull: () => target.writableNeedDrain,
    finish() {
      target.once('finish', () => {
        onDone(new Uint8Array());
      });
      target.end();
    },
    clear(reason) {
      target.destroy(reason);
    },
  };
}

/** The peer did nothing wrong: whoever takes the body could not. */
function notTaken(error: Error): AppError {
  return isAppError(error)
    ? error
    : new AppError('service-unavailable', 'the body of the answer could not be taken', { cause: error });
}
