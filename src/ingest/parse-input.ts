import { decodeText } from '../../adapters/formats/decode-text.js';
import type { FetchedDocument, SourceAdapter } from '../../adapters/source-adapter.js';
import { AppError } from '../../schemas/errors.js';
import type { ItemContent } from '../../schemas/item-content.js';
import type { ItemOutcome } from '../normalize/to-item-content.js';
import type { WithinTime } from '../within-time.js';
import { normalizeEntry } from './normalize-entries.js';

export type InputKind = 'feed' | 'html' | 'json' | 'document';

export interface ParseInputOptions {
  /** What the input is; recognised by content type and bytes when absent. */
  kind?: InputKind;
  now: Date;
  /** The registry of source families; `feed` and `site` are looked up by name. */
  adapters: readonly SourceAdapter[];
  withinTime: WithinTime;
  /** Entries that cannot become items; the others are returned. */
  onSkipped?: (skipped: Extract<ItemOutcome, { ok: false }>) => void;
}

const SNIFFED_BYTES = 4096;
const FEED_ROOT = /<(?:rss|feed|rdf|channel|\w+:(?:rss|feed|rdf|channel))[\s>]/i;
const HTML_ROOT = /<(?:!doctype\s+html|html|head|body)[\s>]/i;
const ZIP = [0x50, 0x4b, 0x03, 0x04];
const OLE = [0xd0, 0xcf, 0x11, 0xe0];
const PDF = [0x25, 0x50, 0x44, 0x46];

/**
 * One document to its normalized items, storing nothing. Throws AppError `parse-…` where the input is not readable, and
 * the reason of the first entry where none of them can become an item.
 */
export function parseInput(document: FetchedDocument, options: ParseInputOptions): ItemContent[] {
  if (document.body.byteLength === 0) throw new AppError('parse-empty', 'the input is empty');
  const kind = options.kind ?? recognizeInput(document);
  if (kind === 'document')
    throw new AppError(
      'parse-unrecognized',
      'office documents and PDF are read by a reader of their own (parse-document.ts)',
    );
  const adapter = findAdapter(options.adapters, kind === 'html' ? 'site' : 'feed');
  const entries = options.withinTime(() => adapter.parse(document, adapter.example));
  if (entries.length === 0) throw new AppError('parse-no-entries', 'the input holds no entries');
  const context = { defaults: {}, now: options.now };
  return keepItems(
    entries.map((entry) => normalizeEntry(entry, context, options.withinTime)),
    options.onSkipped,
  );
}

function keepItems(
  outcomes: readonly ItemOutcome[],
  onSkipped: ParseInputOptions['onSkipped'],
): ItemContent[] {
  const items: ItemContent[] = [];
  let firstSkipped: Extract<ItemOutcome, { ok: false }> | undefined;
  for (const outcome of outcomes) {
    if (outcome.ok) items.push(outcome.content);
    else {
      firstSkipped ??= outcome;
      onSkipped?.(outcome);
    }
  }
  if (items.length === 0 && firstSkipped !== undefined)
    throw new AppError(firstSkipped.code, firstSkipped.message, { fields: firstSkipped.fields });
  return items;
}

function findAdapter(adapters: readonly SourceAdapter[], name: string): SourceAdapter {
  const adapter = adapters.find((candidate) => candidate.name === name);
  if (adapter === undefined) throw new AppError('internal', `no source adapter is called ${name}`);
  return adapter;
}

/** Bytes before the content type: feeds are often served as text/html, and pages as application/xml. */
export function recognizeInput(document: FetchedDocument): InputKind {
  if ([ZIP, OLE, PDF].some((magic) => magic.every((byte, index) => document.body[index] === byte)))
    return 'document';
  const contentType = document.headers['content-type'] ?? '';
  const head = decodeText(document.body.subarray(0, SNIFFED_BYTES), {
    kind: /xml/i.test(contentType) ? 'xml' : 'html',
    ...(contentType !== '' && { contentType }),
  }).text.trimStart();
  return recognizeText(head) ?? recognizeType(contentType, head);
}

function recognizeText(head: string): InputKind | undefined {
  if (/^[{[]/.test(head)) return 'json';
  const feedAt = head.search(FEED_ROOT);
  const htmlAt = head.search(HTML_ROOT);
  if (feedAt >= 0 && (htmlAt < 0 || feedAt < htmlAt)) return 'feed';
  if (htmlAt >= 0) return 'html';
  return undefined;
}

function recognizeType(contentType: string, head: string): InputKind {
  if (/\/(?:rss|atom|rdf|feed)|\/xml\b/i.test(contentType) && !/xhtml/i.test(contentType)) return 'feed';
  if (/html/i.test(contentType)) return 'html';
  if (/json/i.test(contentType)) return 'json';
  if (head.startsWith('<?xml')) return 'feed';
  if (/^<[a-z!]/i.test(head)) return 'html';
  throw new AppError('parse-unrecognized', 'the input is neither a feed nor an HTML page', {
    details: { contentType },
  });
}
