import type { CollectContext, FetchedDocument, SourceAdapter } from '../../adapters/source-adapter.js';
import { isAppError } from '../../schemas/errors.js';
import type { Clock } from '../../schemas/instant.js';
import type { ItemContent } from '../../schemas/item-content.js';
import type { RawEntry } from '../../schemas/raw-entry.js';
import { isAnotherArticle } from '../domain/same-article.js';
import { canonicalUrl } from '../normalize/canonical-url.js';
import type { ItemStore } from '../store/item-store.js';
import type { WithinTime } from '../within-time.js';
import { normalizeEntry } from './normalize-entries.js';
import { toSameEntry } from './submission-entry.js';

export interface ReadPageAgainDependencies {
  items: Pick<ItemStore, 'findById'>;
  withinTime: WithinTime;
  now: Clock;
}

interface ReadAgainContext extends Pick<CollectContext, 'parse' | 'log'> {
  adapter: SourceAdapter;
  options: unknown;
}

/**
 * What the page of a known article says now, as an entry; undefined where it only shows that the article is there. That is
 * so where entries come from the listing itself, and where another page stands in its place: a redirect to the home page,
 * an apology sent as a success. In doubt a published article stays as it is.
 */
export function createReadPageAgain(deps: ReadPageAgainDependencies) {
  return async (
    itemId: string,
    document: FetchedDocument,
    { adapter, options, parse, log }: ReadAgainContext,
  ): Promise<RawEntry | undefined> => {
    const parseArticle = adapter.parseArticle?.bind(adapter);
    if (!parseArticle || isElsewhere(document)) return undefined;
    const page = readOrNone(() => parse(() => parseArticle(document, options)));
    const item = page && (await deps.items.findById(itemId));
    if (!item) return undefined;
    const entry = overKnown(item.content, page);
    const normalized = normalizeEntry(entry, { defaults: {}, now: deps.now() }, deps.withinTime);
    if (normalized.ok && !isAnotherArticle(item.content, normalized.content)) return entry;
    log.info('look-again-another-page', { itemId, url: document.url });
    return undefined;
  };
}

export type ReadPageAgain = ReturnType<typeof createReadPageAgain>;

/** Most sites send http on to https: that is the same page. */
function isElsewhere({ url, requestedUrl }: FetchedDocument): boolean {
  const page = (address: string) => canonicalUrl(address)?.replace(/^https?:/, '');
  return page(url) !== page(requestedUrl);
}

function readOrNone(read: () => RawEntry): RawEntry | undefined {
  try {
    return read();
  } catch (error) {
    if (isAppError(error) && error.code.startsWith('parse-')) return undefined;
    throw error;
  }
}

/** The page comes first; what its list had told stays. Pictures and files are those of the page. */
function overKnown(content: ItemContent, page: RawEntry): RawEntry {
  const { images, attachments, stored, ...known } = toSameEntry(content);
  const disclosure = { ...known.disclosure, ...page.disclosure };
  return {
    ...known,
    ...page,
    ...(known.externalId !== undefined && { externalId: known.externalId }),
    ...(content.url !== undefined && { url: content.url }),
    ...(Object.keys(disclosure).length > 0 && { disclosure }),
  };
}
