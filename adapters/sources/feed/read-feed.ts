import { AppError } from '../../../schemas/errors.js';
import type { RawEntry } from '../../../schemas/raw-entry.js';
import { decodeText, type DecodedText } from '../../formats/decode-text.js';
import { withoutControls } from '../../formats/xml-entities.js';
import { attributeOf, elementsOf, textOf, type XmlElement } from '../../formats/xml-element.js';
import { announcedIn, findHub, type AnnouncedLinks, type FeedHub } from './feed-hub.js';
import type { FetchedDocument, ListingPace } from '../../source-adapter.js';
import { findFeedLinks } from './feed-links.js';
import { readPace } from './feed-pace.js';
import { buildFeedTree, type FeedTree, type TreeOutcome } from './feed-tree.js';
import { readAtomContext, readAtomEntry } from './read-atom.js';
import { readJsonFeed } from './read-json-feed.js';
import { readRssContext, readRssItem } from './read-rss.js';

export interface Feed {
  format: 'rss' | 'rdf' | 'atom' | 'json';
  title: string | undefined;
  entries: RawEntry[];
  /** The document ended inside an entry; the entries before it are complete. */
  truncated: boolean;
  /** There were more entries than asked for. */
  capped: boolean;
  /** The feed names everything there is (RFC 5005, complete feed), and not the latest of it. */
  complete: boolean;
  /** Ids of entries that the feed says were deleted (RFC 6721). */
  deleted: string[];
  /** Text of the document, decoded: what a second reader is given. */
  text: string;
  charset: string;
  mismatch?: DecodedText['mismatch'];
  /** Where changes can be subscribed to. */
  hub?: FeedHub;
  /** How often the feed asks to be asked for. */
  pace?: ListingPace;
}

/** A feed is fetched with a cap of its own; this one keeps a document from elsewhere (upload, file) in bounds. */
const MAX_BYTES = 64 * 1024 * 1024;

/**
 * Reads a feed of any format. Zero entries are fine; throws `parse-empty`, `parse-too-large`, `parse-too-deep`,
 * `parse-malformed` (JSON) or `parse-unrecognized`, with what was found instead and the feeds an HTML page links to.
 */
export function readFeed(document: FetchedDocument, maxEntries: number): Feed {
  if (document.body.byteLength > MAX_BYTES) {
    throw new AppError('parse-too-large', `the feed has more than ${MAX_BYTES} bytes`);
  }
  const contentType = document.headers['content-type'];
  const kind = /json/i.test(contentType ?? '') ? 'json' : 'xml';
  const decoded = decodeText(document.body, { kind, ...(contentType !== undefined && { contentType }) });
  const text = withoutControls(decoded.text).trimStart();
  if (text === '') throw new AppError('parse-empty', 'the document is empty');
  const how = { text, charset: decoded.charset, ...(decoded.mismatch && { mismatch: decoded.mismatch }) };
  const base = /^https?:\/\//i.test(document.url) ? document.url : undefined;
  const language = document.headers['content-language']?.split(',')[0]?.trim();
  if (/^[{[]/.test(text)) {
    const { announced, ...feed } = readJsonFeed(text, { base, language, maxEntries });
    const whole = { truncated: false, complete: false, deleted: [] };
    return { format: 'json', ...whole, ...how, ...feed, ...hubOf(document, announced) };
  }
  const outcome = buildFeedTree(text, base, maxEntries);
  if (outcome.tree === undefined) throw unrecognized(text, outcome, document.url);
  const announced = announcedIn(outcome.tree.root);
  return { ...how, ...readTree(outcome.tree, language), ...hubOf(document, announced) };
}

function hubOf(document: FetchedDocument, announced: AnnouncedLinks): Pick<Feed, 'hub'> {
  const hub = findHub(document, announced);
  return hub === undefined ? {} : { hub };
}

function readTree(tree: FeedTree, language: string | undefined): Omit<Feed, 'text' | 'charset'> {
  const { root, truncated, capped } = tree;
  const isAtom = root.local === 'feed';
  const context = isAtom ? readAtomContext(root, language) : readRssContext(root, language);
  const entries = tree.entries.map((entry) =>
    entry.key === 'atom:entry' ? readAtomEntry(entry, context) : readRssItem(entry, context),
  );
  const format = isAtom ? 'atom' : root.local === 'rdf' ? 'rdf' : 'rss';
  const pace = readPace(root);
  const complete = isComplete(root) && !truncated && !capped;
  return {
    ...{ format, title: titleOf(root), entries, truncated, capped, complete, deleted: findDeleted(root) },
    ...(pace && { pace }),
  };
}

/** One page of several, or an archive of the past, is not everything, whatever else it claims. */
function isComplete(root: XmlElement): boolean {
  const fields = elementsOf(holderOf(root));
  const parts = fields.some(
    (field) => field.key === 'history:archive' || (field.key === 'atom:link' && isFurtherPage(field)),
  );
  return !parts && fields.some(({ key }) => key === 'history:complete');
}

function isFurtherPage(link: XmlElement): boolean {
  return /^(?:next|previous|prev|last|first|next-archive|prev-archive|current)$/i.test(
    attributeOf(link, 'rel') ?? '',
  );
}

function findDeleted(root: XmlElement): string[] {
  return elementsOf(holderOf(root)).flatMap((field) => {
    const ref = field.key === 'tombstone:deleted-entry' ? attributeOf(field, 'ref') : undefined;
    return ref !== undefined && ref.length <= 4000 ? [ref] : [];
  });
}

function holderOf(root: XmlElement): XmlElement {
  return elementsOf(root).find((child) => child.key === 'channel') ?? root;
}

function titleOf(root: XmlElement): string | undefined {
  const holder = holderOf(root);
  const title = elementsOf(holder).find(
    (child) => child.local === 'title' && attributeOf(child, 'src') === undefined,
  );
  return title === undefined ? undefined : textOf(title).slice(0, 500) || undefined;
}

function unrecognized(text: string, outcome: TreeOutcome, url: string): AppError {
  const { firstElement } = outcome;
  if (firstElement === undefined) {
    return new AppError('parse-unrecognized', 'plain text, not a feed', { details: { found: 'text' } });
  }
  if (/<(?:!doctype\s+html|html|head|body)\b/i.test(text.slice(0, 65_536))) {
    const feeds = findFeedLinks(text, url);
    const message =
      feeds.length > 0 ? 'an HTML page that links to a feed, not a feed' : 'an HTML page, not a feed';
    return new AppError('parse-unrecognized', message, { details: { found: 'html', feeds } });
  }
  const details = { found: 'xml', root: firstElement.slice(0, 100) };
  return new AppError('parse-unrecognized', 'markup of another kind, not a feed', { details });
}
