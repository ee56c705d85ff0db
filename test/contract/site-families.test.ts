import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { Collected, SourceAdapter } from '../../adapters/source-adapter.js';
import { sourceAdapters } from '../../adapters/sources/index.js';
import { rawEntry } from '../../schemas/raw-entry.js';
import { validator } from '../../schemas/validator.js';
import { createFetchClient, type FetchRequest } from '../../src/fetch/fetch-client.js';
import { createSourceFetch, type SourceFetch } from '../../src/ingest/source-fetch.js';
import { toItemContent } from '../../src/normalize/to-item-content.js';
import { packageRoot } from '../../src/package-root.js';
import { FixtureSite, startFixtureSite } from '../support/fixture-site.js';
import { createValidatorMemory } from '../support/validator-memory.js';

const NOW = new Date('2026-11-24T10:00:00+08:00');
const FAMILIES = ['site', 'trs', 'jpage', 'jpaas', 'boda', 'gkmlpt', 'govcn'];
const fixtureSite = validator(FixtureSite);

const folderOf = ({ name }: SourceAdapter) => join(packageRoot, 'test', 'fixtures', name, 'site');
const withSites = sourceAdapters.filter((adapter) => existsSync(join(folderOf(adapter), 'site.json')));

test('every family of sites has a site that it is tried on', () => {
  expect(withSites.map(({ name }) => name)).toEqual(expect.arrayContaining(FAMILIES));
});

describe.each(withSites.map((adapter) => [adapter.name, adapter] as const))('%s', (_name, adapter) => {
  const folder = folderOf(adapter);
  const file = join(folder, 'site.json');
  const site = fixtureSite.parse(JSON.parse(readFileSync(file, 'utf8')), file);

  test('collects its site over HTTP, and names everything again when nothing has changed', async () => {
    await withFetch(folder, site, async (pages, origin) => {
      const first = await collect(adapter, site, pages, origin);
      expect(sumUp(first, origin)).toEqual(site.expected);
      await pages.remember();
      const second = await collect(adapter, site, pages, origin);
      expect(second.filter(({ type }) => type === 'entry').every(isFile)).toBe(true);
      expect(articlesOf(second).sort()).toEqual(articlesOf(first).sort());
      expect(completeness(second)).toEqual(completeness(first));
    });
  });
});

async function withFetch(
  folder: string,
  site: FixtureSite,
  run: (pages: SourceFetch, origin: string) => Promise<void>,
): Promise<void> {
  const { origin, close } = await startFixtureSite(folder, site);
  const timeouts = {
    connectTimeoutMs: 5000,
    headersTimeoutMs: 5000,
    bodyTimeoutMs: 5000,
    totalTimeoutMs: 20_000,
  };
  const client = createFetchClient({
    ...{
      allow: ['127.0.0.0/8'],
      userAgent: 'baosong-test',
      ...timeouts,
      maxBytes: 5_000_000,
      maxRedirects: 5,
    },
  });
  const { signal } = new AbortController();
  const validators = createValidatorMemory();
  try {
    const request = (asked: FetchRequest) => client.request({ ...asked, signal });
    await run(createSourceFetch({ request, validators, sourceId: 'fixture', now: () => NOW }), origin);
  } finally {
    await client.close();
    await close();
  }
}

async function collect(adapter: SourceAdapter, site: FixtureSite, pages: SourceFetch, origin: string) {
  const { listUrls, ...others } = site.options;
  const lists = Array.isArray(listUrls) ? listUrls.map((path) => `${origin}${String(path)}`) : [];
  const options = validator(adapter.optionsSchema).parse({ ...others, listUrls: lists }, 'options');
  const collected: Collected[] = [];
  const log = { info: () => undefined, warn: () => undefined };
  const parse = <T>(run: () => T): T => run();
  const ctx = { fetch: pages.fetch, parse, signal: new AbortController().signal, log };
  for await (const one of adapter.collect(options, ctx)) collected.push(one);
  return collected;
}

/** What became of a collection, as `site.json` writes it. */
function sumUp(collected: readonly Collected[], origin: string): object {
  const summary = { listings: [], items: [], named: [], gone: [], problems: [] } as Record<string, unknown[]>;
  const path = (url: string | undefined) => url?.replace(origin, '');
  for (const one of collected) {
    if (one.type === 'listing')
      summary.listings?.push([path(one.url), one.entries, one.title, one.complete ?? false]);
    else if (one.type === 'entry') summary.items?.push(sumUpItem(one, origin));
    else if (one.type === 'problem') summary.problems?.push([path(one.url), one.code]);
    else if (one.type !== 'hub') summary[one.type]?.push(path(one.url));
  }
  return JSON.parse(JSON.stringify(summary)) as object;
}

function sumUpItem({ entry }: Extract<Collected, { type: 'entry' }>, origin: string) {
  const outcome = toItemContent(rawEntry.parse(entry, 'entry'), { defaults: {}, now: NOW });
  if (!outcome.ok) return outcome;
  const { url, title, kind, publishedAt, contentSource, bodyText, attachments } = outcome.content;
  return [url?.replace(origin, ''), title, kind, publishedAt, contentSource, bodyText, attachments.length];
}

function isFile(one: Collected): boolean {
  return one.type === 'entry' && one.entry.body === undefined && one.entry.attachments !== undefined;
}

function articlesOf(collected: readonly Collected[]): string[] {
  return collected.flatMap((one) => {
    if (one.type === 'entry') return one.entry.fetchedFrom ?? one.entry.url ?? [];
    return one.type === 'named' || one.type === 'gone' ? one.url : [];
  });
}

function completeness(collected: readonly Collected[]): boolean[] {
  return collected.flatMap((one) => (one.type === 'listing' ? (one.complete ?? false) : []));
}
