import { describeFeedCases, type FeedCase } from './feed-cases.js';
import { atom } from './feed-document.js';

const SITE = 'http://www.example.gov.cn';
const XHTML = 'xmlns="http://www.w3.org/1999/xhtml"';
const base64 = (text: string): string => Buffer.from(text).toString('base64');

const texts: FeedCase[] = [
  ['title', atom('<title>a &amp; b</title>'), { title: 'a & b', titleFormat: 'text' }],
  [
    'title of type text keeps its angle brackets',
    atom('<title type="text">&lt;b&gt;</title>'),
    { title: '<b>', titleFormat: 'text' },
  ],
  [
    'title of type html',
    atom('<title type="html">&lt;b&gt;a&lt;/b&gt; &amp;amp; c</title>'),
    { title: '<b>a</b> &amp; c', titleFormat: 'html' },
  ],
  [
    'title of type html in CDATA',
    atom('<title type="html"><![CDATA[<b>a</b>]]></title>'),
    { title: '<b>a</b>', titleFormat: 'html' },
  ],
  [
    'title of type xhtml',
    atom(`<title type="xhtml"><div ${XHTML}>a <b>b</b> &lt; c</div></title>`),
    { title: 'a <b>b</b> &lt; c', titleFormat: 'html' },
  ],
  [
    'summary of type text',
    atom('<summary>a</summary>'),
    { summary: 'a', summaryFormat: 'text', body: undefined },
  ],
  [
    'summary of type html',
    atom('<summary type="html">&lt;p&gt;a&lt;/p&gt;</summary>'),
    { summary: '<p>a</p>', summaryFormat: 'html' },
  ],
  [
    'summary of type xhtml',
    atom(`<summary type="xhtml"><div ${XHTML}><p>a</p></div></summary>`),
    { summary: '<p>a</p>' },
  ],
  ['content of type text', atom('<content>a &lt;b&gt;</content>'), { body: 'a <b>', bodyFormat: 'text' }],
  [
    'content of type html',
    atom('<content type="html">&lt;p&gt;a&lt;/p&gt;</content>'),
    { body: '<p>a</p>', bodyFormat: 'html' },
  ],
  [
    'content of type text/html',
    atom('<content type="text/html; charset=utf-8">&lt;p&gt;a&lt;/p&gt;</content>'),
    { body: '<p>a</p>', bodyFormat: 'html' },
  ],
  [
    'content of type text/plain',
    atom('<content type="text/plain">&lt;p&gt;</content>'),
    { body: '<p>', bodyFormat: 'text' },
  ],
  [
    'content of type xhtml',
    atom(`<content type="xhtml"><div ${XHTML}><p>a<br/>b</p></div></content>`),
    { body: '<p>a<br>b</p>', bodyFormat: 'html' },
  ],
  [
    'content of type xhtml with prefixes',
    atom(
      '<content type="xhtml" xmlns:h="http://www.w3.org/1999/xhtml"><h:div><h:p>a</h:p></h:div></content>',
    ),
    { body: '<p>a</p>' },
  ],
  [
    'content of type xhtml without a namespace',
    atom('<content type="xhtml"><div><p>a</p></div></content>'),
    { body: '<p>a</p>' },
  ],
  [
    'content of type xhtml without a div',
    atom(`<content type="xhtml"><p ${XHTML}>a</p><p ${XHTML}>b</p></content>`),
    { body: '<p>a</p><p>b</p>' },
  ],
  [
    'content of type xhtml that was escaped',
    atom('<content type="xhtml">&lt;p&gt;a&lt;/p&gt;</content>'),
    { body: '<p>a</p>', bodyFormat: 'html' },
  ],
  [
    'content of type html that was not escaped',
    atom('<content type="html"><p>a</p></content>'),
    { body: '<p>a</p>', bodyFormat: 'html' },
  ],
  [
    'content of type application/xhtml+xml',
    atom(`<content type="application/xhtml+xml"><div ${XHTML}>a</div></content>`),
    { body: 'a' },
  ],
  [
    'content of type image/svg+xml',
    atom('<content type="image/svg+xml"><svg xmlns="http://www.w3.org/2000/svg"><g/></svg></content>'),
    { body: '<svg><g></g></svg>' },
  ],
  [
    'attributes of xhtml are escaped again',
    atom(`<content type="xhtml"><div ${XHTML}><a title="&quot;&lt;" href="?a&amp;b">x</a></div></content>`),
    { body: '<a title="&quot;&lt;" href="?a&amp;b">x</a>' },
  ],
  [
    'content in base64',
    atom(`<content type="application/octet-stream">${base64('Example <b>测绘</b>')}</content>`),
    { body: 'Example <b>测绘</b>', bodyFormat: 'html' },
  ],
  [
    'content said to be base64 that is not',
    atom('<content type="application/x-unknown">测绘 &lt;b&gt;x&lt;/b&gt;</content>'),
    { body: '测绘 <b>x</b>', bodyFormat: 'html' },
  ],
  [
    'a picture in base64 is no text',
    atom(`<content type="image/png">${Buffer.from([137, 80, 78, 71, 0, 1, 2]).toString('base64')}</content>`),
    { body: undefined },
  ],
  ['content and summary', atom('<summary>s</summary><content>b</content>'), { summary: 's', body: 'b' }],
  [
    'an entry as content',
    atom(
      '<id>1</id><content type="application/atom+xml"><entry><id>2</id><title>in</title></entry></content><title>out</title>',
    ),
    { externalId: '1', title: 'out' },
  ],
  [
    'content with src of a page',
    atom('<content type="text/html" src="/1.html"/>'),
    { url: `${SITE}/1.html`, body: undefined },
  ],
  [
    'content with src of a file',
    atom('<content type="application/pdf" src="/1.pdf"/>'),
    { attachments: [{ url: `${SITE}/1.pdf`, mediaType: 'application/pdf' }] },
  ],
  ['media:description', atom('<media:description>s</media:description>'), { summary: 's' }],
];

describeFeedCases('Atom', [['texts', texts]]);
