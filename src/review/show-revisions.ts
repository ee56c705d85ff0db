import type { ContentItem, HistoryEvent } from '../../schemas/content-item.js';
import { AppError, type FieldError } from '../../schemas/errors.js';
import type { ItemContent } from '../../schemas/item-content.js';
import type { Difference, Revision, RevisionSummary } from '../../schemas/revision.js';
import type { ItemStore } from '../store/item-store.js';
import { decodeCursor, encodeCursor, foreignCursor, type Page, type PageRequest } from '../store/page.js';
import { requireItem, type Caller } from './caller.js';
import { compareContents } from './compare-contents.js';

type Items = Pick<ItemStore, 'findById' | 'findRevision'>;

/** History events that a revision begins with. */
const BEGINNINGS: readonly HistoryEvent['action'][] = [
  ...(['collected', 'submitted', 'revised', 'resubmitted', 'corrected', 'edited', 'masked'] as const),
];

/** What an item said before, and what has changed since; for whoever may read the item. */
export function createShowRevisions({ items }: { items: Items }) {
  async function list(id: string, page: PageRequest, caller: Caller): Promise<Page<RevisionSummary>> {
    const item = await requireItem(items, id, caller.account);
    const before = page.cursor === undefined ? item.revision : lastShown(page.cursor, item) - 1;
    const count = Math.min(page.limit, before);
    const rows = Array.from({ length: count }, (_, index) => toSummary(item, before - index));
    const last = rows.at(-1);
    const more = last !== undefined && last.revision > 1;
    return { items: rows, ...(more && { nextCursor: encodeCursor(String(last.revision)) }) };
  }

  async function find(id: string, revision: number, caller: Caller): Promise<Revision | undefined> {
    const item = await requireItem(items, id, caller.account);
    const content = await readContent(items, item, revision);
    return content && { itemId: id, ...toSummary(item, revision), content };
  }

  /** Without numbers: what the newest revision changed. Throws `invalid-request` naming a revision there is none of. */
  async function compare(
    id: string,
    asked: { from?: number; to?: number },
    caller: Caller,
  ): Promise<Difference> {
    const item = await requireItem(items, id, caller.account);
    const to = asked.to ?? item.revision;
    const from = asked.from ?? Math.max(1, to - 1);
    const [before, after] = await Promise.all([readContent(items, item, from), readContent(items, item, to)]);
    if (!before) throw noRevision('/from', from, item);
    if (!after) throw noRevision('/to', to, item);
    return { itemId: id, from, to, fields: compareContents(before, after) };
  }

  return { list, find, compare };
}

function lastShown(cursor: string, { revision }: ContentItem): number {
  const last = Number(decodeCursor(cursor));
  if (Number.isInteger(last) && last > 1 && last <= revision) return last;
  throw foreignCursor();
}

/** The current content is the item's own; it is kept apart only once it is replaced. */
async function readContent(
  items: Items,
  item: ContentItem,
  revision: number,
): Promise<ItemContent | undefined> {
  return revision === item.revision ? item.content : items.findRevision(item.id, revision);
}

function toSummary(item: ContentItem, revision: number): RevisionSummary {
  const event = item.history.find((each) => each.revision === revision && BEGINNINGS.includes(each.action));
  const { at, action, by, comment, changed } = event ?? {
    ...{
      at: item.receivedAt,
      action: 'revised' as const,
      by: 'system',
      comment: undefined,
      changed: undefined,
    },
  };
  return {
    ...{ revision, at, action, by },
    ...(comment !== undefined && { comment }),
    ...(changed && { changed }),
  };
}

function noRevision(pointer: string, revision: number, item: ContentItem): AppError {
  const field: FieldError = {
    pointer,
    zh: `没有第 ${revision} 次修订，现有 1 至 ${item.revision}`,
    en: `there is no revision ${revision}; there are 1 to ${item.revision}`,
  };
  return new AppError('invalid-request', `there is no revision ${revision} of ${item.id}`, {
    fields: [field],
    details: { in: 'query' },
  });
}
