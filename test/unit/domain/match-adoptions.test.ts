import { describe, expect, test } from '@jest/globals';
import { matchAdoptions, type AwaitedItem, type ShownArticle } from '../../../src/domain/match-adoptions.js';

const awaited: AwaitedItem = {
  deliveryId: 'item-1.central',
  title: '全国基础测绘工作会议召开',
  url: 'https://www.example.gov.cn/view/1',
  sentAt: '2026-11-23T09:05:00.000+08:00',
  publishedAt: '2026-11-22T00:00:00.000+08:00',
};
const { url: _url, ...unaddressed } = awaited;
const shown: ShownArticle = {
  title: '全国基础测绘工作会议召开',
  url: 'https://www.example.gov.cn/2026-11/23/content_1.htm',
  at: '2026-11-23T00:00:00.000+08:00',
};

describe('an item counts as adopted', () => {
  test.each<[string, AwaitedItem[], ShownArticle[], string[]]>([
    ['by title and date', [unaddressed], [shown], [shown.url]],
    [
      'by the address that the portal gave',
      [awaited],
      [{ title: '改过的标题', url: awaited.url ?? '' }],
      [awaited.url ?? ''],
    ],
    [
      'by that address without its scheme and slash',
      [awaited],
      [{ title: '改', url: 'http://www.example.gov.cn/view/1/' }],
      ['http://www.example.gov.cn/view/1/'],
    ],
    [
      'by a title with other spaces and widths',
      [unaddressed],
      [{ ...shown, title: ' 全国基础测绘　工作会议召开 ' }],
      [shown.url],
    ],
    [
      'by the earliest of several',
      [unaddressed],
      [{ ...shown, url: 'https://x/2', at: '2026-11-25T00:00:00+08:00' }, shown],
      [shown.url],
    ],
    [
      'on the day it was published at home',
      [unaddressed],
      [{ ...shown, at: '2026-11-22T00:00:00+08:00' }],
      [shown.url],
    ],
    ['not by another title', [unaddressed], [{ ...shown, title: '全国基础测绘工作会议' }], []],
    ['not by a title without a date', [unaddressed], [{ title: shown.title, url: shown.url }], []],
    [
      'not by an article older than the item',
      [unaddressed],
      [{ ...shown, at: '2026-11-19T00:00:00+08:00' }],
      [],
    ],
    ['not by an article months later', [unaddressed], [{ ...shown, at: '2027-02-23T00:00:00+08:00' }], []],
    [
      'not by a title that two items share',
      [unaddressed, { ...unaddressed, deliveryId: 'item-2.central' }],
      [shown],
      [],
    ],
    ['not by an article without a title', [{ ...unaddressed, title: '——' }], [{ ...shown, title: '…' }], []],
  ])('%s', (_how, items, list, urls) => {
    expect(matchAdoptions(items, list).map(({ article }) => article.url)).toEqual(urls);
  });
});
