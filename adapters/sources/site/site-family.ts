import type { TSchema } from 'typebox';
import type { RawEntry } from '../../../schemas/raw-entry.js';
import type { HtmlPage } from '../../formats/html-page.js';
import type { FetchedDocument } from '../../source-adapter.js';
import type { ArticlePreset } from './read-article.js';
import type { SiteOptions } from './options.js';
import type { Sighting } from './see-document.js';

/** One article as its list shows it. */
export interface ListLink {
  url: string;
  title: string;
  /** As written, maybe without a year. */
  dateText?: string;
  /** What the list says that the article's page may leave out; the page comes first. */
  known?: Partial<RawEntry>;
}

/** Where the next piece of a list is to be had. */
export interface ListRequest {
  url: string;
  /** Asked by POST, for interfaces that take nothing else. */
  post?: { body: string; contentType: string };
  /** The page that shows the list, where the list itself comes from an interface: links are relative to that page. */
  shownOn?: string;
  /** How many articles the pieces before this one named, for interfaces that tell their total. */
  before?: number;
  /** How many articles the list has, as its first piece said. */
  total?: number;
  /** Another way to the same piece, tried where this one fails or names nothing. */
  otherwise?: ListRequest;
}

/** What one document of a list says. */
export interface ListPage {
  links: ListLink[];
  /** The pieces that follow, nearest first; empty on the last. */
  next: ListRequest[];
  /** Name of the column. */
  title?: string;
  /** The document holds no entries by nature, and `next` leads to them: the page around an interface. */
  isDoor?: boolean;
  /** The interface answered that there is nothing (more): an end, not a page that could not be read. */
  isEnd?: boolean;
}

/** A mark of a family in a document. `weight` is the confidence that it alone would give, 0 to 1. */
export interface Sign {
  weight: number;
  zh: string;
  en: string;
}

/**
 * What a family of content management systems does its own way. Crawling, reading articles and recognition are shared:
 * see `createSiteAdapter`.
 */
export interface SiteFamily {
  name: string;
  title: { zh: string; en: string };
  example: SiteOptions;
  /** `CrawlOptions`, or more where the family takes more. */
  optionsSchema: TSchema;
  /** Reads one document of a list. Throws AppError `parse-…` where it is none. */
  readList(document: FetchedDocument, request: ListRequest, options: SiteOptions): ListPage;
  /** Where the family's article pages keep things, before the places common to all. */
  article?: ArticlePreset;
  /** The family's own marks in a document; none where there are none. */
  findSigns(seen: Sighting): Sign[];
  /** The list that an article page belongs to, where its address tells. */
  listOfArticle?: (page: HtmlPage) => string | undefined;
}
