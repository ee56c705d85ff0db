import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Request, Response } from 'express';
import type { StoredFile } from './api-dependencies.js';
import { toDisposition } from './content-disposition.js';
import { refusal } from './words.js';

/** What browsers may show in place: pictures made of dots, and PDF, which they show in a sandbox of their own. */
const SHOWN: ReadonlySet<string> = new Set([
  'image/png',
  'image/jpeg',
  'image/gif',
  'image/webp',
  'image/bmp',
  'application/pdf',
]);

/** What a browser, or a program beside it, would run or guess at. */
const ACTIVE = /^(?:text\/|image\/svg|application\/(?:xml|xhtml|java|x-)|multipart\/)/;

/** Sends a stored copy written by strangers: never run, never guessed at, in whole or in one part (RFC 9110 14). */
export async function sendFile(req: Request, res: Response, file: StoredFile): Promise<void> {
  const etag = `"${file.sha256}"`;
  const isKnown = matches(req.headers['if-none-match'], etag);
  const range = isKnown ? undefined : rangeOf(req, res, file, etag);
  writeHeaders(res, file, etag);
  if (isKnown) {
    res.status(304).end();
    return;
  }
  const length = range ? range.end - range.start + 1 : file.size;
  const stream = req.method === 'HEAD' ? undefined : await file.open(range);
  res.status(range ? 206 : 200);
  if (range) res.setHeader('Content-Range', `bytes ${range.start}-${range.end}/${file.size}`);
  res.setHeader('Content-Length', length);
  if (stream === undefined) res.end();
  else await pour(stream, res);
}

async function pour(stream: Readable, res: Response): Promise<void> {
  let failure: Error | undefined;
  stream.once('error', (error) => (failure = error));
  // A reader who left before the end ends it too, and is no failure of ours.
  await pipeline(stream, res).catch(() => undefined);
  if (failure) throw failure;
}

function writeHeaders(res: Response, { mediaType, name, sha256 }: StoredFile, etag: string): void {
  const isShown = SHOWN.has(mediaType);
  res.setHeader('Content-Type', ACTIVE.test(mediaType) ? 'application/octet-stream' : mediaType);
  res.setHeader('Content-Disposition', toDisposition(isShown, name ?? sha256.slice(0, 16), mediaType));
  res.setHeader('Content-Security-Policy', "default-src 'none'; sandbox");
  res.setHeader('X-Content-Type-Options', 'nosniff');
  res.setHeader('ETag', etag);
  res.setHeader('Accept-Ranges', 'bytes');
  // The bytes never change, but who may see them does: every use asks again, and mostly gets a 304.
  res.setHeader('Cache-Control', 'private, no-cache');
}

function matches(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  const tags = header.split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  return tags.includes(etag) || header.trim() === '*';
}

/** One range is honoured; several at once, or an unreadable header, get the whole file, as RFC 9110 allows. */
function rangeOf(
  req: Request,
  res: Response,
  { size }: StoredFile,
  etag: string,
): { start: number; end: number } | undefined {
  const condition = req.get('if-range');
  if (req.method !== 'GET' || (condition !== undefined && condition.trim() !== etag)) return undefined;
  const ranges = req.range(size);
  if (ranges === -1) throw unsatisfiable(res, size);
  if (!Array.isArray(ranges) || ranges.type !== 'bytes' || ranges.length !== 1) return undefined;
  return ranges[0];
}

function unsatisfiable(res: Response, size: number): Error {
  res.setHeader('Content-Range', `bytes */${size}`);
  return refusal(
    'range-not-satisfiable',
    { zh: `文件只有 ${size} 字节。`, en: `The file has ${size} bytes.` },
    { details: { size } },
  );
}
