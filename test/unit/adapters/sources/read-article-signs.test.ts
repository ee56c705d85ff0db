import { describe, expect, test } from '@jest/globals';
import { parseHtmlText } from '../../../../adapters/formats/html-page.js';
import { readArticle } from '../../../../adapters/sources/site/read-article.js';

const URL = 'http://x.gov.cn/tzgg/202611/t20261120_1.html';
const BODY = '<div class="TRS_Editor"><p>正文。</p></div>';
const read = (head: string, body = BODY) =>
  readArticle(parseHtmlText(`<html><head>${head}</head><body>${body}</body></html>`, URL));
const linked = (data: unknown) => `<script type="application/ld+json">${JSON.stringify(data)}</script>`;

describe('what a page says to search engines and platforms', () => {
  const article = {
    '@type': 'NewsArticle',
    headline: '标题',
    datePublished: '2026-11-20T08:00:00+08:00',
    dateModified: '2026-11-21',
    author: [{ '@type': 'Person', name: '张三' }, '李四'],
    description: '提要',
  };
  const said = {
    title: '标题',
    publishedAtText: '2026-11-20T08:00:00+08:00',
    updatedAtText: '2026-11-21',
    author: '张三、李四',
    summary: '提要',
  };

  test.each<[string, string, object]>([
    ['JSON-LD', linked({ '@context': 'https://schema.org', ...article }), said],
    ['a list of it', linked([{ '@type': 'Organization', name: '局' }, article]), said],
    ['a graph of it', linked({ '@graph': [{ '@type': 'WebSite', headline: '局' }, article] }), said],
    [
      'what Baidu asked for',
      linked({ '@id': URL, title: '标题', pubDate: '2026-11-20T08:00:00' }),
      { title: '标题', publishedAtText: '2026-11-20T08:00:00' },
    ],
    [
      'Open Graph, several names in one',
      '<meta property="dc:title og:title" content="标题"><meta property="article:published_time" content="2026-11-20">' +
        '<meta property="article:modified_time" content="2026-11-21"><meta property="og:description" content="提要">',
      { title: '标题', publishedAtText: '2026-11-20', updatedAtText: '2026-11-21', summary: '提要' },
    ],
  ])('%s', (_what, head, expected) => {
    expect(read(`<title>某局</title>${head}`)).toMatchObject(expected);
  });

  test('counts for less than labels and the page itself', () => {
    const entry = read(
      `${linked(article)}<meta name="PubDate" content="2026-11-01"><meta property="og:title" content="别题">`,
      `<h1>页题</h1><p>作者：王五</p>${BODY}`,
    );
    expect(entry).toMatchObject({ title: '页题', publishedAtText: '2026-11-01', author: '王五' });
  });

  test.each([
    ['cut off', '<script type="application/ld+json">{"@type":"NewsArticle","headline":"标</script>'],
    ['of other things', linked({ '@type': 'Organization', headline: '局', datePublished: '2000-01-01' })],
    ['of other types', linked({ '@type': 'Article', headline: 1, datePublished: [], author: { name: {} } })],
    ['no object', linked(['x', null, 1])],
  ])('says nothing where it is %s', (_what, head) => {
    const { title, publishedAtText, author } = read(`<title>某局</title>${head}`);
    expect({ title, publishedAtText, author }).toEqual({ title: '某局' });
  });
});

describe('links hidden in a body', () => {
  const link = '<a href="http://spam.test/">博彩</a>';
  test.each([
    ['not shown', `<div style="display: none"><p>${link}</p></div>`],
    ['invisible', `<span style="color:red;visibility:hidden">${link}</span>`],
    ['hidden', `<p hidden>${link}</p>`],
    ['a link itself', '<a style="display:none" href="http://spam.test/">博彩</a>'],
    ['outside of the window', `<div style="position:absolute;left:-9999px">${link}</div>`],
    ['without a size', `<div style="overflow:hidden;height:0">${link}</div>`],
    ['a marquee of one dot', `<marquee height="1" width="4">${link}</marquee>`],
  ])('go: %s', (_what, html) => {
    const { body } = read('', `<h1>题</h1><div class="TRS_Editor"><p>正文。</p>${html}</div>`);
    expect(body).toBe('<p>正文。</p>');
  });

  test.each([
    ['a text that a reader may open', '<div style="display:none"><p>答：可以办理。</p></div>'],
    ['a text with a link in it', `<div style="display:none"><p>答：可以办理，办法请看${link}。</p></div>`],
    ['links in sight', `<p style="border-width:1px;line-height:1">${link}</p>`],
    ['pictures', '<p style="display:none"><img src="1.jpg"></p>'],
  ])('%s stays', (_what, html) => {
    const { body } = read('', `<h1>题</h1><div class="TRS_Editor"><p>正文。</p>${html}</div>`);
    expect(body).toBe(`<p>正文。</p>${html}`);
  });
});
