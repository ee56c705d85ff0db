import { isAppError } from '../../../schemas/errors.js';
import { looksLikeJson, parseJsonDocument } from '../../formats/json-document.js';
import { parseHtmlPage, type HtmlPage } from '../../formats/html-page.js';
import type { FetchedDocument } from '../../source-adapter.js';

/** A document as recognition looks at it: read once for all families, never changed. */
export interface Sighting {
  url: URL;
  document: FetchedDocument;
  /** Where it is an HTML page. */
  page?: HtmlPage;
  /** Where it is JSON. */
  json?: unknown;
  /** Its first part, ASCII characters as they are: enough for the marks in markup. */
  markup: string;
}

const MARKUP_BYTES = 500_000;
const seen = new WeakMap<FetchedDocument, Sighting | undefined>();

/** Undefined for documents without an address that could be registered. Never throws. */
export function seeDocument(document: FetchedDocument): Sighting | undefined {
  if (!seen.has(document)) seen.set(document, look(document));
  return seen.get(document);
}

function look(document: FetchedDocument): Sighting | undefined {
  if (!URL.canParse(document.url)) return undefined;
  const isJson = looksLikeJson(document);
  const page = isJson ? undefined : orNothing(() => parseHtmlPage(document));
  const json = isJson ? orNothing(() => parseJsonDocument(document)) : undefined;
  return {
    url: new URL(document.url),
    document,
    ...(page !== undefined && { page }),
    ...(json !== undefined && { json }),
    markup: Buffer.from(document.body.subarray(0, MARKUP_BYTES)).toString('latin1'),
  };
}

/** What cannot be read is not of the kind; only faults of ours go on. */
function orNothing<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (isAppError(error)) return undefined;
    throw error;
  }
}
