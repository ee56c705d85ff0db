import { AppError } from '../../schemas/errors.js';
import type { FetchedDocument } from '../source-adapter.js';
import { decodeText } from './decode-text.js';

const MAX_BYTES = 20 * 1024 * 1024;
/** `callback({…});`: an answer made for script elements. */
const WRAPPED = /^[\w$.]{1,100}\s*\(\s*([[{][\s\S]*[\]}])\s*\)\s*;?\s*$/;

/** A JSON object of unknown make; read by names of ours only, never by names that it brings. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Throws `parse-empty`, `parse-too-large`, or `parse-unrecognized` for what is no JSON. */
export function parseJsonDocument(document: FetchedDocument): unknown {
  const { byteLength } = document.body;
  if (byteLength > MAX_BYTES)
    throw new AppError('parse-too-large', `the answer has ${byteLength} bytes, more than ${MAX_BYTES}`, {
      details: { bytes: byteLength, limit: MAX_BYTES },
    });
  const contentType = document.headers['content-type'];
  const hint = { kind: 'json' as const, ...(contentType !== undefined && { contentType }) };
  const text = decodeText(document.body, hint).text.trim();
  if (text === '') throw new AppError('parse-empty', 'the answer is empty');
  try {
    return JSON.parse(WRAPPED.exec(text)?.[1] ?? text) as unknown;
  } catch (cause) {
    throw new AppError('parse-unrecognized', 'this is no JSON', { cause });
  }
}

/** Whether a document begins like JSON; byte order marks and white space aside. */
export function looksLikeJson(document: FetchedDocument): boolean {
  const head = Buffer.from(document.body.subarray(0, 200)).toString('latin1');
  return /^[\s\u00ef\u00bb\u00bf]*(?:[\w$.]{1,100}\s*\(\s*)?[[{]/.test(head);
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The first property of several names that holds text or a number worth showing; `null`, '' and 0 say nothing. */
export function textOf(object: JsonObject, ...names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = object[name];
    const text = typeof value === 'number' && value !== 0 ? String(value) : value;
    if (typeof text !== 'string') continue;
    const trimmed = text.trim();
    if (trimmed !== '' && trimmed.toLowerCase() !== 'null') return trimmed;
  }
  return undefined;
}

/** The first of several properties, on the object itself or one level below, that is a list of objects. */
export function listIn(value: unknown, ...names: readonly string[]): JsonObject[] | undefined {
  if (Array.isArray(value)) return objectsOf(value);
  if (!isJsonObject(value)) return undefined;
  const below = Object.values(value).filter(isJsonObject);
  for (const holder of [value, ...below])
    for (const name of names) {
      const list = holder[name];
      if (Array.isArray(list)) return objectsOf(list);
    }
  return undefined;
}

/** A list of other things is no list of objects, an empty one may be. */
function objectsOf(list: readonly unknown[]): JsonObject[] | undefined {
  const objects = list.filter(isJsonObject);
  return objects.length > 0 || list.length === 0 ? objects : undefined;
}
