import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import iconv from 'iconv-lite';
import { decodeText, type DecodeHint } from '../../../../adapters/formats/decode-text.js';

const CHINESE = '国家测绘局关于开展全国测绘成果质量监督检查的通知，各省级测绘行政主管部门要高度重视。';
const TRADITIONAL = '國家測繪局關於開展全國測繪成果質量監督檢查的通知，各省級測繪行政主管部門應高度重視。';

function xml(text: string, encoding?: string): string {
  const declaration = encoding === undefined ? '' : `<?xml version="1.0" encoding="${encoding}"?>`;
  return `${declaration}<rss><channel><title>${text}</title></channel></rss>`;
}

function bytes(text: string, charset: string, addBOM = false): Uint8Array {
  return iconv.encode(text, charset, { addBOM });
}

const XML: DecodeHint = { kind: 'xml' };

describe('charset matrix', () => {
  const actual: [charset: string, text: string, decoded: string][] = [
    ['utf-8', CHINESE, 'utf-8'],
    ['gb2312', CHINESE, 'gb18030'],
    ['gbk', CHINESE + '镕', 'gb18030'],
    ['gb18030', CHINESE + '㐀', 'gb18030'],
    ['big5', TRADITIONAL, 'big5'],
  ];
  const said: [name: string, encoding: string | undefined, header: string | undefined][] = [
    ['nothing', undefined, undefined],
    ['utf-8 in the declaration', 'utf-8', undefined],
    ['gbk in the declaration', 'GBK', undefined],
    ['gb2312 in the header', undefined, 'text/xml; charset=gb2312'],
    ['the server default iso-8859-1', undefined, 'text/xml; charset=ISO-8859-1'],
    ['header and declaration apart', 'gb2312', 'application/rss+xml;charset="UTF-8"'],
    ['an unknown label', 'x-unheard-of', undefined],
    ['a wide charset that cannot be', 'utf-16', undefined],
  ];
  const cases = actual.flatMap(([charset, text, decoded]) =>
    said.map(([name, encoding, header]) => ({ charset, text, decoded, name, encoding, header })),
  );
  test.each(cases)(
    '$charset bytes are read where the label is $name',
    ({ charset, text, decoded, encoding, header }) => {
      const source = xml(text, encoding);
      const result = decodeText(bytes(source, charset), {
        kind: 'xml',
        ...(header && { contentType: header }),
      });
      if (charset === 'big5' && encoding === undefined && header === undefined) {
        // Nothing says Big5 and the field is Chinese: traditional text is still told apart by its characters.
        expect(result.charset).toBe('big5');
      }
      expect({ text: result.text, charset: result.charset }).toEqual({ text: source, charset: decoded });
    },
  );
});

describe('wide charsets', () => {
  const cases = ['utf-16le', 'utf-16be', 'utf-32le', 'utf-32be'].flatMap((charset) =>
    [true, false].flatMap((addBOM) =>
      [undefined, 'utf-16', 'utf-8'].map((encoding) => ({ charset, addBOM, encoding })),
    ),
  );
  test.each(cases)(
    '$charset is read with mark $addBOM under the label $encoding',
    ({ charset, addBOM, encoding }) => {
      const source = xml(CHINESE, encoding);
      const result = decodeText(bytes(source, charset, addBOM), XML);
      expect({ text: result.text, charset: result.charset }).toEqual({ text: source, charset });
    },
  );
});

describe('labels that name one charset are believed', () => {
  const cases: [label: string, charset: string, text: string][] = [
    ['shift_jis', 'shift_jis', '国土地理院のお知らせ'],
    ['euc-jp', 'euc-jp', '国土地理院のお知らせ'],
    ['euc-kr', 'euc-kr', '국토지리정보원 공지사항'],
    ['ks_c_5601-1987', 'euc-kr', '국토지리정보원'],
    ['windows-1251', 'windows-1251', 'Картография и геодезия'],
    ['koi8-r', 'koi8-r', 'Картография и геодезия'],
    ['iso-8859-2', 'iso-8859-2', 'Główny Urząd Geodezji'],
    ['windows-1250', 'windows-1250', 'Český úřad zeměměřický'],
    ['iso-8859-5', 'iso-8859-5', 'Картография'],
    ['iso-8859-7', 'iso-8859-7', 'Κτηματολόγιο'],
    ['iso-8859-15', 'iso-8859-15', 'Géodésie à 10 €'],
    ['windows-1256', 'windows-1256', 'الخرائط'],
    ['tis-620', 'windows-874', 'แผนที่'],
    ['macintosh', 'macintosh', 'Géodésie'],
    ['cp437', 'cp437', 'Géodésie'],
    ['cp850', 'cp850', 'Géodésie'],
  ];
  test.each(cases)('%s', (label, charset, text) => {
    const source = xml(text, label);
    expect(decodeText(bytes(source, label), XML)).toEqual({ text: source, charset });
  });

  test('iso-2022-jp hides in ASCII bytes', () => {
    const body = Buffer.from(`${xml('', 'iso-2022-jp')}\x1b$B9q\x1b(B`, 'latin1');
    expect(decodeText(body, XML).text).toContain('国');
  });

  test('Latin-1 is read as windows-1252, with its punctuation', () => {
    const body = Buffer.from(`${xml('', 'iso-8859-1')}caf\xe9 \x93quoted\x94 \x80`, 'latin1');
    expect(decodeText(body, XML).text).toContain('café “quoted” €');
  });

  test('one GBK character that happens to be well-formed UTF-8 stays GBK', () => {
    const source = xml('一', 'gbk');
    expect(decodeText(bytes(source, 'gbk'), XML)).toEqual({ text: source, charset: 'gb18030' });
  });

  test('the header wins over the declaration among charsets that the bytes allow', () => {
    const body = bytes(xml('Картография', 'koi8-r'), 'windows-1251');
    expect(decodeText(body, { kind: 'xml', contentType: 'text/xml; charset=windows-1251' }).text).toContain(
      'Картография',
    );
  });
});

describe('HTML labels', () => {
  test.each([
    ['<meta charset="gb2312">'],
    ['<META CHARSET=gbk>'],
    ['<meta http-equiv="Content-Type" content="text/html; charset=gb2312">'],
    ["<meta content='text/html;charset=GBK' http-equiv=content-type>"],
  ])('%s is read', (meta) => {
    const source = `<html><head>${meta}<title>通知</title>`;
    expect(decodeText(bytes(source, 'gbk'), { kind: 'html' })).toEqual({ text: source, charset: 'gb18030' });
  });
});

describe('mismatch', () => {
  test('GBK bytes under a UTF-8 label are reported', () => {
    const result = decodeText(bytes(xml(CHINESE, 'UTF-8'), 'gbk'), XML);
    expect(result.mismatch).toEqual({ declared: 'UTF-8', actual: 'gb18030' });
  });
  test('UTF-8 bytes under a GBK label are reported', () => {
    const result = decodeText(bytes(xml(CHINESE, 'gb2312'), 'utf8'), XML);
    expect(result.mismatch).toEqual({ declared: 'gb2312', actual: 'utf-8' });
  });
  test('a header that contradicts a true declaration is the one reported', () => {
    const hint: DecodeHint = { kind: 'xml', contentType: 'text/xml; charset=gbk' };
    expect(decodeText(bytes(xml(CHINESE, 'utf-8'), 'utf8'), hint).mismatch?.declared).toBe('gbk');
  });
  test('ASCII contradicts no label', () => {
    expect(decodeText(bytes(xml('plain', 'gbk'), 'utf8'), XML)).not.toHaveProperty('mismatch');
  });
});

describe('damage', () => {
  test('UTF-8 cut inside a character stays UTF-8', () => {
    const body = Buffer.from(xml(CHINESE, 'utf-8'));
    const cut = body.subarray(0, body.indexOf('。') + 1);
    expect(decodeText(cut, XML).charset).toBe('utf-8');
  });
  test('GBK cut inside a character stays GBK', () => {
    const whole = bytes(CHINESE, 'gbk');
    expect(decodeText(whole.subarray(0, whole.length - 1), XML).charset).toBe('gb18030');
  });
  test('an undeclared Latin-1 word is not taken for Chinese', () => {
    expect(decodeText(bytes(xml('Université générale'), 'latin1'), XML).text).toContain(
      'Université générale',
    );
  });
  test('a UTF-8 mark before GBK bytes is dropped and the bytes are believed', () => {
    const body = Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), bytes(xml(CHINESE), 'gbk')]);
    expect(decodeText(body, XML)).toMatchObject({ text: xml(CHINESE), charset: 'gb18030' });
  });
  test('the mark is not part of the text', () => {
    expect(decodeText(bytes('{"a":1}', 'utf8', true), { kind: 'json' }).text).toBe('{"a":1}');
  });
  test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'con-structor', 'valueOf'])(
    'a label that every object answers to, %s, is no charset',
    (label) => {
      const { text } = decodeText(Buffer.from('<a>测绘</a>'), {
        kind: 'xml',
        contentType: `text/xml; charset=${label}`,
      });
      expect(text).toBe('<a>测绘</a>');
    },
  );

  test('any bytes under any label decode without throwing', () => {
    const label = fc.oneof(
      fc.string(),
      fc.constantFrom('gbk', 'utf-16', 'utf-32', 'hz-gb-2312', 'hex', 'utf-7', 'big5'),
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), label, (body, charset) => {
        const { text } = decodeText(body, { kind: 'xml', contentType: `text/xml; charset=${charset}` });
        expect(typeof text).toBe('string');
      }),
      { numRuns: 500 },
    );
  });
  test('valid UTF-8 text of three-byte characters survives every wrong label', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0x4e00, max: 0x9fa5 }), { minLength: 1, maxLength: 40 }),
        fc.constantFrom('gbk', 'gb2312', 'big5', 'shift_jis', 'iso-8859-1', 'windows-1251', 'euc-kr'),
        (points, label) => {
          const source = xml(String.fromCodePoint(...points), label);
          expect(decodeText(bytes(source, 'utf8'), XML).text).toBe(source);
        },
      ),
    );
  });
});

test('several byte order marks are as good as one', () => {
  const body = Buffer.from('\ufeff\ufeff\ufeff<rss/>');
  expect(decodeText(body, { kind: 'xml' }).text).toBe('<rss/>');
});
