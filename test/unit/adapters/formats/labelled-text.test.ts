import { describe, expect, test } from '@jest/globals';
import { fieldOfLabel, parseLabelledText } from '../../../../adapters/formats/labelled-text.js';

describe('a line of labels', () => {
  test.each([
    [
      '发布时间：2026-11-23 09:05　来源：国家测绘局　作者：张三 浏览次数：12',
      { publishedAtText: '2026-11-23 09:05', contentSource: '国家测绘局', author: '张三' },
    ],
    ['来 源: 测绘院 【字体：大 中 小】', { contentSource: '测绘院' }],
    ['2026-11-23 09:05 来源：中国政府网 [打印]', { contentSource: '中国政府网' }],
    [
      '索引号：000014349/2026-00001 主题分类：测绘 发文字号：国测发（2026）3号',
      { indexNumber: '000014349/2026-00001', themes: '测绘', documentNumberText: '国测发（2026）3号' },
    ],
    [
      '成文日期：2026年11月1日 发布日期：2026年11月3日',
      { signedAtText: '2026年11月1日', publishedAtText: '2026年11月3日' },
    ],
    ['来源：国家测绘局作者：张三', { contentSource: '国家测绘局' }],
    ['来源：null 作者：-', {}],
    ['会议时间：下周一', {}],
    ['资料来源：统计年鉴', {}],
    ['没有标签', {}],
  ])('%s', (text, expected) => {
    expect(parseLabelledText(text)).toEqual(expected);
  });
});

test.each([
  ['索 引 号：', 'indexNumber'],
  ['【发文机关】', 'issuer'],
  ['浏览次数', 'ignored'],
  ['测绘局', undefined],
])('a cell holding %s names %s', (text, field) => {
  expect(fieldOfLabel(text)).toBe(field);
});
