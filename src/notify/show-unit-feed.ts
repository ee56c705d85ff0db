import { createHash } from 'node:crypto';
import type { ContentItem } from '../../schemas/content-item.js';
import type { FeedDocument, FeedEntry } from '../delivery/feeds/feed-document.js';
import { eventIdOf, eventTypeOf, type EventEntry } from '../domain/unit-events.js';
import { requireOrganization, type Caller } from '../review/caller.js';
import type { Page, PageRequest } from '../store/page.js';
import { toHeadline, toHtml } from './describe-event.js';
import { toUnitEvent } from './to-unit-event.js';

export interface UnitFeedDependencies {
  unitEvents: { list(organizationId: string, page: PageRequest): Promise<Page<EventEntry>> };
  items: { findMany(ids: readonly string[]): Promise<ContentItem[]> };
  organizations: { find(id: string): Promise<{ id: string; name: string } | undefined> };
  publicUrl: string;
}

/** A page of a unit's own feed. */
export interface UnitFeedPage {
  /** Changes whenever the page does. Hex. */
  digest: string;
  document: FeedDocument;
}

const NEVER = '1970-01-01T08:00:00.000+08:00';

/**
 * What happened to the items of one organization, newest first: the same events that a callback is sent, for whoever
 * prefers to fetch them. Undefined where there is no such organization; throws `forbidden` to others.
 */
export function createShowUnitFeed(deps: UnitFeedDependencies) {
  return async (
    organizationId: string,
    page: PageRequest,
    { account }: Caller,
  ): Promise<UnitFeedPage | undefined> => {
    requireOrganization(account, organizationId);
    const organization = await deps.organizations.find(organizationId);
    if (!organization) return undefined;
    const listed = await deps.unitEvents.list(organizationId, page);
    const found = await deps.items.findMany([...new Set(listed.items.map(({ itemId }) => itemId))]);
    const items = new Map(found.map((item) => [item.id, item]));
    const entries = listed.items.flatMap((entry) => toEntries(deps, entry, items.get(entry.itemId)));
    const document = {
      ...{ id: `urn:baosong:events:${organizationId}`, title: `${organization.name} 稿件动态` },
      ...{ baseUrl: `${deps.publicUrl}/api/v1/organizations/${organizationId}/events` },
      ...{ homeUrl: deps.publicUrl, updated: entries[0]?.updated ?? NEVER, entries },
      ...(page.cursor !== undefined && { cursor: page.cursor }),
      ...(listed.nextCursor !== undefined && { nextCursor: listed.nextCursor }),
    };
    return { digest: digestOf(document), document };
  };
}

function toEntries(
  { publicUrl }: UnitFeedDependencies,
  entry: EventEntry,
  item: ContentItem | undefined,
): FeedEntry[] {
  const type = eventTypeOf(entry);
  if (type === undefined) return [];
  const event = toUnitEvent(entry, type, item, `${publicUrl}/api/v1/items/${entry.itemId}`);
  return [
    {
      ...{ id: `urn:baosong:event:${eventIdOf(entry)}`, title: toHeadline(event), url: event.data.href },
      ...{ html: toHtml(event), published: entry.at, updated: entry.at, categories: [type], files: [] },
      data: { event },
    },
  ];
}

function digestOf(document: FeedDocument): string {
  return createHash('sha256').update(JSON.stringify(document)).digest('hex').slice(0, 32);
}
