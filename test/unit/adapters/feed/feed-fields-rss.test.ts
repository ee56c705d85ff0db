import { describeFeedCases, type FeedCase } from './feed-cases.js';
import { rss1, rss2 } from './feed-document.js';

const SITE = 'http://www.example.gov.cn';

const titles: FeedCase[] = [
  ['title', rss2('<title>测绘成果</title>'), { title: '测绘成果', titleFormat: 'text' }],
  ['title is trimmed', rss2('<title>\n  a b \t</title>'), { title: 'a b' }],
  ['title in CDATA', rss2('<title><![CDATA[a & b]]></title>'), { title: 'a & b', titleFormat: 'text' }],
  ['title partly in CDATA', rss2('<title>a <![CDATA[b]]> c</title>'), { title: 'a b c' }],
  [
    'title with escaped HTML',
    rss2('<title>&lt;b&gt;a&lt;/b&gt;</title>'),
    { title: '<b>a</b>', titleFormat: 'html' },
  ],
  ['title escaped twice', rss2('<title>A&amp;amp;B</title>'), { title: 'A&amp;B', titleFormat: 'html' }],
  ['title with a comparison', rss2('<title>1 &lt; 2</title>'), { title: '1 < 2', titleFormat: 'text' }],
  ['title with an ampersand', rss2('<title>A &amp; B</title>'), { title: 'A & B', titleFormat: 'text' }],
  ['title with inline HTML', rss2('<title>a <b>b</b></title>'), { title: 'a <b>b</b>', titleFormat: 'html' }],
  ['title with an HTML entity', rss2('<title>a&nbsp;&mdash;&copy;b</title>'), { title: 'a\u00a0—©b' }],
  ['title with numeric references', rss2('<title>&#20013;&#x56fd;</title>'), { title: '中国' }],
  ['title with windows-1252 references', rss2('<title>&#147;a&#148;&#x80;</title>'), { title: '“a”€' }],
  ['title with an unknown entity', rss2('<title>a &foo; b</title>'), { title: 'a &foo; b' }],
  ['title with a bare ampersand', rss2('<title>AT&T & co</title>'), { title: 'AT&T & co' }],
  ['dc:title', rss2('<dc:title>t</dc:title>'), { title: 't' }],
  ['title before dc:title', rss2('<dc:title>d</dc:title><title>t</title>'), { title: 't' }],
  [
    'atom:title',
    rss2('<atom:title type="html">&lt;i&gt;t&lt;/i&gt;</atom:title>'),
    { title: '<i>t</i>', titleFormat: 'html' },
  ],
  ['itunes:title', rss2('<itunes:title>t</itunes:title>'), { title: 't' }],
  [
    'media:title does not replace title',
    rss2('<title>t</title><media:title>m</media:title>'),
    { title: 't' },
  ],
  ['media:title alone', rss2('<media:title>m</media:title>'), { title: 'm' }],
  ['an empty title is none', rss2('<title/><dc:title>d</dc:title>'), { title: 'd' }],
  ['no title', rss2('<link>http://a.cn/</link>'), { title: undefined }],
  ['itunes:subtitle', rss2('<itunes:subtitle>s</itunes:subtitle>'), { subtitle: 's' }],
];

const addresses: FeedCase[] = [
  ['link', rss2('<link>http://a.cn/1?a=1&amp;b=2</link>'), { url: 'http://a.cn/1?a=1&b=2' }],
  [
    'link with a bare ampersand',
    rss2('<link>http://a.cn/1?a=1&b=2</link>'),
    { url: 'http://a.cn/1?a=1&b=2' },
  ],
  [
    'link keeps &copy= of a query',
    rss2('<link>http://a.cn/?a=1&copy=2</link>'),
    { url: 'http://a.cn/?a=1&copy=2' },
  ],
  ['relative link', rss2('<link>../1.html</link>'), { url: `${SITE}/1.html` }],
  ['link in CDATA', rss2('<link><![CDATA[ http://a.cn/1 ]]></link>'), { url: 'http://a.cn/1' }],
  ['link under xml:base', rss2('<link xml:base="http://b.cn/x/">1</link>'), { url: 'http://b.cn/x/1' }],
  [
    'guid as permalink',
    rss2('<guid>http://a.cn/1</guid>'),
    { url: 'http://a.cn/1', externalId: 'http://a.cn/1' },
  ],
  ['guid said to be one', rss2('<guid isPermaLink="true">http://a.cn/1</guid>'), { url: 'http://a.cn/1' }],
  [
    'guid that is none',
    rss2('<guid isPermaLink="false">http://a.cn/1</guid>'),
    { url: undefined, externalId: 'http://a.cn/1' },
  ],
  [
    'guid that is no address',
    rss2('<guid>tag:a.cn,2007:1</guid>'),
    { url: undefined, externalId: 'tag:a.cn,2007:1' },
  ],
  [
    'link before guid',
    rss2('<guid>http://a.cn/g</guid><link>http://a.cn/l</link>'),
    { url: 'http://a.cn/l' },
  ],
  ['link as attribute', rss2('<link href="http://a.cn/1"/>'), { url: 'http://a.cn/1' }],
  [
    'atom:link alternate',
    rss2('<atom:link rel="alternate" href="http://a.cn/1"/>'),
    { url: 'http://a.cn/1' },
  ],
  ['atom:link self is none', rss2('<atom:link rel="self" href="http://a.cn/1.xml"/>'), { url: undefined }],
  ['guid trimmed', rss2('<guid>\n 42 \n</guid>'), { externalId: '42' }],
  ['dc:identifier', rss2('<dc:identifier>7</dc:identifier>'), { externalId: '7' }],
  ['missing guid', rss2('<title>t</title>'), { externalId: undefined }],
  ['rdf:about', rss1('<title>t</title>'), { externalId: `${SITE}/1.html`, url: `${SITE}/1.html` }],
  ['rss1 link before rdf:about', rss1('<link>http://a.cn/l</link>'), { url: 'http://a.cn/l' }],
  ['the document as base', rss2('<description>x</description>'), { baseUrl: `${SITE}/feeds/news.xml` }],
  [
    'xml:base of the description as base',
    rss2('<description xml:base="http://b.cn/x/">&lt;a href="1"&gt;x&lt;/a&gt;</description>'),
    { baseUrl: 'http://b.cn/x/' },
  ],
  [
    'nested xml:base',
    '<rss version="2.0" xml:base="http://b.cn/a/"><channel xml:base="b/"><item xml:base="c/"><link>1</link></item></channel></rss>',
    { url: 'http://b.cn/a/b/c/1', baseUrl: 'http://b.cn/a/b/c/' },
  ],
  [
    'a malformed xml:base is ignored',
    rss2('<link xml:base="http://[">1.html</link>'),
    { url: `${SITE}/feeds/1.html` },
  ],
];

const texts: FeedCase[] = [
  [
    'description',
    rss2('<description>&lt;p&gt;a&lt;/p&gt;</description>'),
    { body: '<p>a</p>', bodyFormat: 'html', summary: '<p>a</p>' },
  ],
  [
    'a long description alone is the text',
    rss2(`<description>${'测绘'.repeat(600)}</description>`),
    { body: '测绘'.repeat(600), summary: undefined },
  ],
  [
    'description in CDATA',
    rss2('<description><![CDATA[<p>a &amp; b</p>]]></description>'),
    { body: '<p>a &amp; b</p>' },
  ],
  ['plain description', rss2('<description>a &lt; b</description>'), { body: 'a < b', bodyFormat: 'text' }],
  [
    'unescaped HTML',
    rss2('<description><p>a<br>b &amp; c</p></description>'),
    { body: '<p>a<br>b &amp; c</p>', bodyFormat: 'html' },
  ],
  [
    'content:encoded over description',
    rss2('<description>s</description><content:encoded><![CDATA[<p>b</p>]]></content:encoded>'),
    { body: '<p>b</p>', summary: 's' },
  ],
  [
    'description after content:encoded',
    rss2('<content:encoded>&lt;p&gt;b&lt;/p&gt;</content:encoded><description>s</description>'),
    { body: '<p>b</p>', summary: 's', summaryFormat: 'text' },
  ],
  ['empty content:encoded', rss2('<content:encoded/><description>s</description>'), { body: 's' }],
  [
    'xhtml body',
    rss2('<description>s</description><body xmlns="http://www.w3.org/1999/xhtml"><p>a</p><br/></body>'),
    { body: '<p>a</p><br>', summary: 's' },
  ],
  [
    'xhtml:body with a prefix',
    rss2('<xhtml:body><xhtml:p class="x">a</xhtml:p></xhtml:body>'),
    { body: '<p class="x">a</p>' },
  ],
  ['xhtml:div', rss2('<div xmlns="http://www.w3.org/1999/xhtml"><p>a</p></div>'), { body: '<p>a</p>' }],
  [
    'atom:content',
    rss2('<atom:content type="html">&lt;p&gt;a&lt;/p&gt;</atom:content>'),
    { body: '<p>a</p>' },
  ],
  ['atom:summary', rss2('<atom:summary>s</atom:summary>'), { summary: 's' }],
  ['dc:description', rss2('<dc:description>s</dc:description>'), { summary: 's' }],
  ['dcterms:abstract', rss2('<dcterms:abstract>s</dcterms:abstract>'), { summary: 's' }],
  ['itunes:summary', rss2('<itunes:summary>s</itunes:summary>'), { summary: 's' }],
  ['media:description', rss2('<media:description>s</media:description>'), { summary: 's' }],
  [
    'the old content module',
    rss1(
      '<content:items><rdf:Bag><rdf:li><content:item><rdf:value>&lt;p&gt;a&lt;/p&gt;</rdf:value></content:item></rdf:li></rdf:Bag></content:items>',
    ),
    { body: '<p>a</p>' },
  ],
  [
    'rss1 content:encoded',
    rss1('<content:encoded><![CDATA[<p>b</p>]]></content:encoded>'),
    { body: '<p>b</p>' },
  ],
  [
    'georss, slash and wfw are harmless',
    rss2(
      '<georss:point>1 2</georss:point><slash:comments>3</slash:comments><wfw:commentRss>x</wfw:commentRss><title>t</title>',
    ),
    { title: 't', body: undefined },
  ],
  ['a module nobody knows', rss2('<x:title xmlns:x="urn:x">no</x:title>'), { title: undefined }],
];

describeFeedCases('RSS', [
  ['titles', titles],
  ['identity and addresses', addresses],
  ['texts', texts],
]);
