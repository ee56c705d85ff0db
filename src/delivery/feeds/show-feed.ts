import { createHash } from 'node:crypto';
import type { ContentItem } from '../../../schemas/content-item.js';
import type { ItemContent } from '../../../schemas/item-content.js';
import type { PageRequest } from '../../store/page.js';
import {
  deliveriesIn,
  type FeedScope,
  type PublicationStore,
  type PublishedItem,
} from '../../store/publication-store.js';
import type { FeedDocument } from './feed-document.js';
import { toFeedEntry } from './to-feed-entry.js';

export interface FeedDependencies {
  publications: PublicationStore;
  items: { findRevision(itemId: string, revision: number): Promise<ItemContent | undefined> };
  portals: { find(id: string): Promise<{ id: string; name: string } | undefined> };
  publicUrl: string;
  hubUrl?: string;
}

/** A page of a feed that knows whether it changed before anything large is read. */
export interface FeedPage {
  /** Changes whenever anything that the page shows does. Hex. */
  digest: string;
  /** When the newest of it changed; the beginning of time for an empty page. */
  updated: string;
  /** 栏目 in which its portal shows what the page shows. */
  columns: string[];
  read(): Promise<FeedDocument>;
}

export type ShowFeed = (name: string, page: PageRequest) => Promise<FeedPage | undefined>;

const NEVER = '1970-01-01T08:00:00.000+08:00';

/** The feed of a portal by its short name, else of a column; undefined where there is neither. */
export function createShowFeed(deps: FeedDependencies): ShowFeed {
  return async (name, page) => {
    const found = await findScope(deps, name);
    if (!found) return undefined;
    const listed = await deps.publications.list(found.scope, page);
    const updated = listed.items.map(changedAt).sort().at(-1) ?? NEVER;
    return {
      ...{ digest: digestOf(listed), updated },
      columns: [...new Set(listed.items.flatMap((item) => columnsOf(item, found.scope)))],
      read: async () => ({
        ...{ id: `urn:baosong:feed:${encodeURIComponent(name)}`, title: found.title, updated },
        ...{ baseUrl: `${deps.publicUrl}/feeds/${encodeURIComponent(name)}`, homeUrl: deps.publicUrl },
        ...(deps.hubUrl !== undefined && { hubUrl: deps.hubUrl }),
        ...(page.cursor !== undefined && { cursor: page.cursor }),
        ...(listed.nextCursor !== undefined && { nextCursor: listed.nextCursor }),
        entries: await readEntries(deps, listed.items, found.scope),
      }),
    };
  };
}

async function findScope(
  { portals, publications }: FeedDependencies,
  name: string,
): Promise<{ scope: FeedScope; title: string } | undefined> {
  const portal = await portals.find(name);
  if (portal) return { scope: { portalId: portal.id }, title: portal.name };
  return (await publications.hasColumn(name)) ? { scope: { column: name }, title: name } : undefined;
}

function columnsOf(item: PublishedItem, scope: FeedScope): string[] {
  return deliveriesIn(item, scope).flatMap(({ column }) => column ?? []);
}

function changedAt({ deliveries, updatedAt }: PublishedItem): string {
  return (
    deliveries
      .map(({ at }) => at)
      .sort()
      .at(-1) ?? updatedAt
  );
}

/** Of what portals show, not of the item: a new revision under review changes no feed. */
function digestOf({ items, nextCursor }: { items: readonly PublishedItem[]; nextCursor?: string }): string {
  const shown = items.map(({ id, publication, deliveries }) => [id, publication, deliveries]);
  return createHash('sha256')
    .update(JSON.stringify([shown, nextCursor]))
    .digest('hex')
    .slice(0, 32);
}

async function readEntries(deps: FeedDependencies, listed: readonly PublishedItem[], scope: FeedScope) {
  const found = await deps.publications.findMany(listed.map(({ id }) => id));
  const byId = new Map(found.map((item) => [item.id, item]));
  const entries = await Promise.all(
    listed.map(async ({ id }) => {
      const item = byId.get(id);
      const content = item && (await publishedContent(deps, item));
      return item && content ? [toFeedEntry(item, content, scope)] : [];
    }),
  );
  return entries.flat();
}

/** Never what is only under review: that nobody has approved. */
async function publishedContent(
  { items }: FeedDependencies,
  item: ContentItem,
): Promise<ItemContent | undefined> {
  const { publication } = item;
  if (!publication) return undefined;
  return publication.revision === item.revision
    ? item.content
    : items.findRevision(item.id, publication.revision);
}
