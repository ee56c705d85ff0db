import { MIMEType } from 'node:util';
import express, { type Request, type RequestHandler } from 'express';
import type { AppError } from '../../schemas/errors.js';
import { refusal } from './words.js';

export const DEFAULT_BODY_LIMIT_BYTES = 5_000_000;
export const DEFAULT_DOCUMENT_LIMIT_BYTES = 20_000_000;

/**
 * `json` bodies are checked for type and charset; `raw` ones and documents are taken as they come, documents under a limit
 * of their own; `lines` are read as they arrive and never held whole.
 */
export type BodyKind = 'json' | 'raw' | 'document' | 'lines';

/**
 * Refuses, from its headers alone, a body we would not read. Codings other than gzip are never decoded: Node 20's Brotli
 * decoder has a known hole, and nobody needs the others.
 */
export function checkBodyHeaders(kind: BodyKind): RequestHandler {
  return (req, res, next) => {
    if (!hasBody(req)) throw emptyBody();
    const coding = req.headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
    if (coding !== 'identity' && coding !== 'gzip') {
      res.setHeader('Accept-Encoding', 'gzip, identity');
      throw unsupportedCoding(coding);
    }
    if (kind === 'json') checkJsonType(req.headers['content-type']);
    if (kind === 'lines') checkLinesType(req.headers['content-type']);
    next();
  };
}

/** Reads the body, inflated where it is gzip, into `req.body` as bytes; the limit counts inflated bytes. */
export function readBytes(limitBytes: number): RequestHandler {
  return express.raw({ type: () => true, limit: limitBytes, inflate: true });
}

/** The bytes that `readBytes` left; throws for a body of no bytes. */
export function bytesOf(req: Request): Uint8Array {
  const body: unknown = req.body;
  if (body instanceof Uint8Array && body.byteLength > 0) return body;
  throw emptyBody();
}

function hasBody({ headers }: Request): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

function checkJsonType(header: string | undefined): void {
  if (header === 'application/json') return;
  const type = header === undefined ? undefined : parseMediaType(header);
  if (!type || !isJson(type)) throw notJson(header);
  const charset = type.params.get('charset')?.toLowerCase() ?? 'utf-8';
  if (charset !== 'utf-8' && charset !== 'utf8') throw unsupportedCharset(charset);
}

/** What senders of one JSON value a line call it; `text/plain` is what some of their libraries make of it. */
const LINE_TYPES: ReadonlySet<string> = new Set([
  'application/x-ndjson',
  'application/ndjson',
  'application/jsonl',
  'application/x-jsonlines',
  'application/json-seq',
  'text/plain',
]);

function checkLinesType(header: string | undefined): void {
  const type = header === undefined ? undefined : parseMediaType(header);
  if (!type || !LINE_TYPES.has(type.essence)) throw notLines(header);
  const charset = type.params.get('charset')?.toLowerCase() ?? 'utf-8';
  if (charset !== 'utf-8' && charset !== 'utf8') throw unsupportedCharset(charset);
}

function parseMediaType(header: string): MIMEType | undefined {
  try {
    return new MIMEType(header);
  } catch {
    return undefined;
  }
}

function isJson({ type, subtype }: MIMEType): boolean {
  return type === 'application' && (subtype === 'json' || subtype.endsWith('+json'));
}

function emptyBody(): AppError {
  return refusal('invalid-request', {
    zh: '请求没有正文。',
    en: 'The request has no body.',
  });
}

function notJson(header: string | undefined): AppError {
  return refusal('unsupported-media-type', {
    zh: `只接受 application/json，收到的 Content-Type 是 ${shown(header, '空')}。`,
    en: `Only application/json is accepted; Content-Type is ${shown(header, 'absent')}.`,
  });
}

function notLines(header: string | undefined): AppError {
  return refusal('unsupported-media-type', {
    zh: `批量报送只接受 application/x-ndjson（每行一个 JSON 对象），收到的 Content-Type 是 ${shown(header, '空')}。`,
    en: `A batch is application/x-ndjson, one JSON object a line; Content-Type is ${shown(header, 'absent')}.`,
  });
}

function unsupportedCharset(charset: string): AppError {
  return refusal('unsupported-media-type', {
    zh: `JSON 只接受 UTF-8 编码，收到的是 ${shown(charset, '')}。`,
    en: `JSON is accepted in UTF-8 only, not in ${shown(charset, '')}.`,
  });
}

function unsupportedCoding(coding: string): AppError {
  return refusal('unsupported-media-type', {
    zh: `不接受压缩方式 ${shown(coding, '')}，只接受 gzip 或不压缩。`,
    en: `Content-Encoding ${shown(coding, '')} is not accepted; send gzip or none.`,
  });
}

function shown(text: string | undefined, absent: string): string {
  return text === undefined ? absent : text.slice(0, 100);
}
