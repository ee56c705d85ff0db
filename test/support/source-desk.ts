import type { ContentItem } from '../../schemas/content-item.js';
import type { Source } from '../../schemas/source.js';
import type { CollectSummary } from '../../src/ingest/source-walk.js';
import type { Gateway } from './gateway.js';
import { linkedFeed, type LinkedEntry } from './linked-feed.js';
import type { SampleSite } from './sample-site.js';

/** Sources of one province, collected when the test says so: the gateway has no workers of its own. */
export function openSourceDesk(gateway: Gateway, site: SampleSite) {
  const { app, call } = gateway;
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };

  async function register(id: string, fields: Record<string, unknown> = {}): Promise<void> {
    const options = { url: `${site.url}/${id}.xml` };
    const answer = await call('liaison', 'POST', '/api/v1/sources', {
      ...{ id, name: id, organizationId: 'hubei', adapter: 'feed', options, ...fields },
    });
    if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
  }

  function publish(
    id: string,
    entries: readonly LinkedEntry[],
    settings?: Parameters<typeof linkedFeed>[1],
  ): void {
    site.put(`/${id}.xml`, { type: 'application/atom+xml', body: linkedFeed(entries, settings) });
  }

  async function collect(id: string): Promise<CollectSummary> {
    await app.stores.sources.change(id, { nextPollAt: '2026-01-01T00:00:00.000+08:00' });
    return app.collectSource(id, { signal: new AbortController().signal, log });
  }

  /** A new state of the feed, and what collecting it does. */
  async function turn(
    id: string,
    entries: readonly LinkedEntry[],
    settings?: Parameters<typeof linkedFeed>[1],
  ): Promise<CollectSummary> {
    publish(id, entries, settings);
    return collect(id);
  }

  async function source(id: string): Promise<Source> {
    const found = await app.stores.sources.find(id);
    if (!found) throw new Error(`no source ${id}`);
    return found;
  }

  /** Oldest first. */
  async function items(sourceId: string): Promise<ContentItem[]> {
    const found = await app.stores.items.list({ organizationId: 'hubei' }, { limit: 200 });
    return found.items.filter((item) => item.sourceId === sourceId).reverse();
  }

  async function itemWith(sourceId: string, title: string): Promise<ContentItem> {
    const found = (await items(sourceId)).find(({ content }) => content.title === title);
    if (!found) throw new Error(`${sourceId} has nothing called ${title}`);
    return found;
  }

  /** Items of a source that are proposed for withdrawal, as a reviewer finds them. */
  async function proposed(sourceId: string): Promise<ContentItem[]> {
    const answer = await call('reviewer', 'GET', '/api/v1/items?proposal=withdraw&limit=200');
    const found = (answer.body.items ?? []) as unknown as ContentItem[];
    return found.filter((item) => item.sourceId === sourceId);
  }

  return { register, publish, collect, turn, source, items, itemWith, proposed };
}
