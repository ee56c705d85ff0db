import { describe, expect, test } from '@jest/globals';
import { findDocumentNumber, parseDocumentNumber } from '../../../src/normalize/document-number.js';

describe('a labelled field', () => {
  test.each([
    ['国办发〔2017〕47号', '国办发〔2017〕47号'],
    ['国测图字[2009]2号', '国测图字〔2009〕2号'],
    ['国发﹝2016﹞51号', '国发〔2016〕51号'],
    ['国发（2016）51 号', '国发〔2016〕51号'],
    ['国发【2016】第051号', '国发〔2016〕51号'],
    ['国发［２０１６］５１号', '国发〔2016〕51号'],
    ['〔2024〕—2 号', '〔2024〕2号'],
    ['国发〔二〇一六〕51号', '国发〔2016〕51号'],
    ['通告2017年第4号', '通告2017年第4号'],
    ['公告 2017 年 第 4 号', '公告2017年第4号'],
    ['第321号', '第321号'],
    ['国务院令 第 321 号', '国务院令第321号'],
  ])('%s', (text, normal) => {
    expect(parseDocumentNumber(text)).toEqual({ text, normal });
  });

  test.each([['无'], ['null'], [''], ['2017-05-01'], ['47号楼']])('holds no number: %s', (text) => {
    expect(parseDocumentNumber(text)).toBeUndefined();
  });
});

describe('the head of a body', () => {
  test('a number on a line of its own', () => {
    expect(findDocumentNumber('国家测绘局文件\n国测图发〔2009〕2号\n各省：')).toEqual({
      text: '国测图发〔2009〕2号',
      normal: '国测图发〔2009〕2号',
    });
  });

  test.each([
    ['quoted in a sentence', '根据《意见》（国办发〔2017〕47号）要求，现通知如下。'],
    ['of another document further down', `${'一段正文。\n'.repeat(20)}国办发〔2017〕47号`],
    ['without an issuer', '〔2024〕2号'],
    ['of a house', '人民路第4号'],
  ])('is not taken when %s', (_why, body) => {
    expect(findDocumentNumber(body)).toBeUndefined();
  });
});
