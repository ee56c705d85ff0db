/** One item in a feed of ours, whatever the format. */
export interface FeedEntry {
  /** `urn:baosong:item:…`, for ever the same. */
  id: string;
  title: string;
  /** Where people read it: at the portal, else at its unit. */
  url?: string;
  summary?: string;
  /** Sanitized; absent for what was withdrawn. */
  html?: string;
  author?: string;
  /** 来源. */
  source?: string;
  /** 发布日期, ISO 8601; absent where nobody knows it. */
  published?: string;
  /** When the portal last showed something else. */
  updated: string;
  categories: readonly string[];
  files: readonly { url: string; mediaType?: string; size?: number; title?: string }[];
  withdrawn?: { at: string; reason?: string };
  /** For programs: what JSON Feed carries under `_baosong`. */
  data?: object;
}

/** A page of a feed. Addresses are absolute. */
export interface FeedDocument {
  id: string;
  title: string;
  /** Of the first page, without its format: `…/feeds/bureau`. */
  baseUrl: string;
  homeUrl: string;
  hubUrl?: string;
  updated: string;
  cursor?: string;
  nextCursor?: string;
  entries: readonly FeedEntry[];
}

export const FEED_FORMATS = ['atom', 'rss', 'json'] as const;
export type FeedFormat = (typeof FEED_FORMATS)[number];

/** The address of a page in one format. */
export function feedUrl(
  { baseUrl }: Pick<FeedDocument, 'baseUrl'>,
  format: FeedFormat,
  cursor?: string,
): string {
  return `${baseUrl}.${format}${cursor === undefined ? '' : `?cursor=${cursor}`}`;
}
