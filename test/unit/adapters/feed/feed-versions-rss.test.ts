import { describeFeedCases, type FeedCase } from './feed-cases.js';
import { rss2 } from './feed-document.js';

const versions: FeedCase[] = [
  [
    'RSS 0.90',
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://my.netscape.com/rdf/simple/0.9/"><channel><title>c</title></channel><item><title>t</title><link>http://a.cn/1</link></item></rdf:RDF>',
    { title: 't', url: 'http://a.cn/1' },
  ],
  [
    'RSS 0.91',
    '<rss version="0.91"><channel><language>zh</language><item><title>t</title><description>d</description></item></channel></rss>',
    { title: 't', body: 'd' },
  ],
  [
    'RSS 0.91 with its DOCTYPE',
    '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://my.netscape.com/publish/formats/rss-0.91.dtd"><rss version="0.91"><channel><item><title>t</title></item></channel></rss>',
    { title: 't' },
  ],
  [
    'RSS 0.92',
    '<rss version="0.92"><channel><item><description>d</description><source url="http://b.cn/">b</source></item></channel></rss>',
    { body: 'd', contentSource: 'b' },
  ],
  ['RSS without a version', '<rss><channel><item><title>t</title></item></channel></rss>', { title: 't' }],
  [
    'RSS 2.0 under a namespace',
    '<rss version="2.0" xmlns="http://backend.userland.com/rss2"><channel><item><title>t</title></item></channel></rss>',
    { title: 't' },
  ],
  [
    'RSS under an unheard-of namespace',
    '<rss version="2.0" xmlns="urn:x"><channel><item><title>t</title></item></channel></rss>',
    { title: 't' },
  ],
  [
    'RSS under the namespace of Atom',
    '<rss version="2.0" xmlns="http://www.w3.org/2005/Atom"><channel><item><title>t</title><pubDate>d</pubDate></item></channel></rss>',
    { title: 't', publishedAtText: 'd' },
  ],
  [
    'RSS 1.1',
    '<Channel xmlns="http://purl.org/net/rss1.1#" rdf:about="http://a.cn/"><items><item rdf:about="http://a.cn/1"><title>t</title></item></items></Channel>',
    { title: 't', url: 'http://a.cn/1' },
  ],
  [
    'CDF',
    '<CHANNEL BASE="http://a.cn/"><ITEM HREF="1" LASTMOD="2007-07-03"><TITLE>t</TITLE><ABSTRACT>s</ABSTRACT></ITEM></CHANNEL>',
    { title: 't', url: 'http://a.cn/1', updatedAtText: '2007-07-03', summary: 's' },
  ],
  [
    'prefixed RSS 1.0',
    '<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:rs="http://purl.org/rss/1.0/"><rs:item r:about="http://a.cn/1"><rs:title>t</rs:title></rs:item></r:RDF>',
    { title: 't', externalId: 'http://a.cn/1' },
  ],
  [
    'unusual prefixes',
    '<rss version="2.0" xmlns:x="http://purl.org/dc/elements/1.1/" xmlns:y="http://purl.org/rss/1.0/modules/content/"><channel><item><x:creator>张三</x:creator><y:encoded>&lt;p&gt;b&lt;/p&gt;</y:encoded></item></channel></rss>',
    { author: '张三', body: '<p>b</p>' },
  ],
  [
    'a usual prefix with another meaning',
    '<rss version="2.0" xmlns:dc="urn:other"><channel><item><dc:creator>x</dc:creator></item></channel></rss>',
    { author: undefined },
  ],
  [
    'undeclared prefixes',
    '<rss version="2.0"><channel><item><dc:creator>张三</dc:creator><content:encoded>b</content:encoded></item></channel></rss>',
    { author: '张三', body: 'b' },
  ],
  [
    'a prefix declared on the element',
    rss2('<d:date xmlns:d="http://purl.org/dc/elements/1.1/">2007</d:date>'),
    { publishedAtText: '2007' },
  ],
  [
    'a namespace without its slash',
    '<rss xmlns:c="http://purl.org/rss/1.0/modules/content"><channel><item><c:encoded>b</c:encoded></item></channel></rss>',
    { body: 'b' },
  ],
  [
    'items beside the channel',
    '<rss version="2.0"><channel><title>c</title></channel><item><title>t</title></item></rss>',
    { title: 't' },
  ],
];

describeFeedCases('RSS', [['versions and namespaces', versions]]);
