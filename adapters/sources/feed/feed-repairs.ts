/** Elements that hold one entry. */
export const ENTRY_KEYS = keys('item atom:entry');

/** HTML tags without an end, met where HTML was pasted in unescaped. `link` and `source` are fields of feeds. */
const VOID_TAGS = keys('br hr img input wbr col area embed param');

/** HTML tags that end a predecessor of the same name. */
export const AUTO_CLOSED = keys('p li dd dt tr td th option');

/** Fields that hold text only, or nothing: another field inside one means that its end is missing. */
const PLAIN = keys(
  'title link guid pubdate author comments enclosure dc:title dc:date dc:creator dc:subject',
  'atom:title atom:id atom:updated atom:published atom:issued atom:modified atom:created atom:link atom:category',
);

/** Fields that may hold pasted HTML, in which `title` or `link` could be HTML's own. */
const RICH = keys('description content:encoded atom:content atom:summary');

/** Fields that no HTML has a tag for: they end even a rich field. */
const UNMISTAKABLE = keys(
  'guid pubdate description enclosure comments content:encoded dc:date dc:creator dc:subject dc:title',
  'atom:id atom:updated atom:published atom:issued atom:modified',
);

const AMBIGUOUS = keys(
  'title link author category source media:content media:thumbnail media:group',
  'atom:title atom:link atom:content atom:summary atom:author atom:category',
);

/** Whether opening `key` says that the still open `field` was meant to have ended. */
export function closesField(field: string, key: string): boolean {
  if (UNMISTAKABLE.has(key)) return PLAIN.has(field) || RICH.has(field);
  return AMBIGUOUS.has(key) && PLAIN.has(field);
}

/** Whether opening `key` says that the open entry has ended. An Atom entry may be the content of another. */
export function closesEntry(key: string, inside: string[]): boolean {
  if (key === 'item') return true;
  return key === 'atom:entry' && !inside.includes('atom:content');
}

/** Whether this is HTML's own tag and not, say, `media:embed`. */
export function isVoidTag(key: string): boolean {
  return VOID_TAGS.has(key.replace(/^(?:xhtml|atom):/, ''));
}

function keys(...lists: string[]): ReadonlySet<string> {
  return new Set(lists.flatMap((list) => list.split(' ')));
}
