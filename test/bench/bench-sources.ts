import { toInstant } from '../../schemas/instant.js';
import type { App } from '../../src/compose.js';

/** Feeds of one organization, far from due. */
export async function registerFeeds(
  app: App,
  count: number,
  addressOf: (feed: number) => string,
): Promise<void> {
  const at = toInstant(new Date());
  const person = { name: '张三' };
  const unit = { id: 'bench', name: '测试单位', kind: 'unit' as const, responsible: person, liaison: person };
  await app.stores.organizations.create({ ...unit, createdAt: at });
  for (let feed = 0; feed < count; feed++) {
    await app.stores.sources.create({
      ...{ id: `feed-${feed}`, name: `feed ${feed}`, organizationId: 'bench', adapter: 'feed' },
      ...{ lane: 'routine', kind: 'news', options: { url: addressOf(feed) }, intervalSeconds: 604_800 },
      ...{ state: 'active', nextPollAt: '2099-01-01T00:00:00.000+08:00', createdAt: at },
      ...{ consecutiveFailures: 0, collections: 0, unchanged: 0 },
      ...{ items: 0, duplicates: 0, revisions: 0, skipped: 0 },
    });
  }
}

/** A loopback address for each: sources of one host would take turns. */
export function hostOfFeed(feed: number): string {
  return `127.0.${1 + Math.floor(feed / 250)}.${1 + (feed % 250)}`;
}
