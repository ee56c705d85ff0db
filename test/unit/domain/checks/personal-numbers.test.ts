import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { findHomeAddresses } from '../../../../src/domain/checks/home-address.js';
import { findPersonalNumbers, maskPersonalNumbers } from '../../../../src/domain/checks/personal-numbers.js';

// Numbers made for this test: right check digits, nobody's.
const IDENTITY = '11010519491231002X';
const found = (text: string) => findPersonalNumbers(text).map(({ rule, masked }) => `${rule} ${masked}`);

describe('an identity number', () => {
  test.each([
    ['full-width digits', '１１０１０５１９４９１２３１００２Ｘ', '１１*************０２Ｘ'],
    ['groups parted by spaces', '110105 1949 1231 002X', '11**** **** **** *02X'],
    ['groups parted by hyphens', '110105-19491231-002x', '11****-********-*02x'],
    ['a wide space', '110105　19491231002X', '11****　*********02X'],
    ['behind another number', '编号 3 110105194912310021 及 ' + IDENTITY, '11*************02X'],
    ['behind groups that could be its beginning', '2026 1101 05194912 31002X', '11** ******** ***02X'],
    ['between Chinese characters', `张三${IDENTITY}李四`, '11*************02X'],
  ])('is found in spite of %s', (_what, text, masked) => {
    expect(found(text)).toEqual([`identity-number ${masked}`]);
  });

  test.each([
    ['a division there is none', '990105194912310020'],
    ['a day there is none', '110105194902300027'],
    ['a wrong check digit', '110105194912310021'],
    ['more digits behind', `${IDENTITY.slice(0, 17)}21`],
    ['letters around', `A${IDENTITY}`],
    ['a decimal before it', `3.${IDENTITY}`],
    ['the address of a page', `https://www.example.gov.cn/art/${IDENTITY}.html`],
    ['an index number', '000014349/2017-00110'],
    ['an organization code', '11100000MB0327169K'],
  ])('is none: %s', (_what, text) => {
    expect(found(text)).toEqual([]);
  });

  test('of fifteen digits needs words that say what it is', () => {
    expect(found('身份证号110105491231002')).toEqual(['identity-number 11**********002']);
    expect(found('流水号110105491231002')).toEqual([]);
    expect(found('身份证号110105491331002')).toEqual([]);
  });
});

describe('a mobile number', () => {
  test.each([
    ['138 0000 1234', '138 **** 1234'],
    ['138-0000-1234', '138-****-1234'],
    ['１３８００００１２３４', '１３８****１２３４'],
    ['+8613800001234', '138****1234'],
    ['86-138 0000 1234', '138 **** 1234'],
    ['手机13800001234/19912345678', '138****1234;199****5678'],
  ])('%s', (text, masked) => {
    expect(found(text)).toEqual(masked.split(';').map((each) => `mobile-number ${each}`));
  });

  test.each(['0.13800001234', '13800001234.5', '13800-001234', '138000012345', '2138000 0123'])(
    '%s is none',
    (text) => {
      expect(found(text)).toEqual([]);
    },
  );
});

describe('a bank card', () => {
  test.each([
    ['6222 0200 0000 0000 000', 'bank-card 6222 **** **** ***0 000'],
    ['卡号4111 1111 1111 1111', 'bank-card 4111 **** **** 1111'],
    ['卡号4111-1111-1111-1111。', 'bank-card 4111-****-****-1111'],
  ])('%s', (text, masked) => {
    expect(found(text)).toEqual([masked]);
  });

  test.each([
    ['of sixteen digits that nothing says to be one', '订单4111111111111111'],
    ['an invoice', '发票代码6222020000000001'],
    ['a document number', '流水5101052026110012'],
    ['an identity number whose check digit is wrong', '622201199001010005'],
  ])('is none: %s', (_what, text) => {
    expect(found(text)).toEqual([]);
  });
});

describe('masking', () => {
  test('keeps every character in its place, and hides what it finds', () => {
    const piece = fc.constantFrom(
      ...[IDENTITY, '13800001234', '138 0000 1234', '6222020000000000000', '，', ' ', 'A', '2026', '号', '-'],
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = pieces.join('');
        const masked = maskPersonalNumbers(text);
        expect(masked).toHaveLength(text.length);
        expect(findPersonalNumbers(masked, true)).toEqual([]);
        for (const [at, sign] of Array.from(masked).entries()) if (sign !== '*') expect(sign).toBe(text[at]);
      }),
    );
  });

  test('hides also what is only suspected, where it shows the words around something else', () => {
    expect(maskPersonalNumbers('订单4111111111111111')).toBe('订单4111********1111');
  });
});

describe('a home address', () => {
  test.each([
    [
      '家庭住址：武汉市武昌区中南路街道民主小区3栋2单元501室',
      '家庭住址：武汉市武昌区中南路街道*************',
    ],
    ['家住海淀区莲花池西路28号', '家住海淀区莲花池西路***'],
    ['李某，金色家园12号楼3单元402室', '***********'],
  ])('%s ends at the street', (text, masked) => {
    expect(findHomeAddresses(text).map((each) => each.masked)).toEqual([masked]);
  });

  test.each(['办公地址：莲花池西路28号3号楼501室', '报名地点：2号楼301室', '北京市海淀区莲花池西路28号'])(
    'is none: %s',
    (text) => {
      expect(findHomeAddresses(text)).toEqual([]);
    },
  );
});
