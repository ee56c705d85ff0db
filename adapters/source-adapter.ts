import type { TSchema } from 'typebox';
import type { RawEntry } from '../schemas/raw-entry.js';

/** A document fetched from a source: bytes as they came, after content-decoding, before charset-decoding. */
export interface FetchedDocument {
  /** Final address after redirects: what relative addresses resolve against. */
  url: string;
  requestedUrl: string;
  status: number;
  /** Lower-cased names. */
  headers: Readonly<Record<string, string>>;
  body: Uint8Array;
}

export type FetchOutcome =
  | { status: 'fetched'; document: FetchedDocument }
  /** With `remembered`, what we read last time settled it: the site was not asked. */
  | { status: 'unchanged'; remembered?: true };

export interface FetchOptions {
  /** Send the validators remembered for this address: a 304, or bytes equal to the last ones, answer `unchanged`. */
  conditional?: boolean;
  /**
   * When the listing says the document was last changed (RFC 3339). One read well after that is `unchanged` without
   * asking. Only together with `conditional`.
   */
  changedAt?: string;
  accept?: string;
  /** Asks by POST instead of GET, for list interfaces that take nothing else; never conditional. */
  post?: { body: string; contentType: string };
}

export interface CollectContext {
  /** Fetches through the one guarded client. Throws AppError (`fetch-…`) on every failure. */
  fetch(url: string, options?: FetchOptions): Promise<FetchOutcome>;
  /**
   * Wraps the synchronous reading of what was fetched: throws `parse-timeout` when it takes longer than one document may.
   * What `run` leaves behind outside itself must be right at every statement, for it may end at any.
   */
  parse<T>(run: () => T): T;
  /** Ends when the source's time limit passes or the process drains. */
  signal: AbortSignal;
  log: CollectLog;
}

export interface CollectLog {
  info(event: string, fields?: Record<string, unknown>): void;
  warn(event: string, fields?: Record<string, unknown>): void;
}

/** What a listing itself says of how often to ask for it. */
export interface ListingPace {
  /** Shortest sensible time between two polls, in seconds. */
  seconds?: number;
  /** Hours of the day in UTC, 0 to 23, in which asking is useless. */
  skipHours?: number[];
  /** Days of the week in UTC, 0 is Sunday, on which asking is useless. */
  skipDays?: number[];
}

/** What one collection yields, in order; the caller stores as it goes, so a long crawl loses nothing when it is cut. */
export type Collected =
  | { type: 'entry'; entry: RawEntry }
  /** One entry or page could not be had; the others go on. `code` is an ErrorCode. */
  | { type: 'problem'; url: string; code: string; message: string }
  /**
   * A listing (feed, list page) was read. `unchanged` listings need no further work. With `complete`, the listings of
   * this collection name everything the source has, so that what they no longer name has vanished.
   */
  | {
      type: 'listing';
      url: string;
      unchanged: boolean;
      entries: number;
      title?: string;
      complete?: boolean;
      pace?: ListingPace;
    }
  /** The listing names this article, known or not, without its content having been read again. */
  | { type: 'named'; url: string; externalId?: string }
  /**
   * Not all that this listing names was read, or what it names changes without it: it must be read again next time, even
   * when it is unchanged.
   */
  | { type: 'unfinished'; url: string }
  /** The listing is announced by a WebSub hub (W3C WebSub section 4): changes of `topic` can be subscribed to there. */
  | { type: 'hub'; hub: string; topic: string }
  /**
   * The address of an article answered that it is gone; or, with `stated`, the listing itself says that the article of
   * this id or address was deleted.
   */
  | { type: 'gone'; url: string; status: 404 | 410; stated?: boolean };

/** A family's claim on a document, for `baosong check`: the highest confidence is proposed to the liaison. */
export interface Recognition<Options> {
  /** 0 to 1. Above 0.8 only the family's own marks; below 0.3 it could be read, no more. */
  confidence: number;
  /** The signs it was recognised by, in words for people. */
  evidence: { zh: string; en: string }[];
  /** Options that a registration of this address should have. */
  options: Options;
}

/**
 * A source family in one file. It knows the format and the pages, never the store, the queue or the environment.
 * `collect` walks a live source through `ctx`; `parse` turns one document into raw entries and does no I/O.
 */
export interface SourceAdapter<Options = unknown> {
  name: string;
  title: { zh: string; en: string };
  /** Options of a working registration, shown to liaisons and checked against `optionsSchema` by the contract suite. */
  example: Options;
  optionsSchema: TSchema;
  collect(options: Options, ctx: CollectContext): AsyncIterable<Collected>;
  /** Throws AppError (`parse-…`) where the document as a whole cannot be read. */
  parse(document: FetchedDocument, options: Options): RawEntry[];
  /**
   * Reads the page of one article that is known already. Absent where the content of entries is that of the listing, so
   * that their pages tell only whether they are there. Throws AppError (`parse-…`) where it is no article.
   */
  parseArticle?(document: FetchedDocument, options: Options): RawEntry;
  /** Whether this document is of the family; absent where a document alone cannot tell. Does no I/O, never throws. */
  recognize?(document: FetchedDocument): Recognition<Options> | undefined;
}
