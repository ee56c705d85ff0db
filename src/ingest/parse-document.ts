import type { DocumentInput } from '../../adapters/documents/read-document.js';
import { present } from '../../adapters/formats/present.js';
import type { FetchedDocument } from '../../adapters/source-adapter.js';
import { AppError } from '../../schemas/errors.js';
import type { ItemContent } from '../../schemas/item-content.js';
import { toItemContent, type ItemOutcome } from '../normalize/to-item-content.js';
import type { ParseDocument } from './parse-in-child.js';
import { toRowSubmission } from './sheet-rows.js';

type Skipped = Extract<ItemOutcome, { ok: false }>;

/**
 * One docx, xlsx, PDF or HTML file to its normalized items, storing nothing. Rows that cannot become items are told of and
 * left out; throws AppError where nothing is left.
 */
export async function parseDocumentInput(
  document: FetchedDocument,
  options: { parseDocument: ParseDocument; now: Date; onSkipped?: (skipped: Skipped) => void },
): Promise<ItemContent[]> {
  const read = await options.parseDocument(toInput(document));
  const outcomes =
    read.kind === 'article'
      ? [normalize(withAddress(read.entry, document), options.now)]
      : read.sheet.rows.map((row) => {
          const checked = toRowSubmission(read.sheet, row, {}, options.now);
          return checked.ok
            ? normalize(checked.submission.entry, options.now)
            : toSkipped(row.row, checked.problems);
        });
  const items = outcomes.flatMap((outcome) => (outcome.ok ? [outcome.content] : []));
  const skipped = outcomes.filter((outcome) => !outcome.ok);
  for (const one of skipped) options.onSkipped?.(one);
  if (items.length > 0) return items;
  const fields = skipped.flatMap((one) => one.fields);
  throw new AppError(skipped[0]?.code ?? 'parse-no-entries', 'the document holds no item', { fields });
}

function normalize(entry: Parameters<typeof toItemContent>[0], now: Date): ItemOutcome {
  return toItemContent(entry, { defaults: {}, now });
}

function toSkipped(row: number, problems: { column?: string; zh: string; en: string }[]): Skipped {
  const fields = problems.map(({ column = '', zh, en }) => ({ pointer: `/rows/${row}/${column}`, zh, en }));
  return { ok: false, code: 'validation-failed', message: fields.map(({ en }) => en).join(' '), fields };
}

function toInput({ body, headers, url }: FetchedDocument): DocumentInput {
  const isWeb = /^https?:/i.test(url);
  return {
    bytes: body,
    ...present({ contentType: headers['content-type'], fileName: fileNameOf(url) }),
    ...(isWeb && { url }),
  };
}

function fileNameOf(url: string): string | undefined {
  try {
    return decodeURIComponent(new URL(url).pathname.split('/').at(-1) ?? '') || undefined;
  } catch {
    return undefined;
  }
}

/** A document from the web is at its address; one from a disk is nowhere. */
function withAddress<T extends { url?: string }>(entry: T, { url }: FetchedDocument): T {
  return entry.url === undefined && /^https?:/i.test(url) ? { ...entry, url } : entry;
}
