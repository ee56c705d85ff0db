import type { ItemContent } from '../../schemas/item-content.js';
import type { IdentityCriterion } from '../../schemas/source-identity.js';
import type { KnownItem } from '../store/item-record.js';
import type { ItemStore } from '../store/item-store.js';
import { isDistinctive, type Candidate } from './entry-candidate.js';
import type { EntryRecognition } from './entry-recognition.js';

export type RecognizableItems = Pick<
  ItemStore,
  'findKnown' | 'findMany' | 'findByAddress' | 'findWithContent'
>;

/** What the store has that the candidates of a batch may stand for. */
export interface Neighbours {
  byKey: ReadonlyMap<string, KnownItem>;
  at: ReadonlyMap<string, KnownItem[]>;
  saying: ReadonlyMap<string, KnownItem[]>;
  /** Contents of the items above; read only for closing. */
  contents: ReadonlyMap<string, ItemContent>;
}

/** Asks by key and, for what that does not find, by address and content together. */
export async function findNeighbours(
  items: RecognizableItems,
  candidates: readonly Candidate[],
  { sourceId, criterion, closing }: EntryRecognition,
): Promise<{ neighbours: Neighbours; sameContent: KnownItem[] }> {
  const byId =
    criterion === 'external-id' ? await items.findKnown(candidates.map(({ originKey }) => originKey)) : NONE;
  const unknown = closing ? candidates : candidates.filter(({ originKey }) => !byId.has(originKey));
  const urls = unknown.flatMap(({ content }) => content.url ?? []);
  const [addressed, sameContent] = await Promise.all([
    criterion === 'content' ? [] : items.findByAddress(sourceId, urls),
    items.findWithContent(unknown.map(({ fingerprints }) => fingerprints.content)),
  ]);
  const at = groupBy(addressed, ({ content }) => content.url ?? '');
  const own = sameContent.filter((item) => item.sourceId === sourceId);
  const saying = groupBy(own, ({ fingerprints }) => fingerprints.content);
  const byKey = criterion === 'external-id' ? byId : toKeyed(candidates, criterion, { at, saying });
  const contents = closing ? await readContents(items, [...byKey.values(), ...addressed]) : NONE;
  return { neighbours: { byKey, at, saying, contents }, sameContent };
}

const NONE: ReadonlyMap<string, never> = new Map<string, never>();

/** Under a lesser criterion items are found by what they say now, whatever key they were stored under. */
function toKeyed(
  candidates: readonly Candidate[],
  criterion: IdentityCriterion,
  { at, saying }: Pick<Neighbours, 'at' | 'saying'>,
): Map<string, KnownItem> {
  const keyed = new Map<string, KnownItem>();
  for (const candidate of candidates) {
    const there = at.get(candidate.content.url ?? '') ?? [];
    const same = (saying.get(candidate.fingerprints.content) ?? []).find((item) =>
      saysTheSame(candidate, item),
    );
    const item = candidate.level === 'address' && criterion === 'address' ? alone(there) : same;
    if (item) keyed.set(candidate.originKey, item);
  }
  return keyed;
}

function alone(items: readonly KnownItem[]): KnownItem | undefined {
  return items.length === 1 ? items[0] : undefined;
}

async function readContents(
  items: RecognizableItems,
  known: readonly KnownItem[],
): Promise<Map<string, ItemContent>> {
  const ids = [...new Set(known.map(({ id }) => id))];
  const found = ids.length === 0 ? [] : await items.findMany(ids);
  return new Map(found.map(({ id, content }) => [id, content]));
}

function groupBy(items: readonly KnownItem[], keyOf: (item: KnownItem) => string): Map<string, KnownItem[]> {
  const groups = new Map<string, KnownItem[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}

/**
 * The same title and text, for sure the same article: long enough to be no coincidence, or of the same moment. The same
 * text of another day is a notice that was given again.
 */
export function saysTheSame({ content }: Candidate, { content: known }: KnownItem): boolean {
  const [day, knownDay] = [content.publishedAt?.slice(0, 10), known.publishedAt?.slice(0, 10)];
  if (isDistinctive(content)) return day === undefined || knownDay === undefined || day === knownDay;
  if (content.publishedAt !== undefined) return content.publishedAt === known.publishedAt;
  return known.publishedAt === undefined && content.url === undefined && known.url === undefined;
}
