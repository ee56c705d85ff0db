import { describeFeedCases, type FeedCase } from './feed-cases.js';
import { rss1, rss2 } from './feed-document.js';

const SITE = 'http://www.example.gov.cn';
const mediaFile = `url="${SITE}/a.mp4" type="video/mp4" fileSize="9"`;

const dates: FeedCase[] = [
  [
    'pubDate as written',
    rss2('<pubDate>Tue, 03 Jul 2007 09:05:00 +0800</pubDate>'),
    { publishedAtText: 'Tue, 03 Jul 2007 09:05:00 +0800' },
  ],
  [
    'Chinese pubDate',
    rss2('<pubDate>2007年7月3日 09:05</pubDate>'),
    { publishedAtText: '2007年7月3日 09:05' },
  ],
  [
    'dc:date',
    rss2('<dc:date>2007-07-03T09:05:00+08:00</dc:date>'),
    { publishedAtText: '2007-07-03T09:05:00+08:00' },
  ],
  [
    'pubDate before dc:date',
    rss2('<dc:date>2007-07-04</dc:date><pubDate>2007-07-03</pubDate>'),
    { publishedAtText: '2007-07-03' },
  ],
  ['dcterms:issued', rss2('<dcterms:issued>2007-07-03</dcterms:issued>'), { publishedAtText: '2007-07-03' }],
  [
    'dcterms:created',
    rss2('<dcterms:created>2007-07-03</dcterms:created>'),
    { publishedAtText: '2007-07-03' },
  ],
  [
    'dcterms:created after dcterms:issued',
    rss2('<dcterms:created>2007-07-01</dcterms:created><dcterms:issued>2007-07-03</dcterms:issued>'),
    { publishedAtText: '2007-07-03' },
  ],
  [
    'dcterms:modified',
    rss2('<dcterms:modified>2007-07-05</dcterms:modified>'),
    { updatedAtText: '2007-07-05', publishedAtText: undefined },
  ],
  ['atom:published', rss2('<atom:published>2007-07-03</atom:published>'), { publishedAtText: '2007-07-03' }],
  [
    'atom:updated',
    rss2('<atom:updated>2007-07-05</atom:updated>'),
    { updatedAtText: '2007-07-05', publishedAtText: undefined },
  ],
  [
    'no date is no date',
    rss2('<title>t</title>', '<pubDate>2007-07-03</pubDate>'),
    { publishedAtText: undefined },
  ],
  ['rss1 dc:date', rss1('<dc:date>2007-07-03</dc:date>'), { publishedAtText: '2007-07-03' }],
];

const people: FeedCase[] = [
  ['author with a name', rss2('<author>me@a.cn (张三)</author>'), { author: '张三' }],
  ['author in full-width brackets', rss2('<author>me@a.cn（张三）</author>'), { author: '张三' }],
  ['author the other way', rss2('<author>Zhang San &lt;me@a.cn&gt;</author>'), { author: 'Zhang San' }],
  ['author as plain name', rss2('<author>张三</author>'), { author: '张三' }],
  ['author as address only', rss2('<author>me@a.cn</author>'), { author: 'me@a.cn' }],
  ['unescaped address', rss2('<author>Zhang San <me@a.cn></author>'), { author: 'Zhang San' }],
  ['dc:creator', rss2('<dc:creator>李四</dc:creator>'), { author: '李四' }],
  [
    'dc:creator before an address',
    rss2('<author>me@a.cn</author><dc:creator>李四</dc:creator>'),
    { author: '李四' },
  ],
  [
    'several dc:creator',
    rss2('<dc:creator>李四</dc:creator><dc:creator>王五</dc:creator>'),
    { author: '李四、王五' },
  ],
  ['itunes:author', rss2('<itunes:author>李四</itunes:author>'), { author: '李四' }],
  [
    'atom:author',
    rss2('<atom:author><atom:name>李四</atom:name><atom:email>l@a.cn</atom:email></atom:author>'),
    { author: '李四' },
  ],
  [
    'managingEditor',
    rss2('<title>t</title>', '<managingEditor>me@a.cn (编辑部)</managingEditor>'),
    { author: '编辑部' },
  ],
  [
    'own author before managingEditor',
    rss2('<author>张三</author>', '<managingEditor>x</managingEditor>'),
    { author: '张三' },
  ],
  ['channel dc:creator', rss1('<title>t</title>', '<dc:creator>编辑部</dc:creator>'), { author: '编辑部' }],
  [
    'webMaster writes nothing',
    rss2('<title>t</title>', '<webMaster>x@a.cn</webMaster>'),
    { author: undefined },
  ],
  ['source', rss2('<source url="http://b.cn/rss">人民网</source>'), { contentSource: '人民网' }],
  ['dc:source as name', rss2('<dc:source>人民网</dc:source>'), { contentSource: '人民网' }],
  [
    'dc:source as address is no name',
    rss2('<dc:source>http://b.cn/</dc:source>'),
    { contentSource: undefined },
  ],
  ['dc:publisher', rss2('<dc:publisher>国家测绘局</dc:publisher>'), { contentSource: '国家测绘局' }],
  [
    'atom:source',
    rss2('<atom:source><atom:title>人民网</atom:title></atom:source>'),
    { contentSource: '人民网' },
  ],
];

const keywords: FeedCase[] = [
  ['category', rss2('<category>要闻</category>'), { keywords: ['要闻'] }],
  [
    'several categories',
    rss2('<category domain="x">a</category><category>b</category>'),
    { keywords: ['a', 'b'] },
  ],
  ['equal categories once', rss2('<category>a</category><category>a</category>'), { keywords: ['a'] }],
  ['nested categories', rss2('<category>a<category>b</category></category>'), { keywords: ['a', 'b'] }],
  ['dc:subject', rss2('<dc:subject>a</dc:subject><dc:subject>b</dc:subject>'), { keywords: ['a', 'b'] }],
  ['itunes:keywords', rss2('<itunes:keywords>a, b</itunes:keywords>'), { keywords: ['a', 'b'] }],
  ['media:keywords', rss2('<media:keywords>a，b</media:keywords>'), { keywords: ['a', 'b'] }],
  [
    'media:category',
    rss2('<media:category scheme="urn:x" label="L">a/b</media:category>'),
    { keywords: ['L'] },
  ],
  [
    'itunes:category nested',
    rss2('<itunes:category text="a"><itunes:category text="b"/></itunes:category>'),
    { keywords: ['a', 'b'] },
  ],
  ['no category', rss2('<category/>'), { keywords: undefined }],
];

const media: FeedCase[] = [
  [
    'enclosure',
    rss2(`<enclosure url="${SITE}/a.pdf" length="12" type="application/pdf"/>`),
    { attachments: [{ url: `${SITE}/a.pdf`, size: 12, mediaType: 'application/pdf' }] },
  ],
  [
    'several enclosures',
    rss2('<enclosure url="/a.pdf"/><enclosure url="/b.pdf"/>'),
    { attachments: [{ url: `${SITE}/a.pdf` }, { url: `${SITE}/b.pdf` }] },
  ],
  [
    'image enclosure',
    rss2('<enclosure url="/a.jpg" type="image/jpeg" length="x"/>'),
    { images: [{ url: `${SITE}/a.jpg`, mediaType: 'image/jpeg' }], attachments: undefined },
  ],
  ['enclosure without address', rss2('<enclosure length="1"/>'), { attachments: undefined }],
  [
    'enclosure under xml:base',
    rss2('<enclosure xml:base="http://b.cn/" url="a.pdf"/>'),
    { attachments: [{ url: 'http://b.cn/a.pdf' }] },
  ],
  [
    'media:content',
    rss2(`<media:content ${mediaFile}/>`),
    { attachments: [{ url: `${SITE}/a.mp4`, mediaType: 'video/mp4', size: 9 }] },
  ],
  [
    'media:content of medium image',
    rss2(
      '<media:content url="/a" medium="image"><media:title>t</media:title><media:description>d</media:description></media:content>',
    ),
    { images: [{ url: `${SITE}/a`, title: 't', alt: 'd' }] },
  ],
  [
    'media:thumbnail',
    rss2('<media:thumbnail url="/t.jpg" width="1"/>'),
    { images: [{ url: `${SITE}/t.jpg` }] },
  ],
  [
    'media:thumbnail with text',
    rss2('<media:thumbnail>/t.jpg</media:thumbnail>'),
    { images: [{ url: `${SITE}/t.jpg` }] },
  ],
  [
    'media:group',
    rss2(`<media:group><media:content ${mediaFile}/><media:thumbnail url="/t.jpg"/></media:group>`),
    {
      images: [{ url: `${SITE}/t.jpg` }],
      attachments: [{ url: `${SITE}/a.mp4`, mediaType: 'video/mp4', size: 9 }],
    },
  ],
  [
    'thumbnail inside media:content',
    rss2('<media:content url="/a.mp4"><media:thumbnail url="/t.jpg"/></media:content>'),
    { images: [{ url: `${SITE}/t.jpg` }] },
  ],
  ['itunes:image', rss2('<itunes:image href="/i.png"/>'), { images: [{ url: `${SITE}/i.png` }] }],
  [
    'image element',
    rss2('<image><url>/i.png</url><title>x</title></image><title>t</title>'),
    { images: [{ url: `${SITE}/i.png` }], title: 't' },
  ],
  [
    'atom:link enclosure',
    rss2('<atom:link rel="enclosure" href="/a.pdf" type="application/pdf"/>'),
    { attachments: [{ url: `${SITE}/a.pdf`, mediaType: 'application/pdf' }], url: undefined },
  ],
  [
    'the same file twice',
    rss2(`<enclosure url="/a.mp4"/><media:content ${mediaFile}/>`),
    { attachments: [{ url: `${SITE}/a.mp4`, mediaType: 'video/mp4', size: 9 }] },
  ],
];

const languages: FeedCase[] = [
  ['channel language', rss2('<title>t</title>', '<language>zh-cn</language>'), { language: 'zh-cn' }],
  [
    'language after the items',
    '<rss version="2.0"><channel><item><title>t</title></item><language>zh-cn</language></channel></rss>',
    { language: 'zh-cn' },
  ],
  [
    'dc:language of the item',
    rss2('<dc:language>en</dc:language>', '<language>zh-cn</language>'),
    { language: 'en' },
  ],
  [
    'dc:language of the channel',
    rss1('<title>t</title>', '<dc:language>bo</dc:language>'),
    { language: 'bo' },
  ],
  [
    'xml:lang of the item',
    '<rss version="2.0"><channel><language>zh</language><item xml:lang="en"><title>t</title></item></channel></rss>',
    { language: 'en' },
  ],
  [
    'xml:lang of the description',
    rss2('<description xml:lang="ug">x</description>', '<language>zh</language>'),
    { language: 'ug' },
  ],
  [
    'xml:lang of the root',
    '<rss version="2.0" xml:lang="zh"><channel><item><title>t</title></item></channel></rss>',
    { language: 'zh' },
  ],
];

describeFeedCases('RSS', [
  ['dates', dates],
  ['people and sources', people],
  ['keywords', keywords],
  ['media', media],
  ['languages', languages],
]);
