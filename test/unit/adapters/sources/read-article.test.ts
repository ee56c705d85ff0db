import { describe, expect, test } from '@jest/globals';
import { parseHtmlText } from '../../../../adapters/formats/html-page.js';
import { readArticle, type ArticlePreset } from '../../../../adapters/sources/site/read-article.js';
import { sanitizeHtml } from '../../../../src/normalize/sanitize-html.js';

const URL = 'http://x.gov.cn/tzgg/202611/t20261120_1.html';
const BODY = '<div class="TRS_Editor"><p>正文。</p></div>';
const read = (html: string, preset?: ArticlePreset) =>
  readArticle(parseHtmlText(`<html><body>${html}</body></html>`, URL), {}, preset);
const bodyText = (html: string, preset?: ArticlePreset) =>
  sanitizeHtml(read(html, preset).body ?? '', URL).text;

describe('the body', () => {
  const sides = '<div class="content"><p>别处的文字，与文章无关，别处的文字，与文章无关。</p></div>';

  test('is what the marks of the family hold, before what is common to all', () => {
    expect(
      bodyText(`<h1>标题</h1>${sides}<div class="own"><p>本文。</p></div>${BODY}`, {
        body: ['.none', '.own'],
      }),
    ).toBe('本文。');
  });

  test.each([
    [
      'text without elements',
      '<div><!--ZJEG_RSS.content.begin-->一<br>二<!--ZJEG_RSS.content.end-->三</div>',
      '一\n二',
    ],
    [
      'an element closed after the end',
      '<!--ZJEG_RSS.content.begin--><div><p>一</p><!--ZJEG_RSS.content.end--><p>二</p></div>',
      '一',
    ],
    [
      'an element opened before the beginning',
      '<div><p>零</p><!--ZJEG_RSS.content.begin--><p>一</p></div><p>二</p><!--ZJEG_RSS.content.end-->三',
      '一\n二',
    ],
    [
      'older comments',
      '<!--<$[信息内容]>begin--><!--zjeg_rss.content.begin--><p>一</p><!--zjeg_rss.content.end-->',
      '一',
    ],
  ])('is what stands between the comments of the template: %s', (_what, html, text) => {
    expect(bodyText(`<h1>标题</h1>${sides}${html}`)).toBe(text);
  });

  test.each([
    '<!--ZJEG_RSS.content.begin--><p>没有结尾</p>',
    '<!--ZJEG_RSS.content.begin--> <!--ZJEG_RSS.content.end-->',
  ])('is looked for elsewhere where the comments hold nothing: %s', (html) => {
    expect(bodyText(`<h1>标题</h1>${html}${BODY}`)).toBe('正文。');
  });

  test('of Boda is found under every number of its container', () => {
    expect(bodyText('<h1>标题</h1><div id="vsb_content_501"><p>正文一。</p></div>')).toBe('正文一。');
  });

  const sentence =
    '测绘队员在高原上连续作业二十天，完成了全部外业任务，数据质量优良，各方面对此给予了充分的肯定，下一步将转入内业处理阶段，预计年底前提交成果。';
  const inBlocks = (count: number, deep = '') =>
    `<h1>标题</h1><div class="a1">${deep}${Array.from({ length: count }, (_, n) => `<div><span>${n}${sentence}</span></div>`).join('')}</div>`;

  test('is what a reader mode shows, where no block holds most of the text', () => {
    const text = bodyText(inBlocks(6));
    expect(text.split(sentence)).toHaveLength(7);
  });

  test.each([
    ['more elements', inBlocks(4000)],
    ['a deeper nesting', inBlocks(6, '<div>'.repeat(120))],
  ])('is the densest block of a page with %s than a reader mode is given', (_what, html) => {
    expect(bodyText(html).split(sentence)).toHaveLength(2);
  });

  test('is none where there is nothing but menus', () => {
    const menu = Array.from(
      { length: 40 },
      (_, n) => `<div><a href="/${n}/">栏目的名字${n}，还有说明</a></div>`,
    ).join('');
    expect(() => read(`<h1>网站地图</h1>${menu}`)).toThrow(
      expect.objectContaining({ code: 'parse-no-entries' }),
    );
  });
});

describe('the place of a page', () => {
  test.each([
    [
      '<div class="crumb"><a href="/">首页</a>&gt;<a href="/xw/">新闻</a>&gt;<a href="/xw/dt/">工作动态</a>&gt;正文</div>',
      ['新闻', '工作动态'],
    ],
    ['<p>您现在的位置：<a href="/">网站首页</a> &gt;&gt; <a href="/tz/">通知公告</a></p>', ['通知公告']],
    ['<td>当前位置：</td><td><a href="/">首页</a> / <a href="/a/">政策法规</a></td>', ['政策法规']],
    ['<div id="position"><span>位置</span></div>', undefined],
    ['<div class="composition"><a href="/a/">不是路径</a></div>', undefined],
  ])('is read from %s', (html, path) => {
    expect(read(`${html}<h1>标题</h1>${BODY}`).columnPath).toEqual(path);
  });

  test('leaves the name of a column and of the site out of the title', () => {
    const html = `<title>关于某事的通知_科技天地_测绘</title><meta name="SiteName" content="测绘"><div class="crumb"><a href="/k/">科技天地</a></div>${BODY}`;
    expect(read(html).title).toBe('关于某事的通知');
  });
});

describe('attachments', () => {
  test.each([
    ['/system/_content/download.jsp?urltype=a&owner=1&wbfileid=2', '报名表.docx', 1],
    ['/module/download/downfile.jsp?classid=0&filename=1a', '名单.xls', 1],
    ['/system/_content/download.jsp?wbfileid=2', '点击下载', 0],
    ['/download/index.html', '下载中心', 0],
    ['/a/名单.xls', '名单', 0],
  ])('%s called %s counts %i', (href, text, count) => {
    expect(read(`<h1>标题</h1>${BODY}<p><a href="${href}">${text}</a></p>`).attachments ?? []).toHaveLength(
      count,
    );
  });
});

describe('places of a family', () => {
  const preset = { title: ['.t'], date: ['.d'], source: ['.s'] };
  const html = '<div class="t">家族标题</div><div class="d">2026-11-20</div><div class="s">测绘院</div>';

  test('are looked at where labels and lines say nothing', () => {
    expect(read(html + BODY, preset)).toMatchObject({
      title: '家族标题',
      publishedAtText: '2026-11-20',
      contentSource: '测绘院',
    });
  });

  test('come after the labels', () => {
    const labels =
      '<meta name="ArticleTitle" content="标签标题"><meta name="PubDate" content="2026-11-21 08:00"><meta name="ContentSource" content="null">';
    expect(read(labels + html + BODY, preset)).toMatchObject({
      title: '标签标题',
      publishedAtText: '2026-11-21 08:00',
      contentSource: '测绘院',
    });
  });
});
