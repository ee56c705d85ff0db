import { describeFeedCases, type FeedCase } from './feed-cases.js';
import { atom } from './feed-document.js';

const SITE = 'http://www.example.gov.cn';
const XHTML = 'xmlns="http://www.w3.org/1999/xhtml"';

const addresses: FeedCase[] = [
  ['id', atom('<id> tag:a.cn,2007:1 </id>'), { externalId: 'tag:a.cn,2007:1' }],
  ['link', atom('<link href="http://a.cn/1"/>'), { url: 'http://a.cn/1' }],
  [
    'link alternate',
    atom('<link rel="self" href="/s"/><link rel="alternate" href="/1"/>'),
    { url: `${SITE}/1` },
  ],
  [
    'link with the long form of its relation',
    atom('<link rel="http://www.iana.org/assignments/relation/alternate" href="/1"/>'),
    { url: `${SITE}/1` },
  ],
  [
    'link of type html before others',
    atom('<link type="application/atom+xml" href="/a"/><link type="text/html" href="/1"/>'),
    { url: `${SITE}/1` },
  ],
  [
    'link via, related and self are none',
    atom('<link rel="via" href="/v"/><link rel="related" href="/r"/><link rel="self" href="/s"/>'),
    { url: undefined },
  ],
  [
    'link enclosure',
    atom('<link rel="enclosure" href="/a.pdf" type="application/pdf" length="7" title="附件"/>'),
    {
      attachments: [{ url: `${SITE}/a.pdf`, mediaType: 'application/pdf', size: 7, title: '附件' }],
      url: undefined,
    },
  ],
  ['id that is an address', atom('<id>http://a.cn/1</id>'), { url: 'http://a.cn/1' }],
  [
    'xml:base of the feed',
    atom('<link href="1.html"/>', '', 'xml:base="http://b.cn/x/"'),
    { url: 'http://b.cn/x/1.html', baseUrl: 'http://b.cn/x/' },
  ],
  [
    'xml:base of the link',
    atom('<link xml:base="/y/" href="1.html"/>', '', 'xml:base="http://b.cn/x/"'),
    { url: 'http://b.cn/y/1.html' },
  ],
  [
    'xml:base of the content',
    atom('<content xml:base="z/" type="html">a</content>', '', 'xml:base="http://b.cn/x/"'),
    { baseUrl: 'http://b.cn/x/z/' },
  ],
  [
    'xml:base relative to the document',
    atom('<link href="1"/>', '', 'xml:base="../y/"'),
    { url: `${SITE}/y/1` },
  ],
  [
    'xml:base inside xhtml',
    atom(
      `<content type="xhtml"><div ${XHTML}><p xml:base="http://c.cn/"><img src="i.png"/></p><img src="j.png"/></div></content>`,
    ),
    { body: '<p><img src="http://c.cn/i.png"></p><img src="j.png">' },
  ],
  ['media:thumbnail', atom('<media:thumbnail url="/t.jpg"/>'), { images: [{ url: `${SITE}/t.jpg` }] }],
];

const facts: FeedCase[] = [
  [
    'published and updated',
    atom('<published>2007-07-03T09:05:00+08:00</published><updated>2007-07-04T00:00:00Z</updated>'),
    { publishedAtText: '2007-07-03T09:05:00+08:00', updatedAtText: '2007-07-04T00:00:00Z' },
  ],
  [
    'updated alone',
    atom('<updated>2007-07-04</updated>'),
    { publishedAtText: '2007-07-04', updatedAtText: '2007-07-04' },
  ],
  [
    'published alone',
    atom('<published>2007-07-03</published>'),
    { publishedAtText: '2007-07-03', updatedAtText: undefined },
  ],
  [
    'updated of the feed is not the entry’s',
    atom('<title>t</title>', '<updated>2007-07-04</updated>'),
    { publishedAtText: undefined, updatedAtText: undefined },
  ],
  ['dc:date', atom('<dc:date>2007-07-03</dc:date>'), { publishedAtText: '2007-07-03' }],
  [
    'author name',
    atom('<author><name>张三</name><email>z@a.cn</email><uri>http://a.cn/z</uri></author>'),
    { author: '张三' },
  ],
  ['author email', atom('<author><email>z@a.cn</email></author>'), { author: 'z@a.cn' }],
  ['author uri', atom('<author><uri>http://a.cn/z</uri></author>'), { author: 'http://a.cn/z' }],
  [
    'authors',
    atom('<author><name>张三</name></author><author><name>李四</name></author>'),
    { author: '张三、李四' },
  ],
  [
    'contributors are no authors',
    atom('<contributor><name>张三</name></contributor>'),
    { author: undefined },
  ],
  [
    'author of the feed',
    atom('<title>t</title>', '<author><name>编辑部</name></author>'),
    { author: '编辑部' },
  ],
  [
    'author of the source',
    atom('<source><author><name>来源编辑</name></author></source>', '<author><name>编辑部</name></author>'),
    { author: '来源编辑' },
  ],
  ['dc:creator', atom('<dc:creator>张三</dc:creator>'), { author: '张三' }],
  [
    'source title',
    atom('<title>t</title><source><id>x</id><title>人民网</title><updated>2007</updated></source>'),
    { contentSource: '人民网', title: 't', externalId: undefined, updatedAtText: undefined },
  ],
  ['rights are no text', atom('<rights>r</rights>'), { body: undefined, summary: undefined }],
  ['category label', atom('<category term="yw" scheme="urn:x" label="要闻"/>'), { keywords: ['要闻'] }],
  ['category term', atom('<category term="yw"/>'), { keywords: ['yw'] }],
  ['category text', atom('<category>要闻</category>'), { keywords: ['要闻'] }],
  [
    'categories',
    atom('<category term="a"/><category term="b"/><dc:subject>c</dc:subject>'),
    { keywords: ['a', 'b', 'c'] },
  ],
  ['xml:lang of the feed', atom('<title>t</title>', '', 'xml:lang="zh-CN"'), { language: 'zh-CN' }],
  [
    'xml:lang of the content',
    atom('<content xml:lang="en">x</content>', '', 'xml:lang="zh-CN"'),
    { language: 'en' },
  ],
  [
    'xml:lang inherited by the content',
    atom('<content>x</content>', '', 'xml:lang="zh-CN"'),
    { language: 'zh-CN' },
  ],
  ['an empty xml:lang says nothing', atom('<title xml:lang="">t</title>', ''), { language: undefined }],
];

describeFeedCases('Atom', [
  ['identity and addresses', addresses],
  ['dates, people, keywords, languages', facts],
]);
