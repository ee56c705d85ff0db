import { Type, type Static } from 'typebox';
import { address, listOf, oneOf, optional, shape, text } from '../../../schemas/shape.js';

const selector = (description: string) => optional(text(`CSS selector: ${description}`, 500));

/** Families of content management systems that list pages are read by. */
export const SITE_PRESETS = ['trs', 'common'] as const;
export type SitePreset = (typeof SITE_PRESETS)[number];

export const ListSelectors = shape(
  {
    item: selector('one entry of the list'),
    link: selector('the link inside an entry; default: its first link'),
    title: selector('the title inside an entry; default: title or text of the link'),
    date: selector('the date inside an entry'),
    next: selector('the link to the next page'),
  },
  'where the list is, if it is not found by itself',
);
export type ListSelectors = Static<typeof ListSelectors>;

export const ArticleSelectors = shape(
  {
    title: selector('title'),
    subtitle: selector('副标题'),
    body: selector('body'),
    date: selector('发布日期'),
    source: selector('来源'),
    author: selector('作者'),
    remove: optional(listOf(text('CSS selector', 500), 'parts of the body to leave out', 50)),
  },
  'where things are on an article page, if they are not found by themselves',
);
export type ArticleSelectors = Static<typeof ArticleSelectors>;

const crawl = {
  listUrls: Type.Array(address('address of a list page, or of the interface behind it'), {
    minItems: 1,
    maxItems: 50,
    description: 'lists, each with the pages that follow it',
  }),
  article: optional(ArticleSelectors),
  maxPages: optional(
    Type.Integer({ minimum: 1, maximum: 1000, description: 'pages read of each list; default 3' }),
  ),
  maxArticles: optional(
    Type.Integer({
      minimum: 1,
      maximum: 10000,
      description: 'articles asked for in one collection; default 100',
    }),
  ),
  allowHosts: optional(
    listOf(
      text('host name', 253),
      'other hosts whose articles belong to the source; their subdomains too',
      50,
    ),
  ),
};

/** Options that every family of sites takes. */
export const CrawlOptions = shape(crawl, 'options of a site whose family is known');
export type CrawlOptions = Static<typeof CrawlOptions>;

export const SiteOptions = shape(
  {
    ...crawl,
    preset: optional(oneOf(SITE_PRESETS, 'family of the site; default: recognised by itself')),
    list: optional(ListSelectors),
  },
  'options of an HTML site',
);
export type SiteOptions = Static<typeof SiteOptions>;
