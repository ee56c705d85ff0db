import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseDate } from '../../../src/normalize/parse-date.js';

const NOW = new Date('2026-11-24T10:00:00+08:00');

describe('forms with a day', () => {
  test.each([
    ['2026-11-23', '2026-11-23T00:00:00+08:00'],
    ['2026/11/23', '2026-11-23T00:00:00+08:00'],
    ['2026.11.23', '2026-11-23T00:00:00+08:00'],
    ['2026-1-5', '2026-01-05T00:00:00+08:00'],
    ['2026年11月23日', '2026-11-23T00:00:00+08:00'],
    ['2026 年 1 月 5 日', '2026-01-05T00:00:00+08:00'],
    ['[2026-11-23]', '2026-11-23T00:00:00+08:00'],
    ['２０２６－１１－２３', '2026-11-23T00:00:00+08:00'],
    ['二〇〇七年七月十六日', '2007-07-16T00:00:00+08:00'],
    ['二○○七年十一月二十三日', '2007-11-23T00:00:00+08:00'],
    ['二零零七年十月十日', '2007-10-10T00:00:00+08:00'],
    ['二ＯＯ七年七月三十一日', '2007-07-31T00:00:00+08:00'],
    ['二００七年七月二十日', '2007-07-20T00:00:00+08:00'],
    ['20261123', '2026-11-23T00:00:00+08:00'],
  ])('%s', (text, expected) => {
    expect(parseDate(text, NOW)).toBe(expected);
  });
});

describe('forms with a time', () => {
  test.each([
    ['2026-11-23 09:05', '2026-11-23T09:05:00+08:00'],
    ['2026-11-23 09:05:33', '2026-11-23T09:05:33+08:00'],
    ['2026/11/23 9:05', '2026-11-23T09:05:00+08:00'],
    ['2026年11月23日 09:05', '2026-11-23T09:05:00+08:00'],
    ['2026年11月23日9时5分', '2026-11-23T09:05:00+08:00'],
    ['2026年11月23日 星期一 09:05', '2026-11-23T09:05:00+08:00'],
    ['2026-11-23 下午3:05', '2026-11-23T15:05:00+08:00'],
    ['2026-09-28-21:50:00', '2026-09-28T21:50:00+08:00'],
    ['２０２６－１１－２３　０９：０５', '2026-11-23T09:05:00+08:00'],
    ['发布时间：2026-11-23 09:05 来源：国家测绘局', '2026-11-23T09:05:00+08:00'],
    ['2026-11-23 09:05-10:30', '2026-11-23T09:05:00+08:00'],
    ['20261123090500', '2026-11-23T09:05:00+08:00'],
    ['1795395900', '2026-11-23T09:05:00+08:00'],
    ['1795395900000', '2026-11-23T09:05:00+08:00'],
  ])('%s', (text, expected) => {
    expect(parseDate(text, NOW)).toBe(expected);
  });
});

describe('ISO 8601 and W3CDTF in all precisions', () => {
  test.each([
    ['2026', '2026-01-01T00:00:00+08:00'],
    ['2026-11', '2026-11-01T00:00:00+08:00'],
    ['2026-11-23T09:05Z', '2026-11-23T17:05:00+08:00'],
    ['2026-11-23T09:05:00Z', '2026-11-23T17:05:00+08:00'],
    ['2026-11-23T09:05:00.123+01:00', '2026-11-23T16:05:00+08:00'],
    ['2026-11-23T09:05:00-0500', '2026-11-23T22:05:00+08:00'],
    ['2026-11-23T09:05:00', '2026-11-23T09:05:00+08:00'],
    ['2026-11-23T24:00:00+08:00', '2026-11-24T00:00:00+08:00'],
    ['20261123T090500Z', '2026-11-23T17:05:00+08:00'],
    ['2026-327', '2026-11-23T00:00:00+08:00'],
    ['2026-W48-1', '2026-11-23T00:00:00+08:00'],
  ])('%s', (text, expected) => {
    expect(parseDate(text, NOW)).toBe(expected);
  });
});

describe('RFC 822 with its liberties', () => {
  test.each([
    ['Mon, 23 Nov 2026 09:05:00 +0800', '2026-11-23T09:05:00+08:00'],
    ['Tue, 23 Nov 2026 09:05:00 GMT', '2026-11-23T17:05:00+08:00'],
    ['Mon, 23 Nov 26 09:05 EST', '2026-11-23T22:05:00+08:00'],
    ['23 Nov 2026 09:05:00 Z', '2026-11-23T17:05:00+08:00'],
    ['23 Nov 2026 09:05:00 A', '2026-11-23T18:05:00+08:00'],
    ['23 Nov 2026 09:05:00 N', '2026-11-23T16:05:00+08:00'],
    ['23 Nov 2026', '2026-11-23T00:00:00+08:00'],
    ['Sunday, 06-Nov-94 08:49:37 GMT', '1994-11-06T16:49:37+08:00'],
    ['Mon Nov 23 09:05:00 CST 2026', '2026-11-23T09:05:00+08:00'],
    ['November 23, 2026 9:05 PM', '2026-11-23T21:05:00+08:00'],
  ])('%s', (text, expected) => {
    expect(parseDate(text, NOW)).toBe(expected);
  });
});

describe('forms that need to know what day it is', () => {
  test.each([
    ['11-23', '2026-11-23T00:00:00+08:00'],
    ['[11-23]', '2026-11-23T00:00:00+08:00'],
    ['11月23日 09:05', '2026-11-23T09:05:00+08:00'],
    ['11-25', '2026-11-25T00:00:00+08:00'],
    ['11-26', '2025-11-26T00:00:00+08:00'],
    ['今天 09:05', '2026-11-24T09:05:00+08:00'],
    ['昨天', '2026-11-23T00:00:00+08:00'],
    ['前天 8:00', '2026-11-22T08:00:00+08:00'],
    ['5分钟前', '2026-11-24T09:55:00+08:00'],
    ['半小时前', '2026-11-24T09:30:00+08:00'],
    ['3小时前', '2026-11-24T07:00:00+08:00'],
    ['2天前', '2026-11-22T00:00:00+08:00'],
  ])('%s', (text, expected) => {
    expect(parseDate(text, NOW)).toBe(expected);
  });

  test('a day without a year just after new year is last year, also where the machine is in another zone', () => {
    const newYear = new Date('2026-12-31T16:30:00Z');
    expect(parseDate('12-31', newYear)).toBe('2026-12-31T00:00:00+08:00');
    expect(parseDate('01-01', newYear)).toBe('2027-01-01T00:00:00+08:00');
    expect(parseDate('今天', newYear)).toBe('2027-01-01T00:00:00+08:00');
  });
});

describe('never invents a date', () => {
  test.each([
    ['2026-02-30'],
    ['2026-13-01'],
    ['2026-11-31'],
    ['2026-11-23 25:00'],
    ['二〇二六年十三月一日'],
    ['30 Feb 2026 00:00:00 GMT'],
    ['26-11-23'],
    ['11/23/2026'],
    ['02-29'],
    ['2026年11月'],
    ['2026-366'],
    ['0001-01-01T00:00:00Z'],
    ['null'],
    ['尚未发布'],
    [''],
    ['   '],
    ['第3-4页 共12页'],
    ['电话：010-12345678'],
    ['999999999999999999999'],
  ])('%s', (text) => {
    expect(parseDate(text, NOW)).toBeUndefined();
  });
});

const day = fc.date({
  min: new Date('1950-01-01T00:00:00Z'),
  max: new Date('2100-01-01T00:00:00Z'),
  noInvalidDate: true,
});

test('every day is read alike from each of its written forms', () => {
  fc.assert(
    fc.property(day, (date) => {
      const [year = '', month = '', dayOfMonth = ''] = date.toISOString().slice(0, 10).split('-');
      const expected = `${year}-${month}-${dayOfMonth}T00:00:00+08:00`;
      const forms = [
        `${year}-${month}-${dayOfMonth}`,
        `${year}/${Number(month)}/${Number(dayOfMonth)}`,
        `${year}年${Number(month)}月${Number(dayOfMonth)}日`,
        `（${year}.${month}.${dayOfMonth}）`,
        `${year}${month}${dayOfMonth}`,
      ];
      for (const form of forms) expect(parseDate(form, NOW)).toBe(expected);
    }),
  );
});

test('an instant survives being written in any common form', () => {
  fc.assert(
    fc.property(day, (date) => {
      const seconds = Math.floor(date.getTime() / 1000) * 1000;
      const expected = `${new Date(seconds + 8 * 3_600_000).toISOString().slice(0, 19)}+08:00`;
      expect(parseDate(new Date(seconds).toISOString(), NOW)).toBe(expected);
      expect(parseDate(new Date(seconds).toUTCString(), NOW)).toBe(expected);
      expect(parseDate(expected, NOW)).toBe(expected);
    }),
  );
});

test('any text gives a valid instant or nothing, and quickly', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string(), fc.stringMatching(/^[0-9年月日:时分 前天今昨T+Z\-/.]{0,40}$/)),
      (text) => {
        const instant = parseDate(text, NOW);
        if (instant !== undefined) expect(instant).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+08:00$/);
      },
    ),
    { numRuns: 500 },
  );
});
