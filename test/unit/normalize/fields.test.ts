import { describe, expect, test } from '@jest/globals';
import { cleanField, cleanText, cutText } from '../../../src/normalize/clean-text.js';
import { toIndexNumber } from '../../../src/normalize/index-number.js';
import { toKeywords } from '../../../src/normalize/keywords.js';
import { toLanguage } from '../../../src/normalize/language.js';
import { findMapReviewNumbers } from '../../../src/normalize/map-review-number.js';
import { toThemes } from '../../../src/normalize/themes.js';
import { deriveTitle, toTitle } from '../../../src/normalize/title.js';

const SURVEYING = '城乡建设、环境保护\\气象、水文、测绘、地震';

describe('text', () => {
  test('is one clean line', () => {
    expect(cleanText(' \u0000测\u200b绘\u3000\u00a0局\n\t公\ud800告\ufeff ')).toBe('测绘 局 公告');
  });

  test('is cut without halving a character', () => {
    expect(cutText('ab😀', 3)).toBe('ab');
    expect(cutText('ab😀', 4)).toBe('ab😀');
  });

  test.each([['null'], ['NULL'], ['undefined'], [' '], ['--'], ['/'], [undefined]])(
    '%s says nothing',
    (text) => {
      expect(cleanField(text, 10)).toBeUndefined();
    },
  );
});

describe('title', () => {
  test.each([
    ['测绘法修订-国家测绘地理信息网', '测绘法修订'],
    ['国务院意见_政策_中国政府网', '国务院意见_政策'],
    ['地图审核 - 某某省自然资源厅', '地图审核'],
    ['测绘公告|某某市测绘院', '测绘公告'],
    ['关于GB/T 18316-2008的公告', '关于GB/T 18316-2008的公告'],
    ['北京-上海-广州局地气候图', '北京-上海-广州局地气候图'],
    ['张某任命-自然资源部', '张某任命-自然资源部'],
    ['中国政府网', '中国政府网'],
  ])('%s', (written, expected) => {
    expect(toTitle(written, 'text', [])).toBe(expected);
  });

  test('loses a suffix that is a known name of the site, whatever the sign', () => {
    expect(toTitle('张某任命-自然资源部', 'text', ['自然资源部'])).toBe('张某任命');
  });

  test('is plain text, whether it came as HTML or escaped once too often', () => {
    expect(toTitle('<b>测绘</b>&nbsp;&amp;&#22320;图', 'html', [])).toBe('测绘 &地图');
    expect(toTitle('A &lt;B&gt; &quot;C&quot; <D>', 'text', [])).toBe('A <B> "C" <D>');
  });

  test('is at most 500 characters and never half of one', () => {
    const title = toTitle('😀'.repeat(400) + 'x', 'text', []);
    expect(title.length).toBe(500);
    expect(title.endsWith('😀')).toBe(true);
    expect(toTitle('a' + '😀'.repeat(400), 'text', []).length).toBe(499);
  });

  test('of a note without one is its first line', () => {
    expect(deriveTitle('第一行\n第二行')).toBe('第一行');
  });
});

describe('主题分类', () => {
  test.each([
    [SURVEYING, [SURVEYING]],
    ['城乡建设、环境保护/气象、水文、测绘、地震', [SURVEYING]],
    ['城乡建设、环境保护 \\ 气象、水文、测绘、地震', [SURVEYING]],
    ['城乡建设、环境保护 > 气象，水文，测绘，地震', [SURVEYING]],
    ['气象、水文、测绘、地震', [SURVEYING]],
    ['综合政务\\政务公开;科技、教育\\科技', ['综合政务\\政务公开', '科技、教育\\科技']],
    ['财政、金融、审计\\货币(含外汇)', ['财政、金融、审计\\货币（含外汇）']],
    ['国防', ['国防']],
    ['其他', ['其他']],
    ['科技\\教育', []],
    ['自拟分类', []],
    ['', []],
  ])('%s', (written, expected) => {
    expect(toThemes([written])).toEqual(expected);
  });

  test('repeated ones count once', () => {
    expect(toThemes([SURVEYING, '气象、水文、测绘、地震'])).toEqual([SURVEYING]);
  });
});

describe('索引号', () => {
  test.each([
    ['000014349/2017-00110', '000014349/2017-00110'],
    ['00001434-9 / 2017 - 00110', '000014349/2017-00110'],
    ['ｋ12345678／2017－00110', 'K12345678/2017-00110'],
    ['11330000002482-2026-00012', '11330000002482-2026-00012'],
    ['无', undefined],
    [undefined, undefined],
  ])('%s', (written, expected) => {
    expect(toIndexNumber(written)).toBe(expected);
  });
});

describe('审图号', () => {
  test.each([
    ['审图号：GS(2024)0650号', 'GS(2024)0650号'],
    ['审图号：GS（2019）1663 号', 'GS(2019)1663号'],
    ['GS京(2022)0001号', 'GS京(2022)0001号'],
    ['京S（2022）001号', '京S(2022)001号'],
    ['国审字（2008）第123号', '国审字(2008)第123号'],
  ])('%s', (text, number) => {
    expect(findMapReviewNumbers(text).map((found) => found.number)).toEqual([number]);
  });

  test('is not a document number', () => {
    expect(findMapReviewNumbers('国测图字（2009）2号，国办发〔2017〕47号')).toEqual([]);
  });
});

test('keywords are parted by signs, or by spaces between Chinese words', () => {
  expect(toKeywords(['测绘；地图,遥感', 'remote sensing', '大地 测量', 'null', '测绘'])).toEqual([
    '测绘',
    '地图',
    '遥感',
    'remote sensing',
    '大地',
    '测量',
  ]);
});

test.each([
  ['zh_cn', 'x', 'zh-CN'],
  [undefined, '测绘 GIS 工作', 'zh'],
  ['not a tag!', '测绘', 'zh'],
  [undefined, 'Surveying and mapping', 'en'],
  [undefined, '2026', 'und'],
])('language %s of %s is %s', (tag, text, expected) => {
  expect(toLanguage(tag, text)).toBe(expected);
});
