import { describeFeedCases, type FeedCase } from './feed-cases.js';
import { jsonFeed } from './feed-document.js';

const SITE = 'http://www.example.gov.cn';

const fields: FeedCase[] = [
  ['id', jsonFeed({ id: 'x' }), { externalId: 'x' }],
  ['id as number', jsonFeed({ id: 42 }), { externalId: '42' }],
  ['id as address', jsonFeed({ id: 'http://a.cn/1' }), { url: 'http://a.cn/1' }],
  ['url', jsonFeed({ url: '/1.html' }), { url: `${SITE}/1.html` }],
  ['external_url', jsonFeed({ external_url: 'http://b.cn/' }), { url: 'http://b.cn/' }],
  [
    'url before external_url',
    jsonFeed({ external_url: 'http://b.cn/', url: 'http://a.cn/' }),
    { url: 'http://a.cn/' },
  ],
  ['title', jsonFeed({ title: 'a & <b>' }), { title: 'a & <b>', titleFormat: 'text' }],
  ['summary', jsonFeed({ summary: 's' }), { summary: 's', summaryFormat: 'text' }],
  [
    'content_html',
    jsonFeed({ content_html: '<p>a</p>', content_text: 'a' }),
    { body: '<p>a</p>', bodyFormat: 'html' },
  ],
  ['content_text', jsonFeed({ content_text: 'a < b' }), { body: 'a < b', bodyFormat: 'text' }],
  [
    'dates',
    jsonFeed({ date_published: '2007-07-03T09:05:00+08:00', date_modified: '2007-07-04' }),
    { publishedAtText: '2007-07-03T09:05:00+08:00', updatedAtText: '2007-07-04' },
  ],
  ['authors', jsonFeed({ authors: [{ name: '张三' }, { name: '李四' }] }), { author: '张三、李四' }],
  ['author of 1.0', jsonFeed({ author: { name: '张三' } }), { author: '张三' }],
  ['author of the feed', jsonFeed({ id: 1 }, { authors: [{ name: '编辑部' }] }), { author: '编辑部' }],
  ['tags', jsonFeed({ tags: ['a', ' b ', 3, ''] }), { keywords: ['a', 'b'] }],
  ['language', jsonFeed({ language: 'en' }, { language: 'zh' }), { language: 'en' }],
  ['language of the feed', jsonFeed({ id: 1 }, { language: 'zh' }), { language: 'zh' }],
  [
    'images',
    jsonFeed({ image: '/a.png', banner_image: '/b.png' }),
    { images: [{ url: `${SITE}/a.png` }, { url: `${SITE}/b.png` }] },
  ],
  [
    'attachments',
    jsonFeed({
      attachments: [{ url: '/a.pdf', mime_type: 'application/pdf', title: '附件', size_in_bytes: 7 }],
    }),
    { attachments: [{ url: `${SITE}/a.pdf`, mediaType: 'application/pdf', title: '附件', size: 7 }] },
  ],
  [
    'wrong types are absent',
    jsonFeed({ title: 7, url: {}, tags: 'x', authors: 'y', attachments: [null] }),
    { title: '7', url: undefined, keywords: undefined, author: undefined },
  ],
  [
    '1.0',
    JSON.stringify({ version: 'https://jsonfeed.org/version/1', items: [{ id: '1' }] }),
    { externalId: '1' },
  ],
];

describeFeedCases('JSON Feed', [['fields', fields]]);
