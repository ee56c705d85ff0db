import { createServer, type Server, type Socket } from 'node:net';
import type { StoreParts } from './commands/command-context.js';
import { errorReply, runCommand } from './commands/run-command.js';
import { MongoError } from './mongo-error.js';
import { FrameSplitter } from './wire/frame-splitter.js';
import { frameReply, OP_MSG, parseMessage, type Request } from './wire/op-msg.js';
import { ProtocolError } from './wire/protocol-error.js';
import { documentValue } from './bson/raw-value.js';
import { encodeDocument } from './bson/encode.js';

/** Messages of one connection that may wait for their turn before reading from its socket stops. */
const MAX_PENDING = 64;

/** Accepts connections and answers each one's requests in order. */
export class StoreServer {
  readonly #server: Server;
  readonly #connections = new Set<Connection>();
  #nextId = 1;

  constructor(private readonly parts: StoreParts) {
    this.#server = createServer((socket) => {
      this.accept(socket);
    });
  }

  get connections(): number {
    return this.#connections.size;
  }

  get server(): Server {
    return this.#server;
  }

  /** Stops accepting, lets requests that have arrived be answered, then closes every connection. */
  async stop(): Promise<void> {
    const closed = new Promise<void>((resolve) => {
      this.#server.close(() => {
        resolve();
      });
    });
    await Promise.all([...this.#connections].map((connection) => connection.finish()));
    await closed;
  }

  private accept(socket: Socket): void {
    const connection = new Connection(socket, this.#nextId++, this.parts);
    this.#connections.add(connection);
    socket.on('close', () => {
      this.#connections.delete(connection);
      this.parts.cursors.closeOf(connection);
    });
  }
}

class Connection {
  readonly #splitter = new FrameSplitter();
  readonly #pending: Buffer[] = [];
  #working: Promise<void> | undefined;
  #finishing = false;

  constructor(
    private readonly socket: Socket,
    private readonly id: number,
    private readonly parts: StoreParts,
  ) {
    socket.setNoDelay(true);
    socket.on('error', () => undefined); // a vanished client is normal; 'close' follows
    socket.on('data', (chunk: Buffer) => {
      this.receive(chunk);
    });
  }

  /** Answers what has arrived and closes. */
  async finish(): Promise<void> {
    this.#finishing = true;
    this.socket.pause();
    await this.#working;
    this.socket.destroySoon();
  }

  private receive(chunk: Buffer): void {
    try {
      this.#pending.push(...this.#splitter.push(chunk));
    } catch (error) {
      this.abandon(error);
      return;
    }
    if (this.#pending.length === 0) return;
    if (this.#pending.length > MAX_PENDING) this.socket.pause();
    if (this.#working !== undefined) return;
    this.#working = this.work().finally(() => {
      this.#working = undefined;
    });
  }

  private async work(): Promise<void> {
    for (let message = this.#pending.shift(); message !== undefined; message = this.#pending.shift()) {
      try {
        await this.answer(message);
      } catch (error) {
        this.abandon(error);
        break;
      }
      if (this.#pending.length === 0 && this.socket.isPaused() && !this.#finishing) this.socket.resume();
    }
  }

  private async answer(message: Buffer): Promise<void> {
    const request = parse(message);
    const isRequest = !('refusal' in request);
    const reply = isRequest
      ? await runCommand(this.parts, request, { connection: this, connectionId: this.id })
      : request.refusal;
    if (isRequest && request.silent) return;
    if (this.socket.destroyed) return;
    const frames = frameReply(isRequest ? request : replyTarget(message), reply);
    this.socket.cork();
    let flushed = true;
    for (const part of frames) flushed = this.socket.write(part);
    this.socket.uncork();
    if (!flushed) await this.drained();
  }

  /** Waits until a slow reader has taken what was sent, so that replies do not pile up in memory. */
  private async drained(): Promise<void> {
    await new Promise<void>((resolve) => {
      const done = (): void => {
        this.socket.off('drain', done);
        this.socket.off('close', done);
        resolve();
      };
      this.socket.on('drain', done);
      this.socket.on('close', done);
    });
  }

  private abandon(error: unknown): void {
    this.#pending.length = 0;
    if (this.socket.destroyed) return;
    const reason = error instanceof Error ? error.message : String(error);
    this.parts.log(error instanceof ProtocolError ? 'protocol-error' : 'connection-failed', {
      connection: this.id,
      reason,
    });
    this.socket.destroy();
  }
}

/** A message whose frame is sound but whose BSON is not can still be refused in words. */
function parse(message: Buffer): Request | { refusal: Buffer } {
  try {
    return parseMessage(message);
  } catch (error) {
    if (error instanceof MongoError) return { refusal: errorReply(error) };
    throw error;
  }
}

function replyTarget(message: Buffer): Request {
  const body = documentValue(encodeDocument({}));
  return { requestId: message.readInt32LE(4), opcode: OP_MSG, body, sequences: new Map(), silent: false };
}
