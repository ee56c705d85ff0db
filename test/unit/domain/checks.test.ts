import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ItemContent } from '../../../schemas/item-content.js';
import { toCheckedRevision } from '../../../src/domain/checked-revision.js';
import { checkContent as checkWith } from '../../../src/domain/checks/index.js';
import { compileRules } from '../../../src/domain/checks/rules.js';
import {
  isCardNumber,
  isIdentityNumber,
  maskPersonalNumbers,
} from '../../../src/domain/checks/personal-numbers.js';
import { NOW, sampleContent, sampleItem } from './sample-item.js';
import { JUDGING } from './review-settings.js';

const RULES = compileRules([]);
const checkContent = (content: ItemContent) => checkWith(content, RULES);
const rules = (content: Partial<ItemContent>) => checkContent(sampleContent(content)).map(({ rule }) => rule);
const inText = (bodyText: string) => rules({ bodyText });

// Numbers made for this test: right check digits, nobody's.
const IDENTITY = '11010519491231002X';
const OTHER_IDENTITY = '440524188001010014';
const CARD = '6222020000000000000';

describe('identity numbers', () => {
  test.each([
    [IDENTITY, true],
    ['11010519491231002x', true],
    [OTHER_IDENTITY, true],
    ['110105194912310021', false],
    ['440524188001010013', false],
  ])('%s has a right check character: %s', (text, right) => {
    expect(isIdentityNumber(text)).toBe(right);
  });

  test('with any one digit changed are none', () => {
    const position = fc.nat(16);
    fc.assert(
      fc.property(position, fc.integer({ min: 1, max: 9 }), (at, by) => {
        const digit = (Number(OTHER_IDENTITY[at]) + by) % 10;
        const changed = `${OTHER_IDENTITY.slice(0, at)}${digit}${OTHER_IDENTITY.slice(at + 1)}`;
        expect(isIdentityNumber(changed)).toBe(false);
      }),
    );
  });

  test.each([
    ['in a sentence', `申请人身份证号${IDENTITY}，已核验`, true],
    ['with a small x', `号码${IDENTITY.toLowerCase()}。`, true],
    ['with a wrong check digit', '号码110105194912310021。', false],
    ['with a month that is none', '号码110105194913310021', false],
    ['inside a longer number', `编号9${IDENTITY.slice(0, 17)}99`, false],
    ['inside a code', `SN${IDENTITY}`, false],
  ])('%s', (_where, text, found) => {
    expect(inText(text).includes('personal-data.identity-number')).toBe(found);
  });
});

describe('bank cards', () => {
  test.each([
    [CARD, true],
    ['4111111111111111', true],
    ['4111111111111112', false],
    ['6222020000000000005', false],
  ])('%s passes Luhn: %s', (digits, right) => {
    expect(isCardNumber(digits)).toBe(right);
  });

  test.each([
    [`账号 ${CARD} 已停用`, ['personal-data.bank-card']],
    ['账号 6222020000000000005', []],
    ['订单 1234567890123456', []],
    [`证号 ${OTHER_IDENTITY}`, ['personal-data.identity-number']],
  ])('%s', (text, found) => {
    expect(inText(text)).toEqual(found);
  });
});

describe('mobile numbers', () => {
  test.each([
    ['联系电话13800001234', true],
    ['电话：19912345678。', true],
    ['电话010-68001234', false],
    ['电话12800001234', false],
    ['编号2138000012340', false],
  ])('%s', (text, found) => {
    expect(inText(text).includes('personal-data.mobile-number')).toBe(found);
  });
});

describe('what a finding shows', () => {
  test.each([
    [IDENTITY, '11*************02X'],
    ['13800001234', '138****1234'],
    [CARD, '6222***********0000'],
    ['2026112300001', '2026112300001'],
  ])('%s is masked as %s', (number, masked) => {
    expect(maskPersonalNumbers(`前${number}后`)).toBe(`前${masked}后`);
  });

  test('hides the numbers beside the one it is about as well', () => {
    const findings = checkContent(
      sampleContent({
        bodyText: `张三${IDENTITY}，李四${OTHER_IDENTITY}，电话13800001234，机密★10年，卡${CARD}`,
      }),
    );
    expect(findings.map(({ rule }) => rule)).toHaveLength(5);
    for (const { excerpt = '' } of findings) {
      expect(excerpt).not.toMatch(/\d{5}/);
    }
  });

  test('says where: field and offset lead back to the text', () => {
    const bodyText = `联系人张三，电话13800001234。`;
    const [finding] = checkContent(sampleContent({ bodyText }));
    expect(finding).toMatchObject({ severity: 'warn', field: 'bodyText', offset: bodyText.indexOf('138') });
    expect(finding?.excerpt).toBe('联系人张三，电话138****1234。');
  });

  test.each(['title', 'summary', 'bodyText'] as const)('is looked for in the %s', (field) => {
    expect(checkContent(sampleContent({ [field]: `号码${IDENTITY}` }))).toMatchObject([
      { rule: 'personal-data.identity-number', severity: 'block', field },
    ]);
  });
});

describe('markings of classified and internal documents', () => {
  test.each([
    ['绝密★30年', true],
    ['机密 ★ 10 年', true],
    ['秘密★5个月', true],
    ['秘密☆', true],
    ['密级：机密', true],
    ['密级: 内部', true],
    ['【内部】通知', true],
    ['（秘密）', true],
    ['(机密)', true],
    ['内部资料，注意保存', true],
    ['内部文件 严禁外传', true],
    ['保守国家秘密是公民的义务', false],
    ['地球内部结构', false],
    ['内部资料室开放', false],
    ['机密性与完整性', false],
  ])('%s: %s', (text, found) => {
    const findings = checkContent(sampleContent({ bodyText: `关于${text}` }));
    expect(findings.map(({ rule, severity }) => `${rule} ${severity}`)).toEqual(
      found ? ['secrecy.marking block'] : [],
    );
  });
});

describe('a map without its review number', () => {
  const image = { url: 'https://unit.test/1.png', alt: '湖北省地图' };
  test.each([
    ['审图号：GS(2016)1663号', false],
    ['审图号：GS（2024）0650号', false],
    ['审图号 GS京(2022)0001号', false],
    ['京S（2022）001号', false],
    ['国审字(2010)第1号', false],
    ['鄂审字〔2020〕第12号', false],
    ['ＧＳ［２０２４］０６５０号', false],
    ['GS (2016) 1663 号', false],
    ['审图号：待定', true],
    ['GS2016-1663', true],
  ])('in "%s" is found: %s', (bodyText, found) => {
    expect(rules({ bodyText, images: [image] }).includes('map.review-number')).toBe(found);
  });

  test.each<[string, Partial<ItemContent>, boolean]>([
    ['a map in the title', { title: '全国行政区划图发布', images: [{ ...image, alt: '图' }] }, true],
    [
      'a map in the line below the picture',
      {
        bodyHtml: '<p><img src="https://a.test/1.png"></p><p>图1 湖北省分布图</p>',
        images: [{ ...image, alt: '图' }],
      },
      true,
    ],
    [
      'a paragraph below a picture that speaks of maps',
      {
        bodyHtml: `<p><img src="https://a.test/1.png"></p><p>${'会议讨论了地图审核工作，'.repeat(8)}</p>`,
        images: [{ ...image, alt: '会议现场' }],
      },
      false,
    ],
    ['a number in the title', { title: '湖北省地图 GS（2024）0650号', images: [image] }, false],
    [
      'a number in the words beside another picture',
      { images: [image, { ...image, alt: '审图号：GS(2016)1663号' }] },
      false,
    ],
    ['another picture', { images: [{ ...image, alt: '会议现场' }] }, false],
    ['the word without a picture', { title: '地图审核管理规定' }, false],
    ['a number beside the picture', { images: [{ ...image, mapReviewNumber: 'GS(2016)1663号' }] }, false],
  ])('%s: %s', (_what, content, found) => {
    expect(rules(content).includes('map.review-number')).toBe(found);
  });
});

describe('what is missing', () => {
  const image = { url: 'https://unit.test/1.png', alt: '会议现场' };
  test.each<[string, Partial<ItemContent> | readonly (keyof ItemContent)[], string[]]>([
    ['nothing', {}, []],
    ['the body', { bodyText: '', bodyHtml: '' }, ['completeness.body warn']],
    ['the body, but there are pictures', { bodyText: '', bodyHtml: '', images: [image] }, []],
    ['the date', ['publishedAt'], ['completeness.date warn']],
    [
      'source and responsible person',
      ['contentSource', 'responsiblePerson'],
      ['completeness.source info', 'completeness.responsible-person info'],
    ],
    ['words for a picture', { images: [{ url: image.url }] }, ['completeness.image-alternative info']],
    [
      'words that say something',
      { images: [{ ...image, alt: 'IMG_2031.jpg' }] },
      ['completeness.image-alternative info'],
    ],
  ])('%s', (_what, change, found) => {
    const content = sampleContent();
    if (Array.isArray(change))
      for (const name of change as (keyof ItemContent)[]) Reflect.deleteProperty(content, name);
    else Object.assign(content, change);
    expect(checkContent(content).map(({ rule, severity }) => `${rule} ${severity}`)).toEqual(found);
  });
});

test('findings are bounded, the gravest rules first', () => {
  const findings = checkContent(sampleContent({ bodyText: `机密★ ${'电话13800001234，'.repeat(500)}` }));
  expect(findings).toHaveLength(100);
  expect(findings[0]?.severity).toBe('block');
});

test('a revision that is checked waits for people, with its findings', () => {
  const item = sampleItem({ revision: 4, content: sampleContent({ bodyText: '机密★' }) });
  const findings = checkContent(item.content);
  const checked = { ...JUDGING, rules: RULES, now: NOW };
  expect(toCheckedRevision(item, findings, checked)).toMatchObject({
    ...{ state: 'in-review', checkedRevision: 4 },
    findings: [{ rule: 'secrecy.marking' }],
    review: { policy: 'routine@1', revision: 4, stage: 0 },
  });
  expect(() => toCheckedRevision({ ...item, state: 'approved' }, findings, checked)).toThrow(
    expect.objectContaining({ code: 'wrong-state' }),
  );
});
