import { describeFeedCases, type FeedCase } from './feed-cases.js';
import { atom03 } from './feed-document.js';

const SITE = 'http://www.example.gov.cn';
const XHTML = 'xmlns="http://www.w3.org/1999/xhtml"';
const base64 = (text: string): string => Buffer.from(text).toString('base64');

const older: FeedCase[] = [
  ['title', atom03('<title>a</title>'), { title: 'a', titleFormat: 'text' }],
  [
    'title escaped',
    atom03('<title type="text/html" mode="escaped">&lt;b&gt;a&lt;/b&gt;</title>'),
    { title: '<b>a</b>', titleFormat: 'html' },
  ],
  [
    'title inline',
    atom03(`<title type="application/xhtml+xml" mode="xml"><div ${XHTML}>a <b>b</b></div></title>`),
    { title: 'a <b>b</b>', titleFormat: 'html' },
  ],
  [
    'title in base64',
    atom03(`<title type="text/html" mode="base64">${base64('<b>a</b>')}</title>`),
    { title: '<b>a</b>', titleFormat: 'html' },
  ],
  [
    'plain text in base64',
    atom03(`<title mode="base64">${base64('a < b')}</title>`),
    { title: 'a < b', titleFormat: 'text' },
  ],
  [
    'content escaped',
    atom03('<content type="text/html" mode="escaped">&lt;p&gt;a&lt;/p&gt;</content>'),
    { body: '<p>a</p>', bodyFormat: 'html' },
  ],
  [
    'content in CDATA',
    atom03('<content type="text/html" mode="escaped"><![CDATA[<p>a</p>]]></content>'),
    { body: '<p>a</p>' },
  ],
  [
    'content inline',
    atom03(`<content type="application/xhtml+xml"><div ${XHTML}><p>a</p></div></content>`),
    { body: '<p>a</p>' },
  ],
  [
    'content in base64',
    atom03(`<content type="text/html" mode="base64">${base64('<p>测绘</p>')}</content>`),
    { body: '<p>测绘</p>', bodyFormat: 'html' },
  ],
  [
    'alternatives',
    atom03(
      `<content type="multipart/alternative"><content type="text/plain">plain</content><content type="text/html" mode="escaped">&lt;p&gt;rich&lt;/p&gt;</content></content>`,
    ),
    { body: '<p>rich</p>' },
  ],
  [
    'several contents',
    atom03(
      '<content type="text/plain">plain and long</content><content type="text/html" mode="escaped">&lt;p&gt;a&lt;/p&gt;</content>',
    ),
    { body: '<p>a</p>' },
  ],
  ['summary', atom03('<summary type="text/plain">s</summary>'), { summary: 's' }],
  [
    'issued and modified',
    atom03('<issued>2007-07-03</issued><modified>2007-07-04</modified><created>2007-07-01</created>'),
    { publishedAtText: '2007-07-03', updatedAtText: '2007-07-04' },
  ],
  [
    'created',
    atom03('<created>2007-07-01</created><modified>2007-07-04</modified>'),
    { publishedAtText: '2007-07-01' },
  ],
  ['author with url', atom03('<author><name>张三</name><url>http://a.cn</url></author>'), { author: '张三' }],
  ['link', atom03('<link rel="alternate" type="text/html" href="/1"/>'), { url: `${SITE}/1` }],
  ['id', atom03('<id>tag:1</id>'), { externalId: 'tag:1' }],
];

const shapes: FeedCase[] = [
  [
    'every element prefixed',
    '<a:feed xmlns:a="http://www.w3.org/2005/Atom"><a:entry><a:title>t</a:title><a:link href="http://a.cn/"/></a:entry></a:feed>',
    { title: 't', url: 'http://a.cn/' },
  ],
  [
    'no namespace at all',
    '<feed><entry><title>t</title><id>1</id></entry></feed>',
    { title: 't', externalId: '1' },
  ],
  [
    'an entry document',
    '<entry xmlns="http://www.w3.org/2005/Atom"><title>t</title></entry>',
    { title: 't' },
  ],
  [
    'a namespace of a draft',
    '<feed xmlns="http://purl.org/pie/"><entry><title>t</title></entry></feed>',
    { title: 't' },
  ],
  ['a namespace nobody knows', '<feed xmlns="urn:x"><entry><title>t</title></entry></feed>', { title: 't' }],
];

describeFeedCases('Atom', [
  ['0.3', older],
  ['document shapes', shapes],
]);
