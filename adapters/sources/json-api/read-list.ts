import { AppError } from '../../../schemas/errors.js';
import type { RawEntry } from '../../../schemas/raw-entry.js';
import { valueAt } from '../../formats/json-path.js';
import type { FetchedDocument } from '../../source-adapter.js';
import type { JsonApiOptions } from './options.js';
import { readJson } from './read-json.js';
import { toEntry } from './to-entry.js';

export interface JsonList {
  entries: RawEntry[];
  /** Entries that the answer holds, those included that no field was found in. */
  length: number;
  /** The whole answer: the way to the next page is in it. */
  answer: unknown;
}

/** More entries than this are no page of a list. */
const MAX_ENTRIES = 10_000;

/**
 * One answer of the interface as raw entries. A list that is `null` is empty; throws `parse-unrecognized` where the
 * registration points to anything else than a list, and `parse-no-entries` where its fields point to nothing in every
 * entry.
 */
export function readJsonList(
  document: FetchedDocument,
  { items, fields }: Pick<JsonApiOptions, 'items' | 'fields'>,
): JsonList {
  const answer = readJson(document);
  const list = items === undefined ? answer : valueAt(answer, items);
  if (list === null) return { entries: [], length: 0, answer };
  if (!Array.isArray(list))
    throw new AppError('parse-unrecognized', `the answer holds no list at ${items ?? 'its root'}`, {
      details: { url: document.url, items: items ?? '' },
    });
  const all: unknown[] = list.slice(0, MAX_ENTRIES);
  const entries = all.map((item) => toEntry(item, fields, document.url)).filter(saysSomething);
  if (all.length > 0 && entries.length === 0)
    throw new AppError(
      'parse-no-entries',
      'none of the entries has a title, an address or a body at its path',
      {
        details: { url: document.url, entries: all.length },
      },
    );
  return { entries, length: list.length, answer };
}

function saysSomething({ title, url, body }: RawEntry): boolean {
  return title !== undefined || url !== undefined || body !== undefined;
}
