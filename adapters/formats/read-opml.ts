import { AppError } from '../../schemas/errors.js';
import { decodeText } from './decode-text.js';
import { scanXml, type XmlHandler } from './xml-scanner.js';

/** One subscription of an OPML file. */
export interface OpmlFeed {
  title: string;
  /** As written; absent where the outline calls itself a feed and names no address. */
  url?: string;
  /** Titles of the outlines around it, outermost first. */
  folders: string[];
}

const MAX_BYTES = 5 * 1024 * 1024;
const MAX_DEPTH = 50;
const MAX_FEEDS = 5000;
const MAX_TITLE = 200;

/**
 * The feeds of an OPML file (1.0 to 2.0), well-formed or not, in their order. Throws `parse-empty`, `parse-too-large`,
 * `parse-too-deep` or `parse-unrecognized`.
 */
export function readOpml(bytes: Uint8Array, contentType?: string): OpmlFeed[] {
  if (bytes.byteLength > MAX_BYTES)
    throw new AppError('parse-too-large', `the OPML file has more than ${MAX_BYTES} bytes`);
  const { text } = decodeText(bytes, { kind: 'xml', ...(contentType !== undefined && { contentType }) });
  if (text.trim() === '') throw new AppError('parse-empty', 'the OPML file is empty');
  const builder = new OpmlBuilder();
  scanXml(text, builder);
  if (!builder.isOpml) throw new AppError('parse-unrecognized', 'this is no OPML file');
  return builder.feeds;
}

class OpmlBuilder implements XmlHandler {
  readonly feeds: OpmlFeed[] = [];
  isOpml = false;
  private other = false;
  /** Titles of the open outlines. */
  private readonly outlines: string[] = [];

  done(): boolean {
    return this.other;
  }

  open(name: string, attributes: ReadonlyMap<string, string>, selfClosing: boolean): void {
    if (!this.isOpml) {
      this.isOpml = name === 'opml';
      this.other = !this.isOpml;
    }
    if (name !== 'outline') return;
    const feed = toFeed(attributes, this.outlines);
    if (feed !== undefined) this.add(feed);
    if (selfClosing) return;
    if (this.outlines.length >= MAX_DEPTH)
      throw new AppError('parse-too-deep', `outlines are nested deeper than ${MAX_DEPTH} levels`);
    this.outlines.push(titleOf(attributes));
  }

  close(name: string): void {
    if (name === 'outline') this.outlines.pop();
  }

  text(): void {
    // Everything an outline says stands in its attributes.
  }

  private add(feed: OpmlFeed): void {
    if (this.feeds.length >= MAX_FEEDS)
      throw new AppError('parse-too-large', `the OPML file names more than ${MAX_FEEDS} feeds`);
    this.feeds.push(feed);
  }
}

/** An outline with an address, or one that calls itself a feed; anything else is a folder. */
function toFeed(attributes: ReadonlyMap<string, string>, folders: readonly string[]): OpmlFeed | undefined {
  // 2.0: what is commented out is not there.
  if (/^true$/i.test(attributes.get('iscomment')?.trim() ?? '')) return undefined;
  const isFeed = /^(?:rss|atom|rdf)/i.test(attributes.get('type')?.trim() ?? '');
  // Older programs put the address of a feed where that of a page belongs.
  const url = (attributes.get('xmlurl') ?? (isFeed ? attributes.get('url') : undefined) ?? '').trim();
  if (url === '' && !isFeed) return undefined;
  return {
    title: titleOf(attributes),
    ...(url !== '' && { url }),
    folders: folders.filter((title) => title !== ''),
  };
}

function titleOf(attributes: ReadonlyMap<string, string>): string {
  const [title = ''] = ['text', 'title'].map((name) => clean(attributes.get(name))).filter(Boolean);
  return title;
}

function clean(text: string | undefined): string {
  return (text ?? '').replace(/\s+/g, ' ').trim().slice(0, MAX_TITLE);
}
