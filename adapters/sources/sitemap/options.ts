import { Type, type Static } from 'typebox';
import { address, listOf, optional, shape, text } from '../../../schemas/shape.js';
import { ArticleSelectors } from '../site/options.js';

const pathPattern = Type.String({
  pattern: '^/',
  maxLength: 200,
  description:
    'path of an address, from its first slash: * is any text within a step, ** any text across steps, ? one character',
});

export const DEFAULT_MAX_ARTICLES = 100;
export const DEFAULT_MAX_SITEMAPS = 50;

export const SitemapOptions = shape(
  {
    url: address('address of a sitemap or of an index of sitemaps: XML, gzip or plain text'),
    include: optional(listOf(pathPattern, 'only articles whose path fits one of these', 50)),
    exclude: optional(listOf(pathPattern, 'no articles whose path fits one of these', 50)),
    maxArticles: optional(
      Type.Integer({
        minimum: 1,
        maximum: 10_000,
        description: `articles asked for in one collection, latest first; default ${DEFAULT_MAX_ARTICLES}`,
      }),
    ),
    maxSitemaps: optional(
      Type.Integer({
        minimum: 1,
        maximum: 1000,
        description: `sitemaps of an index read in one collection, latest first; default ${DEFAULT_MAX_SITEMAPS}`,
      }),
    ),
    article: optional(ArticleSelectors),
    allowHosts: optional(
      listOf(
        text('host name', 253),
        'other hosts whose articles belong to the source; their subdomains too',
        50,
      ),
    ),
  },
  'options of a sitemap',
);
export type SitemapOptions = Static<typeof SitemapOptions>;
