import type { SourceAdapter } from '../source-adapter.js';
import { bodaAdapter } from './boda.js';
import { feedAdapter } from './feed.js';
import { gkmlptAdapter } from './gkmlpt.js';
import { govcnAdapter } from './govcn.js';
import { jpaasAdapter } from './jpaas.js';
import { jpageAdapter } from './jpage.js';
import { trsAdapter } from './trs.js';
import { jsonApiAdapter } from './json-api.js';
import { siteAdapter } from './site.js';
import { sitemapAdapter } from './sitemap.js';

/** Every source family; a new one is its file and one line here. */
export const sourceAdapters: readonly SourceAdapter[] = [
  feedAdapter,
  siteAdapter,
  trsAdapter,
  jpageAdapter,
  jpaasAdapter,
  bodaAdapter,
  gkmlptAdapter,
  govcnAdapter,
  sitemapAdapter,
  jsonApiAdapter,
];
