import { AppError } from '../../../schemas/errors.js';
import { toInstant, type Clock } from '../../../schemas/instant.js';
import type { FetchClient } from '../../fetch/fetch-client.js';
import type { AnnouncementStore } from '../../store/announcement-store.js';
import { FEED_FORMATS, feedUrl } from './feed-document.js';
import type { FeedPage, ShowFeed } from './show-feed.js';

export interface AnnounceDependencies {
  portals: { list(): Promise<{ id: string }[]> };
  announcements: AnnouncementStore;
  showFeed: ShowFeed;
  client: Pick<FetchClient, 'request'>;
  publicUrl: string;
  hubUrl?: string;
  now: Clock;
}

const FIRST_PAGE = { limit: 50 };
/** Columns told of at once: those of what stands first in the feed. */
const MOST_COLUMNS = 20;

/**
 * Tells the WebSub hub of feeds that changed. What was told is kept as the digest of the first page, so that a change is
 * told of once, whatever is killed, and several changes at once as one.
 */
export function createAnnounceFeed(deps: AnnounceDependencies) {
  /** Portals whose feed is not as the hub was told; none without a hub. */
  async function findChanged(): Promise<string[]> {
    if (deps.hubUrl === undefined) return [];
    const portals = await deps.portals.list();
    const changed = await Promise.all(portals.map(async ({ id }) => ((await look(id)) ? [id] : [])));
    return changed.flat();
  }

  async function look(name: string): Promise<FeedPage | undefined> {
    const [page, told] = await Promise.all([deps.showFeed(name, FIRST_PAGE), deps.announcements.find(name)]);
    return page && page.digest !== told?.digest ? page : undefined;
  }

  /** Tells of the portal's feed and of the columns in it. Throws what the hub or the way to it did. */
  async function announce(name: string): Promise<{ told: number }> {
    const page = deps.hubUrl === undefined ? undefined : await look(name);
    if (!page || deps.hubUrl === undefined) return { told: 0 };
    const topics = [name, ...page.columns.slice(0, MOST_COLUMNS)].flatMap((feed) => {
      const baseUrl = `${deps.publicUrl}/feeds/${encodeURIComponent(feed)}`;
      return FEED_FORMATS.map((format) => feedUrl({ baseUrl }, format));
    });
    for (const topic of topics) await tell(deps.client, deps.hubUrl, topic);
    await deps.announcements.keep({ id: name, digest: page.digest, at: toInstant(deps.now()) });
    return { told: topics.length };
  }

  return { findChanged, announce };
}

/** The way of publishing that hubs have in common (WebSub section 6 leaves it to them). */
async function tell(client: AnnounceDependencies['client'], hub: string, topic: string): Promise<void> {
  const { status, url } = await client.request({
    ...{ method: 'POST', url: hub, maxBytes: 100_000 },
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ 'hub.mode': 'publish', 'hub.url': topic, 'hub.topic': topic }).toString(),
  });
  if (status >= 200 && status < 300) return;
  throw new AppError('fetch-http-status', `the hub answered HTTP ${status}`, { details: { url, status } });
}
