import type { Writable } from 'node:stream';
import type { Dispatcher } from 'undici';
import { AppError } from '../../schemas/errors.js';
import { createBodySink, toContentEncoding, tooLarge, type BodySink } from './body-sink.js';
import { codeOf, toFetchError, type FetchPhase } from './fetch-error.js';

export type FetchMethod = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE';

export interface SingleExchange {
  method: FetchMethod;
  url: URL;
  headers: Record<string, string>;
  body?: string | Uint8Array;
  signal?: AbortSignal;
  headersTimeoutMs: number;
  /** Longest silence inside the body. */
  bodyTimeoutMs: number;
  /** What is left of the request's total time. */
  remainingMs: number;
  maxBytes: number;
  /** The body of a redirect that will be followed is of no interest. */
  discardsBody(status: number): boolean;
  /** Opens a stream for the body of this answer; undefined discards the body. Absent: bodies are held in memory. */
  receive?: ((head: AnswerHead) => Writable | undefined) | undefined;
}

/** What is known of an answer before its body. */
export interface AnswerHead {
  status: number;
  headers: Readonly<Record<string, string>>;
}

export interface RawResponse {
  status: number;
  headers: Record<string, string>;
  body: Uint8Array;
  bytesOnWire: number;
}

// A discarded body is drained up to here to keep the connection; beyond, a new connection is cheaper.
const DISCARD_LIMIT = 64 * 1024;

/** One request and its answer, no redirects. Rejects with AppError (`fetch-…`) whose details carry phase and sent. */
export function exchangeOnce(dispatcher: Dispatcher, exchange: SingleExchange): Promise<RawResponse> {
  return new Promise((resolve, reject) => {
    const handler = new ExchangeHandler(exchange, resolve, reject);
    handler.start(dispatcher);
  });
}

class ExchangeHandler implements Dispatcher.DispatchHandler {
  #phase: FetchPhase = 'connect';
  #sent = false;
  #settled = false;
  #controller: Dispatcher.DispatchController | undefined;
  #failure: AppError | undefined;
  #status = 0;
  #headers: Record<string, string> = {};
  #bytesOnWire = 0;
  #sink: BodySink | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly exchange: SingleExchange,
    private readonly resolve: (response: RawResponse) => void,
    private readonly reject: (error: AppError) => void,
  ) {}

  start(dispatcher: Dispatcher): void {
    const { exchange } = this;
    if (exchange.signal?.aborted === true) {
      this.#abort();
      return;
    }
    exchange.signal?.addEventListener('abort', this.#abort, { once: true });
    this.#timer = setTimeout(this.#expire, Math.max(0, exchange.remainingMs));
    dispatcher.dispatch(toDispatchOptions(exchange), this);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#failure !== undefined) {
      controller.abort(this.#failure);
      return;
    }
    this.#sent = true;
    this.#phase = 'headers';
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    if (status < 200 || this.#settled) return;
    this.#status = status;
    this.#headers = toHeaderRecord(headers);
    this.#phase = 'body';
    if (this.exchange.discardsBody(status) || this.#hasNoBody()) return;
    this.#openSink();
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#settled) return;
    this.#bytesOnWire += chunk.length;
    if (this.#sink === undefined) {
      if (this.#bytesOnWire > DISCARD_LIMIT) this.#finish(new Uint8Array());
      return;
    }
    if (!this.#sink.write(chunk)) controller.pause();
  }

  onResponseEnd(): void {
    if (this.#settled) return;
    if (this.#sink === undefined) this.#finish(new Uint8Array());
    else this.#sink.end();
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    // A 304 may state the length of the body it does not carry; undici takes that for a truncated answer.
    if (this.#status !== 0 && this.#sink === undefined) this.#finish(new Uint8Array());
    else this.#fail(error);
  }

  #openSink(): void {
    const { maxBytes } = this.exchange;
    const encoding = toContentEncoding(this.#headers['content-encoding']);
    if (encoding === undefined) {
      this.#fail(unsupportedEncoding(this.#headers['content-encoding']));
    } else if (Number(this.#headers['content-length'] ?? 0) > maxBytes) {
      this.#fail(tooLarge(maxBytes));
    } else {
      const { receive } = this.exchange;
      const target = receive?.({ status: this.#status, headers: this.#headers });
      if (receive && !target) return;
      this.#sink = createBodySink({
        encoding,
        maxBytes,
        ...(target && { target }),
        onDrain: () => this.#controller?.resume(),
        onDone: (body) => {
          this.#finish(body);
        },
        onError: (error) => {
          this.#fail(error);
        },
      });
    }
  }

  #hasNoBody(): boolean {
    return this.exchange.method === 'HEAD' || this.#status === 204 || this.#status === 304;
  }

  readonly #abort = (): void => {
    this.#fail(new AppError('fetch-aborted', 'the request was given up by its caller'));
  };

  readonly #expire = (): void => {
    this.#fail(new AppError('fetch-timeout', 'the request took longer than its total time'));
  };

  #finish(body: Uint8Array): void {
    if (!this.#settle()) return;
    this.resolve({ status: this.#status, headers: this.#headers, body, bytesOnWire: this.#bytesOnWire });
    // Only a discarded body is still flowing here; for a completed answer undici ignores the abort.
    if (this.#bytesOnWire > DISCARD_LIMIT && this.#sink === undefined)
      this.#controller?.abort(new Error('enough'));
  }

  #fail(error: unknown): void {
    if (!this.#settle()) return;
    const failure = toFetchError(error, {
      url: this.exchange.url.href,
      phase: this.#phase,
      sent: this.#sent,
    });
    this.#failure = failure;
    this.#sink?.destroy(failure);
    this.reject(failure);
    this.#controller?.abort(failure);
  }

  #settle(): boolean {
    if (this.#settled) return false;
    this.#settled = true;
    clearTimeout(this.#timer);
    this.exchange.signal?.removeEventListener('abort', this.#abort);
    return true;
  }
}

function toDispatchOptions(exchange: SingleExchange): Dispatcher.DispatchOptions {
  return {
    origin: exchange.url.origin,
    path: exchange.url.pathname + exchange.url.search,
    method: exchange.method,
    headers: exchange.headers,
    body: exchange.body ?? null,
    headersTimeout: exchange.headersTimeoutMs,
    bodyTimeout: exchange.bodyTimeoutMs,
  };
}

/** Null prototype: a header called `__proto__` or `constructor` stays an ordinary header. */
function toHeaderRecord(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  const record = Object.create(null) as Record<string, string>;
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) record[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return record;
}

function unsupportedEncoding(contentEncoding: string | undefined): AppError {
  return new AppError('fetch-unsupported-encoding', `the answer is encoded as ${contentEncoding ?? ''}`, {
    details: { contentEncoding },
  });
}

/**
 * True when a kept-alive connection was closed by the peer at the moment of its reuse: nothing of an answer came, and
 * the socket had served before (or was reset, which tells nothing more).
 */
export function isStaleConnection(error: AppError): boolean {
  if (error.code !== 'fetch-truncated' || error.details['phase'] !== 'headers') return false;
  const { cause } = error;
  if (codeOf(cause) === 'ECONNRESET' || codeOf(cause) === 'EPIPE') return true;
  return typeof cause === 'object' && cause !== null && 'socket' in cause && readBytes(cause.socket) > 0;
}

function readBytes(socket: unknown): number {
  const bytes: unknown =
    typeof socket === 'object' && socket !== null && 'bytesRead' in socket ? socket.bytesRead : undefined;
  return typeof bytes === 'number' ? bytes : 0;
}
