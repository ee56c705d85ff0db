import { describeFeedCases, type FeedCase } from './feed-cases.js';
import { atom, atom03, jsonFeed, rss2 } from './feed-document.js';

const SITE = 'http://www.example.gov.cn';
const MEDIA = 'xmlns:media="http://search.yahoo.com/mrss/"';

const texts: FeedCase[] = [
  ['dc:author, which Dublin Core does not have', rss2('<dc:author>张三</dc:author>'), { author: '张三' }],
  [
    'a name after its address, both ways round',
    rss2('<author>zhang@a.cn (张三)</author><author>李四 &lt;li@a.cn&gt;</author>'),
    { author: '张三、李四' },
  ],
  ['fullitem', rss2('<fullitem>&lt;p&gt;全文&lt;/p&gt;</fullitem>'), { body: '<p>全文</p>' }],
  [
    'a summary after the description is the text',
    rss2('<description>提要</description><summary>全文</summary>'),
    { summary: '提要', body: '全文' },
  ],
  [
    'a summary before the description is the synopsis',
    rss2('<summary>提要</summary><description>全文</description>'),
    { summary: '提要', body: '全文' },
  ],
  [
    'beside a content module neither is the text',
    rss2('<summary>提要</summary><description>简介</description><content:encoded>全文</content:encoded>'),
    { summary: '提要', body: '全文' },
  ],
  [
    'a description in an Atom entry',
    atom03('<title>t</title><description>提要</description>'),
    { summary: '提要' },
  ],
  [
    'windows-1252 passed off as Unicode',
    rss2('<title>\u0093测绘\u0094\u0085\u0081</title>'),
    { title: '\u201c测绘\u201d\u2026' },
  ],
];

const links: FeedCase[] = [
  [
    'an alternate link as text beside an enclosure as text',
    atom('<link rel="enclosure" type="video/mp4">/v.mp4</link><link rel="alternate">/1.html</link>'),
    { url: `${SITE}/1.html`, attachments: [{ url: `${SITE}/v.mp4`, mediaType: 'video/mp4' }] },
  ],
  [
    'an address escaped twice',
    rss2('<link><![CDATA[/a?id=1&amp;col=2]]></link><enclosure url="/f?a=1&amp;amp;b=2"/>'),
    { url: `${SITE}/a?id=1&col=2`, attachments: [{ url: `${SITE}/f?a=1&b=2` }] },
  ],
  ['an enclosure as text alone', atom('<link rel="enclosure">/v.mp4</link>'), { url: undefined }],
  ['an enclosure without an address', rss2('<enclosure type="audio/mpeg"/>'), { attachments: undefined }],
];

const dates: FeedCase[] = [
  [
    'a date that says nothing beside one that does',
    rss2('<pubDate>N/A</pubDate><dc:date>2007-07-03</dc:date>'),
    { publishedAtText: '2007-07-03' },
  ],
  [
    'a date without digits is one',
    rss2('<pubDate>二〇〇七年七月三日</pubDate><dc:date>2007-07-04</dc:date>'),
    { publishedAtText: '二〇〇七年七月三日' },
  ],
  ['only dates that say nothing', rss2('<pubDate>待定</pubDate>'), { publishedAtText: '待定' }],
  [
    'the same in Atom',
    atom('<published>unknown</published><issued>2007-07-03</issued><updated>2007-07-05</updated>'),
    { publishedAtText: '2007-07-03', updatedAtText: '2007-07-05' },
  ],
];

const media: FeedCase[] = [
  ['itunes:image with url', rss2('<itunes:image url="/a.png"/>'), { images: [{ url: `${SITE}/a.png` }] }],
  [
    'itunes:link of an image',
    rss2('<itunes:link rel="image" href="/a.png"></itunes:link>'),
    { images: [{ url: `${SITE}/a.png` }], url: undefined },
  ],
  [
    'title and description of a group stand for the entry’s own',
    `<feed xmlns="http://www.w3.org/2005/Atom" ${MEDIA}><entry><media:group><media:title>组</media:title><media:description>说明</media:description></media:group></entry></feed>`,
    { title: '组', summary: '说明' },
  ],
  [
    'a group says nothing of an entry that speaks for itself',
    rss2(
      '<title>题</title><description>提要</description><media:group><media:title>组</media:title><media:description>说明</media:description></media:group>',
    ),
    { title: '题', summary: '提要' },
  ],
];

const json: FeedCase[] = [
  ['an id that is true', jsonFeed({ id: true, title: 't' }), { externalId: 'true' }],
  ['an id that is null', jsonFeed({ id: null, title: 't' }), { externalId: undefined, title: 't' }],
  [
    'an author who has a mail address only',
    jsonFeed({ title: 't', authors: [{ url: 'mailto:zhang@a.cn?subject=x' }] }),
    { author: 'zhang@a.cn' },
  ],
  ['a name with brackets', jsonFeed({ authors: [{ name: '测绘社（北京）' }] }), { author: '测绘社（北京）' }],
  [
    'no version, and nothing that is no feed',
    JSON.stringify({ title: 'f', _extension: {}, items: [{ id: 7, content_text: 'x' }] }),
    { externalId: '7', body: 'x' },
  ],
];

describeFeedCases('in the wild', [
  ['texts', texts],
  ['links', links],
  ['dates', dates],
  ['media', media],
  ['JSON', json],
]);
