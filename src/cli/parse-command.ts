import { readFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { sourceAdapters } from '../../adapters/sources/index.js';
import type { FetchedDocument } from '../../adapters/source-adapter.js';
import { AppError, isAppError } from '../../schemas/errors.js';
import type { ItemContent } from '../../schemas/item-content.js';
import type { Config } from '../config.js';
import { createClient } from '../compose.js';
import { parseDocumentInput } from '../ingest/parse-document.js';
import { createParseInChild } from '../ingest/parse-in-child.js';
import { parseInput, recognizeInput, type InputKind } from '../ingest/parse-input.js';
import { createWithinTime } from '../within-time.js';

export interface ParseOptions {
  kind?: InputKind;
  /** Address the bytes came from. */
  url?: string;
  /** Content-Type header they came with. */
  contentType?: string;
}

/** `baosong parse`: normalized items as JSON lines; stores nothing. Exit 0 parsed, 2 not parseable (problem on stderr). */
export async function parseCommand(input: string, options: ParseOptions, config: Config): Promise<number> {
  try {
    const document = await readInput(input, options, config);
    const items = await parse(document, options.kind, config);
    await write(items.map((item) => `${JSON.stringify(item)}\n`).join(''));
    return 0;
  } catch (error) {
    if (!isAppError(error)) throw error;
    process.stderr.write(`${JSON.stringify(toProblem(error))}\n`);
    return 2;
  }
}

async function parse(
  document: FetchedDocument,
  kind: InputKind | undefined,
  config: Config,
): Promise<ItemContent[]> {
  const now = new Date();
  const withinTime = createWithinTime(config.PARSE_TIMEOUT_MS);
  const isDocument = document.body.byteLength > 0 && (kind ?? recognizeInput(document)) === 'document';
  if (!isDocument)
    return parseInput(document, { ...(kind && { kind }), now, adapters: sourceAdapters, withinTime });
  const onSkipped = ({ message }: { message: string }) => process.stderr.write(`${message}\n`);
  return parseDocumentInput(document, { parseDocument: createParseInChild(), now, onSkipped });
}

/** Waits for the pipe: a program that exits with output on the way would cut it. */
function write(text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(text, (error) => {
      if (error) reject(error);
      else resolve();
    });
  });
}

function toProblem({ code, status, message, details, fields }: AppError) {
  return { type: `urn:baosong:problem:${code}`, code, status, detail: message, details, errors: fields };
}

async function readInput(input: string, options: ParseOptions, config: Config): Promise<FetchedDocument> {
  if (/^https?:/i.test(input)) return fetchInput(input, options, config);
  const body = input === '-' ? await readStdin() : await readLocal(input);
  const url = options.url ?? (input === '-' ? 'about:blank' : pathToFileURL(input).href);
  return { url, requestedUrl: url, status: 200, headers: toHeaders(options), body };
}

async function fetchInput(input: string, options: ParseOptions, config: Config): Promise<FetchedDocument> {
  const client = createClient(config);
  try {
    const { url, requestedUrl, status, headers, body } = await client.request({ url: input });
    if (status < 200 || status > 299)
      throw new AppError('fetch-http-status', `${input} answered HTTP ${status}`);
    return {
      url: options.url ?? url,
      requestedUrl,
      status,
      headers: { ...headers, ...toHeaders(options) },
      body,
    };
  } finally {
    await client.close();
  }
}

function toHeaders({ contentType }: ParseOptions): Record<string, string> {
  return contentType === undefined ? {} : { 'content-type': contentType };
}

async function readLocal(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw new AppError('not-found', `cannot read ${path}`, { cause });
  }
}

async function readStdin(): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks);
}
