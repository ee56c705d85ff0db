import { load } from 'cheerio/slim';
import type { ItemContent } from '../../schemas/item-content.js';
import type { LinkFacts } from '../domain/site-report/site-sample.js';
import type { SampleFetch } from './sample-fetch.js';

/** A look, not a crawl: images and attachments first, then links. */
const MOST_LINKS = 20;

/** Asks for what the sampled items point at, one address after the other. */
export async function probeLinks(items: readonly ItemContent[], pages: SampleFetch): Promise<LinkFacts[]> {
  const facts: LinkFacts[] = [];
  for (const { url, what } of findLinks(items)) {
    if (pages.signal.aborted) break;
    facts.push({ url, what, outcome: await pages.probe(url) });
  }
  return facts;
}

function findLinks(items: readonly ItemContent[]): Omit<LinkFacts, 'outcome'>[] {
  const all: Omit<LinkFacts, 'outcome'>[] = [
    ...items.flatMap(({ images }) => images.map(({ url }) => ({ url, what: 'image' as const }))),
    ...items.flatMap(({ attachments }) =>
      attachments.map(({ url }) => ({ url, what: 'attachment' as const })),
    ),
    ...items.flatMap(({ bodyHtml }) => linksOf(bodyHtml).map((url) => ({ url, what: 'link' as const }))),
  ];
  const first = new Map(all.map((link) => [link.url, link] as const).reverse());
  return all.filter((link) => first.get(link.url) === link).slice(0, MOST_LINKS);
}

/** The sanitizer has made every address absolute. */
function linksOf(html: string): string[] {
  const $ = load(html, { xml: { xmlMode: false } });
  return $('a[href]')
    .toArray()
    .flatMap(({ attribs }) => (/^https?:/.test(attribs.href ?? '') ? (attribs.href ?? '') : []));
}
