import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import oracle from 'sanitize-html';
import { AppError } from '../../../schemas/errors.js';
import { ALLOWED_ATTRIBUTES } from '../../../src/normalize/html-policy.js';
import { htmlToText, textToHtml } from '../../../src/normalize/html-to-text.js';
import { sanitizeHtml } from '../../../src/normalize/sanitize-html.js';

const BASE = 'http://www.example.gov.cn/a/b/c.html';
const clean = (html: string) => sanitizeHtml(html, BASE).html;

describe('drops what could act', () => {
  test.each([
    ['scripts and their text', '<p>a<script>alert(1)</script>b</p>', '<p>ab</p>'],
    ['styles and their text', '<style>p{color:red}</style><p>a</p>', '<p>a</p>'],
    ['event handlers and styles', '<p onclick="x()" style="color:red" class="c" id="i">a</p>', '<p>a</p>'],
    [
      'svg and math',
      '<p>a<svg><script>x</script><title>t</title></svg><math><mi>x</mi></math></p>',
      '<p>a</p>',
    ],
    [
      'frames, objects and forms',
      '<iframe src=x>f</iframe><object>o</object><form><p>a</p></form>',
      '<div><p>a</p></div>',
    ],
    [
      'text of controls',
      '<textarea><b>x</b></textarea><select><option>o</option></select><p>a</p>',
      '<p>a</p>',
    ],
    [
      'raw-text elements',
      '<xmp><img src=x onerror=1></xmp><noscript><p>n</p></noscript><p>a</p>',
      '<p>a</p>',
    ],
    ['script addresses', '<a href="javascript:alert(1)">a</a><a href=" JaVa\tScript:x">b</a>', 'ab'],
    ['data and vbscript addresses', '<img src="data:image/png;base64,AA"><a href="vbscript:x">a</a>', 'a'],
    ['comments, also conditional ones', '<p>a<!--[if gte mso 9]><xml>x</xml><![endif]-->b</p>', '<p>ab</p>'],
    [
      'Word elements but not their text',
      '<p>a<o:p></o:p><st1:date>b</st1:date><font face="宋体">c</font></p>',
      '<p>abc</p>',
    ],
    ['tags named like object properties', '<constructor>a</constructor><valueof>b</valueof>', 'ab'],
  ])('%s', (_what, html, expected) => {
    expect(clean(html)).toBe(expected);
  });
});

describe('keeps what says something', () => {
  test.each([
    [
      'tables with their spans',
      '<table><tr><td colspan=2 rowspan="1">a</td><td></td></tr></table>',
      '<table><tr><td colspan="2">a</td><td></td></tr></table>',
    ],
    [
      'resolved addresses',
      '<a href="./P1.doc">附件</a><img src="../W1.jpg" alt="图">',
      '<a href="http://www.example.gov.cn/a/b/P1.doc">附件</a><img src="http://www.example.gov.cn/a/W1.jpg" alt="图">',
    ],
    [
      'lazy images',
      '<img src="data:image/gif;base64,AA" data-src="1.jpg"><img src="loading.gif" data-original="2.jpg"><img _src="/3.jpg">',
      '<img src="http://www.example.gov.cn/a/b/1.jpg"><img src="http://www.example.gov.cn/a/b/2.jpg"><img src="http://www.example.gov.cn/3.jpg">',
    ],
    [
      'the largest picture of a set where nothing else is named',
      '<img srcset="1.jpg 1x, 2.jpg 2x"><img src="data:image/gif;base64,AA" data-srcset="s.jpg 300w, l.jpg 900w"><img src="3.jpg" srcset="4.jpg 2x"><img srcset="javascript:x 1x">',
      '<img src="http://www.example.gov.cn/a/b/2.jpg"><img src="http://www.example.gov.cn/a/b/l.jpg"><img src="http://www.example.gov.cn/a/b/3.jpg">',
    ],
    [
      'alignment from styles',
      '<p style="TEXT-ALIGN: right">签章</p><center>题</center>',
      '<p align="right">签章</p><div align="center">题</div>',
    ],
    ['escaped text', '<p>1 &lt; 2 &amp;&amp; &quot;x&quot;</p>', '<p>1 &lt; 2 &amp;&amp; "x"</p>'],
    [
      'films',
      '<video src="v.mp4" autoplay onplay="x" controls></video>',
      '<video src="http://www.example.gov.cn/a/b/v.mp4" controls></video>',
    ],
    ['what follows a drawing nobody closed', '<svg><g>x</g><p>甲</p><p>乙</p>', '<p>甲</p><p>乙</p>'],
    ['what follows a formula nobody closed', '甲<math><mi>x</mi><div>乙</div>', '甲<div>乙</div>'],
    [
      'what follows a list of choices nobody closed',
      '<table><tr><td><select><option>x<td>甲</table>乙',
      '<table><tr><td></td><td>甲</td></tr></table>乙',
    ],
    [
      'but not the HTML inside a drawing',
      '<svg><foreignObject><p>x</p></foreignObject><text>y</text></svg>甲',
      '甲',
    ],
    ['mail links', '<a href="mailto:a@b.cn">信</a>', '<a href="mailto:a@b.cn">信</a>'],
  ])('%s', (_what, html, expected) => {
    expect(clean(html)).toBe(expected);
  });
});

describe('drops empty wrappers', () => {
  test.each([
    ['paragraphs of spaces', '<p>a</p><p>&nbsp;　</p><p><br></p><div><span> </span></div>', '<p>a</p>'],
    ['inline ones, but not the space they hold', '<p>a<b> </b>b<i></i>c</p>', '<p>a bc</p>'],
    ['but not a line break inside one', '<p>a<strong><br></strong>b</p>', '<p>a<br>b</p>'],
  ])('%s', (_what, html, expected) => {
    expect(clean(html)).toBe(expected);
  });
});

describe('plain text', () => {
  test.each([
    ['blocks on lines of their own', '<h1>题</h1><p>　　甲<b>乙</b></p><p>丙<br>丁</p>', '题\n甲乙\n丙\n丁'],
    [
      'cells apart by tabs, rows by lines',
      '<table><tr><td><p>a</p></td><td><p>b</p></td></tr><tr><td>c</td><td>d</td></tr></table>',
      'a\tb\nc\td',
    ],
    ['paragraphs of a layout table', '<table><tr><td><p>a</p><p>b</p></td></tr></table>', 'a\nb'],
    ['entities decoded', '&ldquo;测绘&rdquo;&nbsp;&amp;&#20013;', '“测绘” &中'],
    ['named references to characters outside the first plane', 'a&Kopf;b<i>&Afr;</i>c&Kopf', 'a𝕂b𝔄c&Kopf'],
    ['invisible characters gone', 'a\u200b\u0007b\ud800c&#x202e;d', 'abcd'],
    ['list items', '<ul><li>a<li>b</ul>', 'a\nb'],
  ])('%s', (_what, html, expected) => {
    expect(htmlToText(html)).toBe(expected);
  });

  test('as HTML and back', () => {
    expect(textToHtml('第一段 <1>\r\n\r\n 第二段 & 完')).toBe(
      '<p>第一段 &lt;1&gt;</p>\n<p>第二段 &amp; 完</p>',
    );
    expect(htmlToText(textToHtml('第一段 <1>\n第二段 & 完'))).toBe('第一段 <1>\n第二段 & 完');
  });
});

test('says what a body refers to and where', () => {
  const { images, links, media, text } = sanitizeHtml(
    '<p>甲</p><img src="1.jpg" alt="一"><p>乙<a href="2.pdf"><b>附</b>件</a></p><video><source src="3.mp4"></video>',
    BASE,
  );
  expect(text).toBe('甲\n乙附件');
  expect(images).toEqual([{ url: 'http://www.example.gov.cn/a/b/1.jpg', alt: '一', offset: 1 }]);
  expect(links).toEqual([{ url: 'http://www.example.gov.cn/a/b/2.pdf', title: '附件', offset: 3 }]);
  expect(media).toEqual([{ url: 'http://www.example.gov.cn/a/b/3.mp4', offset: 5 }]);
});

test('refuses nesting that only an attack has, flattens what is merely deep', () => {
  expect(() => clean('<div>'.repeat(200_000))).toThrow(AppError);
  const { html, text } = sanitizeHtml('<div>'.repeat(1000) + '文');
  expect(text).toBe('文');
  expect(html.match(/<div>/g)).toHaveLength(100);
});

/** HTML as careless as it comes: pieces of markup in any order, mostly unbalanced. */
const pieces = fc.oneof(
  ...[
    ...ALLOWED_ATTRIBUTES.keys(),
    'span',
    'font',
    'o:p',
    'form',
    'center',
    'script',
    'svg',
    'title',
    'select',
    'xmp',
    'math',
    'a',
    'p',
    'table',
    'td',
    'tr',
    'li',
  ].flatMap((name) => [fc.constant(`<${name}>`), fc.constant(`</${name}>`)]),
  fc.constantFrom(
    '<a href="x.doc">',
    '<img src=1.jpg onerror=x>',
    '<td colspan=3 align=center>',
    '<video src=v.mp4>',
    '<p style="text-align:right">',
    '<!--',
    '-->',
    '<![CDATA[',
    '&lt;script&gt;',
    '&#60;b&#62;',
    '&nbsp;',
    ' ',
    '\n',
    '"',
    "'",
    '<',
    '>',
    '测绘',
    'text',
    '<b a="',
    '</',
    '<br/>',
    '<a href="javascript:x">',
  ),
  fc.string({ maxLength: 6 }),
);
const soup = fc.array(pieces, { maxLength: 40 }).map((parts) => parts.join(''));

test.each([
  ['138<table><tr></table><td>138', '138\t138'],
  ['<td>1</td><table><tr></table><td>2', '1\t2'],
  ['<td>1</td><p></p>2', '1\t2'],
])('an element dropped without content breaks the text as its body does: %s', (html, text) => {
  const once = sanitizeHtml(html);
  expect(once.text).toBe(text);
  expect(sanitizeHtml(once.html)).toEqual(once);
});

test('sanitizing twice changes nothing', () => {
  fc.assert(
    fc.property(soup, (html) => {
      const once = sanitizeHtml(html, BASE);
      const twice = sanitizeHtml(once.html, BASE);
      expect(twice.html).toBe(once.html);
      expect(twice.text).toBe(once.text);
    }),
    { numRuns: 3000 },
  );
});

test('an independent sanitizer with the same allow-list finds nothing left to remove', () => {
  const allowedAttributes = Object.fromEntries(
    [...ALLOWED_ATTRIBUTES].map(([name, list]) => [name, [...list]]),
  );
  const options = {
    allowedTags: [...ALLOWED_ATTRIBUTES.keys()],
    allowedAttributes,
    allowedSchemes: ['http', 'https', 'mailto', 'tel'],
    selfClosing: [],
  };
  const tagsOf = (html: string) => [...html.matchAll(/<[^>]*>/g)].map(([tag]) => tag);
  fc.assert(
    fc.property(soup, (html) => {
      const ours = sanitizeHtml(html, BASE).html;
      const theirs = oracle(ours, options).replace(/<\/(?:br|hr|img|col|source)>/g, '');
      expect(tagsOf(theirs.replaceAll('controls=""', 'controls'))).toEqual(tagsOf(ours));
    }),
    { numRuns: 2000 },
  );
});
