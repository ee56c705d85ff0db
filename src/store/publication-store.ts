import type { Connection, mongo } from 'mongoose';
import type { ContentItem } from '../../schemas/content-item.js';
import type { ItemRecord } from './item-record.js';
import { toItem } from './item-record.js';
import { decodeCursor, encodeCursor, foreignCursor, type Page, type PageRequest } from './page.js';

type Items = mongo.Collection<ItemRecord>;

/** What a feed is of: everything a portal shows, or what any portal shows in a column of its own. */
export type FeedScope = { portalId: string } | { column: string };

/** Statuses in which a portal shows an item, or says that it has taken it down. */
const SHOWN: readonly ContentItem['deliveries'][number]['status'][] = ['delivered', 'adopted', 'withdrawn'];

/** An item as the first look at a feed needs it: enough to tell whether anything changed. */
export type PublishedItem = Pick<ContentItem, 'id' | 'revision' | 'deliveries' | 'updatedAt'> & {
  publication: NonNullable<ContentItem['publication']>;
};

const SUMMARY = { revision: 1, deliveries: 1, updatedAt: 1, publication: 1 } as const;

/** Of an item's deliveries, those that a feed is of. */
export function deliveriesIn(
  { deliveries }: Pick<ContentItem, 'deliveries'>,
  scope: FeedScope,
): ContentItem['deliveries'] {
  return deliveries.filter((each) =>
    'portalId' in scope ? each.portalId === scope.portalId : each.column === scope.column,
  );
}

export type PublicationStore = ReturnType<typeof createPublicationStore>;

/** What was published where, newest decision first; read from the items, so that nothing can disagree with them. */
export function createPublicationStore(connection: Connection) {
  const items: Items = connection.collection<ItemRecord>('items');

  async function list(scope: FeedScope, page: PageRequest): Promise<Page<PublishedItem>> {
    const found = await items
      .find({ ...toFilter(scope), ...after(page.cursor) }, { projection: SUMMARY })
      .sort({ 'publication.at': -1, _id: -1 })
      .limit(page.limit + 1)
      .toArray();
    const last = found.length > page.limit ? found[page.limit - 1] : undefined;
    return {
      items: found
        .slice(0, page.limit)
        .flatMap(toPublished)
        .filter((item) => isShown(item, scope)),
      ...(last?.publication && { nextCursor: encodeCursor(`${last.publication.at}|${last._id}`) }),
    };
  }

  async function findMany(ids: readonly string[]): Promise<ContentItem[]> {
    return (await items.find({ _id: { $in: [...ids] } }).toArray()).map(toItem);
  }

  /** Whether anything was ever published in a column. */
  async function hasColumn(column: string): Promise<boolean> {
    return (await items.findOne(toFilter({ column }), { projection: { _id: 1 } })) !== null;
  }

  return { list, findMany, hasColumn };
}

function toFilter(scope: FeedScope): mongo.Filter<ItemRecord> {
  const published = { 'publication.at': { $exists: true } };
  return 'portalId' in scope
    ? { 'deliveries.portalId': scope.portalId, ...published }
    : { 'deliveries.column': scope.column, ...published };
}

/** Everything decided before the last row; of the same moment, what has a smaller id. */
function after(cursor: string | undefined): mongo.Filter<ItemRecord> {
  if (cursor === undefined) return {};
  const [at, id, ...rest] = decodeCursor(cursor).split('|');
  if (at === undefined || id === undefined || rest.length > 0) throw foreignCursor();
  return { 'publication.at': { $lte: at }, $or: [{ 'publication.at': { $lt: at } }, { _id: { $lt: id } }] };
}

function toPublished(record: mongo.WithId<ItemRecord>): PublishedItem[] {
  const { _id, publication, revision, deliveries, updatedAt } = record;
  return publication ? [{ id: _id, publication, revision, deliveries, updatedAt }] : [];
}

function isShown(item: PublishedItem, scope: FeedScope): boolean {
  return deliveriesIn(item, scope).some(({ status }) => SHOWN.includes(status));
}
