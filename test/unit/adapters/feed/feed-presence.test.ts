import { describe, expect, test } from '@jest/globals';
import { readFeed } from '../../../../adapters/sources/feed/read-feed.js';
import { linkedFeed } from '../../../support/linked-feed.js';
import { feedDocument } from './feed-document.js';

const ENTRY = { guid: 'urn:1', link: 'http://a.cn/1', title: '题', text: '文' };
const read = (text: string, most = 100) => readFeed(feedDocument(text), most);
const HISTORY = 'xmlns:fh="http://purl.org/syndication/history/1.0"';

describe('a feed names everything there is', () => {
  const whole = linkedFeed([ENTRY, { ...ENTRY, guid: 'urn:2' }], { complete: true });
  const link = (rel: string) =>
    whole.replace('<fh:complete/>', `<fh:complete/><link rel="${rel}" href="2.xml"/>`);
  const rss = `<rss version="2.0" ${HISTORY}><channel><title>t</title><fh:complete/><item><title>a</title></item></channel></rss>`;
  const rows: [name: string, text: string, most: number, complete: boolean][] = [
    ['when it says so', whole, 100, true],
    ['when RSS says so', rss, 100, true],
    ['under an undeclared prefix', whole.replace(/ xmlns:fh="[^"]*"/, ''), 100, true],
    ['not when it says nothing', linkedFeed([ENTRY]), 100, false],
    ['not when it is one page of several', link('next'), 100, false],
    ['when it links to itself', link('self'), 100, true],
    ['not when it is an archive', whole.replace('<fh:complete/>', '<fh:complete/><fh:archive/>'), 100, false],
    ['not when more entries were not read', whole, 1, false],
    ['not when it is cut off', whole.slice(0, whole.lastIndexOf('</entry>')), 100, false],
    [
      'not when an entry says so',
      rss.replace('<fh:complete/>', '').replace('</item>', '<fh:complete/></item>'),
      100,
      false,
    ],
    [
      'not when another vocabulary says so',
      whole.replace('purl.org/syndication/history', 'example.org/x'),
      100,
      false,
    ],
  ];
  test.each(rows)('%s', (_name, text, most, complete) => {
    expect(read(text, most).complete).toBe(complete);
  });

  test('and never as JSON Feed, which has no word for it', () => {
    const json = {
      version: 'https://jsonfeed.org/version/1.1',
      title: 't',
      items: [{ id: '1', content_text: 'x' }],
    };
    expect(read(JSON.stringify(json))).toMatchObject({ complete: false, deleted: [] });
  });
});

describe('deleted entries', () => {
  test('are named by the id they had', () => {
    const feed = read(linkedFeed([ENTRY], { deleted: ['urn:8', 'http://a.cn/9?a=1&amp;b=2'] }));
    expect(feed.deleted).toEqual(['urn:8', 'http://a.cn/9?a=1&b=2']);
    expect(feed.entries).toHaveLength(1);
  });

  test('without an id, or with one that no entry can have, are none', () => {
    const feed = linkedFeed([], { deleted: ['', `urn:${'x'.repeat(5000)}`] });
    expect(read(feed).deleted).toEqual([]);
  });

  test('may tell who and why; that is no part of an entry', () => {
    const text = linkedFeed([ENTRY], { deleted: ['urn:8'] }).replace(
      /<at:deleted-entry([^>]*)\/>/,
      '<at:deleted-entry$1><at:by><name>编辑</name></at:by><at:comment>误发</at:comment></at:deleted-entry>',
    );
    expect(read(text)).toMatchObject({ deleted: ['urn:8'], entries: [{ externalId: 'urn:1', title: '题' }] });
  });
});
