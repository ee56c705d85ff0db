import { AppError } from '../../../schemas/errors.js';
import { decodeText } from '../../formats/decode-text.js';
import { parseHtmlText } from '../../formats/html-page.js';
import type { FetchedDocument } from '../../source-adapter.js';

/** What jpage keeps its lists in: XML whose records are pieces of HTML, by themselves or inside a page. */
export interface Datastore {
  /** HTML of each record. */
  records: string[];
  /** Address of the next group as written; '' where the store says that there is none. */
  next?: string;
  totalRecords?: number;
  totalPages?: number;
}

const MAX_BYTES = 20 * 1024 * 1024;
const MAX_RECORDS = 5000;
const SNIFFED = 500;

export function isDatastore({ body }: FetchedDocument): boolean {
  const head = Buffer.from(body.subarray(0, SNIFFED)).toString('latin1');
  return /^[\s\u00ef\u00bb\u00bf]*(?:<\?xml[^>]{0,200}\?>\s*)?<datastore\b/i.test(head);
}

/** Throws `parse-too-large`. */
export function parseDatastore(document: FetchedDocument): Datastore {
  const { byteLength } = document.body;
  if (byteLength > MAX_BYTES)
    throw new AppError('parse-too-large', `the answer has ${byteLength} bytes, more than ${MAX_BYTES}`, {
      details: { bytes: byteLength, limit: MAX_BYTES },
    });
  const contentType = document.headers['content-type'];
  const hint = { kind: 'xml' as const, ...(contentType !== undefined && { contentType }) };
  return readDatastore(decodeText(document.body, hint).text);
}

/** Reads by searching forward only: these stores are rarely well-formed, and no XML reader would take them. */
export function readDatastore(text: string): Datastore {
  const [group] = contentsOf(text, 'nextgroup', 1);
  const next = group === undefined ? undefined : hrefIn(group);
  const totalRecords = numberIn(text, 'totalrecord');
  const totalPages = numberIn(text, 'totalpage');
  return {
    records: contentsOf(text, 'record', MAX_RECORDS),
    ...(next !== undefined && { next }),
    ...(totalRecords !== undefined && { totalRecords }),
    ...(totalPages !== undefined && { totalPages }),
  };
}

function contentsOf(text: string, name: string, limit: number): string[] {
  const found: string[] = [];
  const [open, close] = [`<${name}>`, `</${name}>`];
  let at = text.indexOf(open);
  while (at >= 0 && found.length < limit) {
    const start = at + open.length;
    const cdata = /^\s{0,100}<!\[CDATA\[/.exec(text.slice(start, start + 120));
    const from = start + (cdata?.[0].length ?? 0);
    const end = text.indexOf(cdata === null ? close : ']]>', from);
    if (end < 0) break;
    found.push(cdata === null ? unescape(text.slice(from, end)) : text.slice(from, end));
    at = text.indexOf(open, end);
  }
  return found;
}

/** Records without CDATA hold their HTML escaped. */
function unescape(text: string): string {
  if (!text.includes('&lt;')) return text;
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&');
}

function hrefIn(html: string): string {
  return parseHtmlText(html, '').$('a[href]').attr('href')?.trim() ?? '';
}

function numberIn(text: string, name: string): number | undefined {
  const written = new RegExp(`<${name}>\\s{0,20}(\\d{1,9})\\s{0,20}</${name}>`, 'i').exec(text)?.[1];
  return written === undefined ? undefined : Number(written);
}
