import { AppError } from '../../../schemas/errors.js';
import { decodeText } from '../../formats/decode-text.js';
import { parseJson } from '../../formats/parse-json.js';
import type { FetchedDocument } from '../../source-adapter.js';

const MAX_BYTES = 20 * 1024 * 1024;
/** `callback({…});` and `var list = […];`: answers made for script elements. */
const SCRIPT_HEAD = /^(?:(?:var|let|const)\s+)?[\w$.]{1,100}\s*(?:=\s*|\()(?=[[{])/;
const SCRIPT_TAIL = /[)\s;]{1,20}$/;

/** Throws `parse-empty`, `parse-too-large`, `parse-too-deep` or `parse-malformed`. */
export function readJson(document: FetchedDocument): unknown {
  const { byteLength } = document.body;
  if (byteLength > MAX_BYTES)
    throw new AppError('parse-too-large', `the answer has ${byteLength} bytes, more than ${MAX_BYTES}`, {
      details: { bytes: byteLength, limit: MAX_BYTES },
    });
  const contentType = document.headers['content-type'];
  const decoded = decodeText(document.body, {
    kind: 'json',
    ...(contentType !== undefined && { contentType }),
  });
  const text = decoded.text.trim();
  if (text === '') throw new AppError('parse-empty', 'the answer is empty');
  const head = SCRIPT_HEAD.exec(text.slice(0, 300))?.[0];
  return parseJson(head === undefined ? text : text.slice(head.length).replace(SCRIPT_TAIL, ''));
}
