import Parser from 'rss-parser';

/** What an ordinary feed reader makes of a feed. */
export type SecondOpinion =
  | { readable: true; entries: SecondEntry[] }
  /** Why it gives up: what to tell the webmaster. */
  | { readable: false; reason: string };

export interface SecondEntry {
  externalId?: string;
  url?: string;
  title?: string;
}

/** Typed as unknown: with attributes on an element, xml2js answers an object where the package's types say text. */
interface CustomFields {
  id: unknown;
  'rdf:about': unknown;
}

/** xml2js recurses over what it reads and copies it several times: past this it answers too late to be of use. */
const MAX_CHARACTERS = 5_000_000;

/**
 * Reads XML with rss-parser, the library most sites are read with, strictly. Its answer is a second opinion, never the
 * entries that are stored: it knows fewer fields (see docs/decisions/002-feed-reader.md). Never throws.
 * Takes only text that the first reader went through, whose depth is therefore bounded.
 */
export async function readWithSecondReader(text: string): Promise<SecondOpinion> {
  if (text.length > MAX_CHARACTERS) return { readable: false, reason: 'larger than ordinary readers accept' };
  // xml2js would expand what a DOCTYPE declares.
  if (/<!doctype/i.test(text)) return { readable: false, reason: 'has a DOCTYPE' };
  // One for each feed: a parser that is stopped in the middle stays there.
  const parser = new Parser<object, CustomFields>({ customFields: { item: ['id', 'rdf:about'] } });
  try {
    const feed = await parser.parseString(text);
    return { readable: true, entries: feed.items.map(toSecondEntry) };
  } catch (error) {
    return { readable: false, reason: firstLine(error) };
  }
}

function toSecondEntry(item: CustomFields & Parser.Item): SecondEntry {
  const externalId = textIn(item.guid) ?? textIn(item.id) ?? textIn(item['rdf:about']);
  const url = textIn(item.link);
  const title = textIn(item.title);
  return { ...(externalId && { externalId }), ...(url && { url }), ...(title && { title }) };
}

function textIn(value: unknown): string | undefined {
  return typeof value === 'string' ? value.trim() || undefined : undefined;
}

function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split('\n').slice(0, 2).join(', ').slice(0, 300);
}
