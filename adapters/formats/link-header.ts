import { resolveUrl } from './html-page.js';

/** One link of a `Link` header (RFC 8288). */
export interface HeaderLink {
  url: string;
  /** Relation types, lower-cased. */
  relations: string[];
}

const MAX_LINKS = 100;
/** A target and its parameters; quoted values may hold the signs that separate links. */
const LINK =
  /<([^<>]{1,4000})>((?:\s*;\s*[^\s;,="<>]{1,100}(?:\s*=\s*(?:"(?:[^"\\]|\\.){0,1000}"|[^\s;,"<>]{0,1000}))?)*)/g;
const PARAMETER = /;\s*([^\s;,="<>]{1,100})(?:\s*=\s*(?:"((?:[^"\\]|\\.){0,1000})"|([^\s;,"<>]{0,1000})))?/g;

/** The links of a header whose repetitions are joined by commas; targets absolute, http and https only. */
export function parseLinkHeader(header: string, base: string): HeaderLink[] {
  const links: HeaderLink[] = [];
  for (const [, target = '', parameters = ''] of header.slice(0, 65_536).matchAll(LINK)) {
    const url = resolveUrl(target, base);
    if (url === undefined) continue;
    links.push({ url, relations: relationsIn(parameters) });
    if (links.length >= MAX_LINKS) break;
  }
  return links;
}

/** The first `rel` counts (RFC 8288 section 3.3). */
function relationsIn(parameters: string): string[] {
  for (const [, name = '', quoted, plain = ''] of parameters.matchAll(PARAMETER)) {
    if (name.toLowerCase() === 'rel') return (quoted ?? plain).toLowerCase().split(/\s+/).filter(Boolean);
  }
  return [];
}
