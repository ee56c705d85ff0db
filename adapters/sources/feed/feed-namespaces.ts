/** The vocabularies that feeds are read in; `rss` is also what has no namespace at all. */
export type Family =
  | 'rss'
  | 'atom'
  | 'rdf'
  | 'dc'
  | 'dcterms'
  | 'content'
  | 'media'
  | 'itunes'
  | 'sy'
  | 'xhtml'
  | 'history'
  | 'tombstone'
  | 'other';

/** Keys are normalized by `normalizeUri`; several are drafts and misprints that feeds in the wild still carry. */
const FAMILIES: ReadonlyMap<string, Family> = new Map(
  Object.entries<Family>({
    '': 'rss',
    'purl.org/rss/1.0': 'rss',
    'purl.org/net/rss1.1': 'rss',
    'my.netscape.com/rdf/simple/0.9': 'rss',
    'channel.netscape.com/rdf/simple/0.9': 'rss',
    'backend.userland.com/rss': 'rss',
    'backend.userland.com/rss2': 'rss',
    'backend.userland.com/rss091': 'rss',
    'backend.userland.com/rss092': 'rss',
    'blogs.law.harvard.edu/tech/rss': 'rss',
    'cyber.law.harvard.edu/rss/rss.html': 'rss',
    'w3.org/2005/atom': 'atom',
    'purl.org/atom/ns': 'atom',
    'purl.org/atom': 'atom',
    'purl.org/echo': 'atom',
    'purl.org/pie': 'atom',
    'example.com/newformat': 'atom',
    'example.com/necho': 'atom',
    'uri/of/echo/namespace': 'atom',
    'w3.org/1999/02/22-rdf-syntax-ns': 'rdf',
    'purl.org/dc/elements/1.1': 'dc',
    'purl.org/dc/elements/1.0': 'dc',
    'purl.org/dc/terms': 'dcterms',
    'purl.org/rss/1.0/modules/content': 'content',
    'purl.org/rss/1.0/modules/syndication': 'sy',
    'search.yahoo.com/mrss': 'media',
    'tools.search.yahoo.com/mrss': 'media',
    'itunes.com/dtds/podcast-1.0.dtd': 'itunes',
    'itunes.com/dtds/podcast-1.0': 'itunes',
    'example.com/dtds/podcast-1.0.dtd': 'itunes',
    'w3.org/1999/xhtml': 'xhtml',
    'purl.org/syndication/history/1.0': 'history',
    'purl.org/atompub/tombstones/1.0': 'tombstone',
  }),
);

/** What an undeclared prefix is taken to mean. */
const USUAL_PREFIXES: ReadonlyMap<string, Family> = new Map(
  Object.entries<Family>({
    rss: 'rss',
    atom: 'atom',
    atom10: 'atom',
    a10: 'atom',
    rdf: 'rdf',
    dc: 'dc',
    dcterms: 'dcterms',
    dct: 'dcterms',
    content: 'content',
    media: 'media',
    itunes: 'itunes',
    sy: 'sy',
    xhtml: 'xhtml',
    html: 'xhtml',
    fh: 'history',
    at: 'tombstone',
  }),
);

function normalizeUri(uri: string): string {
  return uri
    .trim()
    .toLowerCase()
    .replace(/^https?:\/\//, '')
    .replace(/^www\./, '')
    .replace(/[/#?]+$/, '');
}

/** Prefixes in force for one element; linked, so that a document full of declarations is not copied at every level. */
export interface NamespaceScope {
  parent: NamespaceScope | undefined;
  prefixes: ReadonlyMap<string, Family>;
}

/**
 * The scope of an element with these attributes. The namespace that the root itself uses without a prefix is the
 * document's own vocabulary (`own`), whatever its address: feeds misquote it.
 */
export function enterScope(
  attributes: ReadonlyMap<string, string>,
  parent: NamespaceScope | undefined,
  own: { uri: string; family: Family } | undefined,
): NamespaceScope | undefined {
  let prefixes: Map<string, Family> | undefined;
  for (const [name, value] of attributes) {
    if (!name.startsWith('xmlns')) continue;
    const prefix = name === 'xmlns' ? '' : name.startsWith('xmlns:') ? name.slice(6) : undefined;
    if (prefix === undefined) continue;
    prefixes ??= new Map();
    prefixes.set(prefix, value === own?.uri ? own.family : (FAMILIES.get(normalizeUri(value)) ?? 'other'));
  }
  return prefixes === undefined ? parent : { parent, prefixes };
}

export function familyOf(prefix: string, scope: NamespaceScope | undefined, unprefixed: Family): Family {
  for (let level = scope; level !== undefined; level = level.parent) {
    const family = level.prefixes.get(prefix);
    if (family !== undefined) return family;
  }
  return prefix === '' ? unprefixed : (USUAL_PREFIXES.get(prefix) ?? 'other');
}
