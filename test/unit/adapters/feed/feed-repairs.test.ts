import { describeFeedCases, type FeedCase } from './feed-cases.js';
import { rss2 } from './feed-document.js';

const ITEM = '<item><title>t</title><link>http://a.cn/1</link></item>';
const wrap = (item: string): string => `<rss version="2.0"><channel><item>${item}</item></channel></rss>`;

const markup: FeedCase[] = [
  [
    'junk before the declaration',
    `\n\n \ufeff<?xml version="1.0"?>${rss2('<title>t</title>').slice(21)}`,
    { title: 't' },
  ],
  [
    'a PHP warning before the feed',
    `<br />\n<b>Warning</b>: x in <b>y</b> on line <b>1</b><br>\n${wrap('<title>t</title>')}`,
    { title: 't' },
  ],
  [
    'junk after the end',
    `${wrap('<title>t</title>')}<script>1 < 2 && x</script><item><title>no</title></item>`,
    { title: 't' },
  ],
  [
    'uppercase tags',
    '<RSS VERSION="2.0"><CHANNEL><ITEM><TITLE>t</TITLE><PUBDATE>2007</PUBDATE></ITEM></CHANNEL></RSS>',
    { title: 't', publishedAtText: '2007' },
  ],
  [
    'tags of mixed case',
    wrap('<Title>t</title><PubDate>2007</pubdate>'),
    { title: 't', publishedAtText: '2007' },
  ],
  ['an unclosed title', wrap('<title>t<link>http://a.cn/1</link>'), { title: 't', url: 'http://a.cn/1' }],
  ['an unclosed link', wrap('<link>http://a.cn/1<title>t</title>'), { title: 't', url: 'http://a.cn/1' }],
  [
    'an unclosed description',
    wrap('<description><p>d<pubDate>2007</pubDate>'),
    { body: '<p>d</p>', publishedAtText: '2007' },
  ],
  [
    'an unclosed CDATA close tag',
    wrap('<description><![CDATA[d]]><pubDate>2007</pubDate>'),
    { body: 'd', publishedAtText: '2007' },
  ],
  ['no close tag of the item', `<rss><channel><item><title>t</title></channel></rss>`, { title: 't' }],
  ['no close tag of the channel', `<rss><channel>${ITEM}</rss>`, { title: 't' }],
  ['no close tag of channel and rss', `<rss><channel>${ITEM}`, { title: 't' }],
  [
    'bad nesting',
    wrap('<description><b><i>d</b></i></description><title>t</title>'),
    { body: '<b><i>d</i></b>', title: 't' },
  ],
  ['a stray close tag', wrap('</p><title>t</title></description>'), { title: 't' }],
  ['a stray <', wrap('<title>a <3 b < c</title>'), { title: 'a <3 b < c' }],
  [
    'a close tag run into the next',
    wrap('<title>t</title<link>http://a.cn/1</link>'),
    { title: 't', url: 'http://a.cn/1' },
  ],
  [
    'attributes without quotes',
    wrap('<enclosure url=http://a.cn/a.pdf type=application/pdf/>'),
    { attachments: [{ url: 'http://a.cn/a.pdf', mediaType: 'application/pdf' }] },
  ],
  [
    'an attribute with a missing quote',
    wrap('<enclosure url="http://a.cn/a.pdf><title x="y">t</title>'),
    { title: 't' },
  ],
  [
    'an attribute with > and entities',
    wrap('<enclosure title="a > b &amp; c" url="http://a.cn/"/>'),
    { attachments: [{ url: 'http://a.cn/', title: 'a > b & c' }] },
  ],
  [
    'comments and instructions',
    wrap('<!-- <title>no</title> --><?php echo 1 ?><title>t<!-- x -->u</title>'),
    { title: 'tu' },
  ],
  ['an unclosed comment', wrap('<title>t</title><!-- x'), { title: 't' }],
  ['CDATA with markup of CDATA', wrap('<title><![CDATA[a]]]]><![CDATA[>b]]></title>'), { title: 'a]]>b' }],
  ['control characters', wrap('<title>a\u0000\u0008\u000bb</title>'), { title: 'ab' }],
  [
    'three hundred unescaped line breaks',
    wrap(`<description>${'a<br>'.repeat(300)}</description><title>t</title>`),
    { title: 't' },
  ],
  [
    'three hundred unclosed paragraphs',
    wrap(`<description>${'<p>a'.repeat(300)}</description><title>t</title>`),
    { title: 't' },
  ],
  ['a reference to nowhere', wrap('<title>&#0;&#xD800;&#x110000;a</title>'), { title: '\ufffd\ufffda' }],
];

const doctypes: FeedCase[] = [
  [
    'entities of a DTD are not expanded',
    `<!DOCTYPE rss [<!ENTITY e "expanded">]>${wrap('<title>a &e;</title>')}`,
    { title: 'a &e;' },
  ],
  [
    'external entities neither',
    `<!DOCTYPE rss [<!ENTITY e SYSTEM "file:///etc/passwd">]>${wrap('<title>a &e;</title>')}`,
    { title: 'a &e;' },
  ],
  [
    'a DTD with quotes, comments and brackets',
    `<!DOCTYPE rss [<!-- ]> ' --><!ENTITY a "x]>y"><!ELEMENT b (c)> ]>${wrap('<title>t</title>')}`,
    { title: 't' },
  ],
  ['a DTD that never ends', `<!DOCTYPE rss [<!ENTITY a "x">${wrap('<title>t</title>')}`, { title: 't' }],
  [
    'billion laughs',
    `<!DOCTYPE rss [<!ENTITY a "ha">${Array.from({ length: 30 }, (_, i) => `<!ENTITY b${i} "${`&b${i - 1};`.repeat(10)}">`).join('')}]>${wrap('<title>&b29;</title>')}`,
    { title: '&b29;' },
  ],
];

describeFeedCases('ill-formed', [
  ['markup', markup],
  ['DOCTYPE', doctypes],
]);
