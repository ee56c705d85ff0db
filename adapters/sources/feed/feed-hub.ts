import { resolveUrl } from '../../formats/html-page.js';
import { parseLinkHeader } from '../../formats/link-header.js';
import { attributeOf, elementsOf, type XmlElement } from '../../formats/xml-element.js';
import type { FetchedDocument } from '../../source-adapter.js';

/** What a feed says of its hub and of its own address, as written. */
export interface AnnouncedLinks {
  hubs: string[];
  self: string | undefined;
}

export interface FeedHub {
  hub: string;
  topic: string;
}

const MAX_ADDRESS = 2000;

/** `atom:link` elements of the feed itself, in Atom and inside an RSS channel. */
export function announcedIn(root: XmlElement): AnnouncedLinks {
  const channels = elementsOf(root).filter((child) => child.key === 'channel');
  const links = [root, ...channels].flatMap(elementsOf).filter((child) => child.key === 'atom:link');
  const hrefs = (relation: string) =>
    links
      .filter((link) => relationsOf(link).includes(relation))
      .map((link) => attributeOf(link, 'href'))
      .filter((href) => href !== undefined);
  return { hubs: hrefs('hub'), self: hrefs('self')[0] };
}

function relationsOf(link: XmlElement): string[] {
  return (attributeOf(link, 'rel') ?? '').toLowerCase().split(/\s+/);
}

/**
 * The hub of a feed (W3C WebSub section 4): headers before the document, the first hub that can be asked. A feed that
 * does not say which topic it is stands under the address it was read from.
 */
export function findHub(document: FetchedDocument, announced: AnnouncedLinks): FeedHub | undefined {
  const links = parseLinkHeader(document.headers['link'] ?? '', document.url);
  const inHeader = (relation: string) =>
    links.filter(({ relations }) => relations.includes(relation)).map(({ url }) => url);
  const [hub] = [...inHeader('hub'), ...announced.hubs]
    .map((url) => toAddress(url, document.url))
    .filter(isKnown);
  const topics = [...inHeader('self'), announced.self ?? '', document.url];
  const [topic] = topics.map((url) => toAddress(url, document.url)).filter(isKnown);
  return hub === undefined || topic === undefined ? undefined : { hub, topic };
}

function toAddress(written: string, base: string): string | undefined {
  const url = written.trim() === '' ? undefined : resolveUrl(written, base);
  return url === undefined || url.length > MAX_ADDRESS ? undefined : url;
}

function isKnown(url: string | undefined): url is string {
  return url !== undefined;
}
