import { Type, type Static } from 'typebox';
import { JSON_EXPRESSION } from '../../formats/json-expression.js';
import { JSON_PATH } from '../../formats/json-path.js';
import { listOf, oneOf, optional, shape, text } from '../../../schemas/shape.js';
import { ArticleSelectors } from '../site/options.js';

export const DEFAULT_MAX_PAGES = 3;
export const DEFAULT_MAX_ARTICLES = 100;

const expression = (description: string) =>
  Type.String({
    minLength: 1,
    maxLength: 500,
    pattern: JSON_EXPRESSION,
    description: `${description}: a path (a.b[0].c), several (a|b), a constant (=text) or a text with paths ({id}.html)`,
  });
const field = (description: string) => optional(expression(description));
const path = (description: string) =>
  Type.String({ minLength: 1, maxLength: 500, pattern: `^${JSON_PATH}$`, description });
const requestAddress = (description: string) =>
  Type.String({ pattern: '^https?://\\S+$', maxLength: 4000, description });

const MediaFields = shape(
  {
    items: path('the list of files inside an entry; a single one will do, and so will plain addresses'),
    url: field('address inside one of them; absent where they are plain addresses'),
    title: field('name shown to people'),
    size: field('size in bytes'),
    mediaType: field('media type'),
  },
  'files of an entry',
);
export type MediaFields = Static<typeof MediaFields>;

export const JsonFields = shape(
  {
    externalId: field('id'),
    url: field('address of the article, maybe relative'),
    title: field('标题'),
    subtitle: field('副标题'),
    summary: field('摘要'),
    body: field('正文, HTML or text'),
    author: field('作者'),
    contentSource: field('来源'),
    responsiblePerson: field('责任人'),
    publishedAtText: field('发布日期: text, or seconds or milliseconds since 1970'),
    signedAtText: field('成文日期'),
    updatedAtText: field('更新时间'),
    column: field('栏目'),
    keywords: field('关键词, one text or a list (tags[*].name)'),
    language: field('language tag'),
    indexNumber: field('索引号'),
    themes: field('主题分类'),
    genre: field('体裁分类'),
    issuer: field('发文机关'),
    documentNumberText: field('发文字号'),
    effectiveAtText: field('实施日期'),
    expiresAtText: field('废止日期'),
    validity: field('有效性'),
    images: optional(MediaFields),
    attachments: optional(MediaFields),
  },
  'where the fields of an item are inside an entry',
);
export type JsonFields = Static<typeof JsonFields>;

const Paging = shape(
  {
    url: optional(requestAddress('address of the pages after the first, with {page}, {offset} or {cursor}')),
    first: optional(
      Type.Integer({ minimum: 0, maximum: 1000, description: 'number of the first page; default 1' }),
    ),
    size: optional(
      Type.Integer({
        minimum: 1,
        maximum: 10_000,
        description: 'step of {offset}; default: entries of the page',
      }),
    ),
    cursor: optional(path('where the answer holds the {cursor} of the next page')),
    next: optional(path('where the answer holds the address of the next page')),
    more: optional(path('where the answer says whether there are more; false, 0 and nothing end the list')),
  },
  'how the next page is asked for; it ends with a page that brings nothing new',
);
export type Paging = Static<typeof Paging>;

const Post = shape(
  {
    body: text('body of the request, with {page}, {offset} or {cursor} where they belong', 20_000),
    contentType: optional(
      oneOf(
        ['application/json', 'application/x-www-form-urlencoded'],
        'media type of the body; default application/json',
      ),
    ),
  },
  'for interfaces that are asked by POST',
);

export const JsonApiOptions = shape(
  {
    url: requestAddress('address of the interface, with {page}, {offset} or {cursor} where they belong'),
    post: optional(Post),
    items: optional(path('the list of entries inside the answer; default: the answer itself')),
    fields: JsonFields,
    paging: optional(Paging),
    maxPages: optional(
      Type.Integer({
        minimum: 1,
        maximum: 1000,
        description: `pages read in one collection; default ${DEFAULT_MAX_PAGES}`,
      }),
    ),
    readArticle: optional(
      Type.Boolean({
        description: 'whether the page of each entry is read too; it fills in what the fields leave out',
      }),
    ),
    maxArticles: optional(
      Type.Integer({
        minimum: 1,
        maximum: 10_000,
        description: `pages of entries asked for in one collection; default ${DEFAULT_MAX_ARTICLES}`,
      }),
    ),
    article: optional(ArticleSelectors),
    allowHosts: optional(
      listOf(
        text('host name', 253),
        'other hosts whose pages belong to the source; their subdomains too',
        50,
      ),
    ),
  },
  'options of a JSON interface',
);
export type JsonApiOptions = Static<typeof JsonApiOptions>;
