import { describe, expect, test } from '@jest/globals';
import { checkContent } from '../../../../src/domain/checks/index.js';
import { DEFAULT_RULES } from '../../../../src/domain/checks/default-rules.js';
import { compileRules } from '../../../../src/domain/checks/rules.js';
import { sampleContent } from '../sample-item.js';

const RULES = compileRules([]);
const found = (bodyText: string, rules = RULES) =>
  checkContent(sampleContent({ bodyText }), rules).map(({ rule, severity }) => `${severity} ${rule}`);

describe('coordinates', () => {
  test.each<[string, string[]]>([
    ['点位东经114.30551度，北纬30.59284度', ['warn secrecy.coordinates', 'warn secrecy.coordinates']],
    ['位于114°18′20.5″', ['warn secrecy.coordinates']],
    ['位于东经114度18分20秒', ['warn secrecy.coordinates']],
    ['坐标(114.30551, 30.59284)', ['warn secrecy.coordinates']],
    ['坐标30.59284，114.30551', ['warn secrecy.coordinates']],
    ['X=3385123.45，Y=38512345.67', ['warn secrecy.coordinates', 'warn secrecy.coordinates']],
    ['某雷达站位于东经114.30551度', ['block secrecy.coordinates']],
    ['雷达学院开学。城区中心在东经114.30551度', ['warn secrecy.coordinates']],
    ['东经114.3度，北纬30.5度', []],
    ['东经114.305度', []],
    ['114°18′', []],
    ['完成率114.30551', []],
    ['金额30.5928，合计114.3', []],
    ['经度差0.2', []],
  ])('%s', (text, expected) => {
    expect(found(text)).toEqual(expected);
  });

  test('follow the threshold that is set', () => {
    const [thresholds] = DEFAULT_RULES;
    if (!thresholds?.thresholds) throw new Error('no thresholds');
    const strict = compileRules([
      { ...thresholds, version: 2, thresholds: { ...thresholds.thresholds, coordinateMeters: 500 } },
    ]);
    expect(found('东经114.305度', strict)).toEqual(['warn secrecy.coordinates']);
    expect(strict.label).toContain('thresholds@2');
  });
});

describe('facts of maps', () => {
  test.each<[string, string[]]>([
    ['该军用机场高程为45.3米', ['block secrecy.elevation']],
    ['大坝坝顶海拔185米', ['block secrecy.elevation']],
    ['珠穆朗玛峰海拔8848.86米', []],
    ['影像分辨率优于0.3米', ['warn secrecy.imagery']],
    ['获取20厘米分辨率影像', ['warn secrecy.imagery']],
    ['影像分辨率为2米', []],
    ['分辨率0.5米', []],
    ['1∶10000地形图，等高距为5米', ['warn secrecy.contours']],
    ['1:5万地形图基本等高距10米', ['warn secrecy.contours']],
    ['1:100万地形图等高距为20米', []],
    ['等高距为5米', []],
    ['1∶10000地形图，等高距为25米', []],
  ])('%s', (text, expected) => {
    expect(found(text)).toEqual(expected);
  });
});

describe('numbers of internal documents', () => {
  test.each<[string, string[]]>([
    ['根据国测密发〔2009〕5号文件', ['block secrecy.internal-number']],
    ['见测内函[2010]12号', ['block secrecy.internal-number']],
    ['根据国办发〔2017〕47号', []],
    ['内蒙古测发〔2017〕4号', []],
  ])('%s', (text, expected) => {
    expect(found(text)).toEqual(expected);
  });
});

describe('home addresses', () => {
  test.each<[string, boolean]>([
    ['张某，家住武昌区中北路28号', true],
    ['家庭住址：武汉市洪山区珞喻路129号', true],
    ['获奖人地址：中北路28号3栋2单元501室', true],
    ['幸福小区12号楼1单元302室', true],
    ['办公地址：海淀区莲花池西路28号', false],
    ['长江大道拓宽工程完工', false],
  ])('%s: %s', (text, expected) => {
    expect(found(text).includes('warn personal-data.address')).toBe(expected);
  });
});

describe('an extraction that failed', () => {
  test.each<[string, string, string[]]>([
    ['the title alone', '基础测绘成果汇交', ['warn extraction.title-only']],
    [
      'replacement characters',
      '测绘\uFFFD\uFFFD\uFFFD成果汇交与质量检验工作部署',
      ['warn extraction.garbled'],
    ],
    ['text decoded twice', '锟斤拷锟斤拷锟斤拷，成果汇交与质量检验', ['warn extraction.garbled']],
    [
      'script of the page',
      'var page = 1; document.write("x") 成果汇交与质量检验工作',
      ['warn extraction.script'],
    ],
    ['an article', '各单位应当按时汇交测绘成果资料目录和副本。', []],
  ])('%s', (_what, text, expected) => {
    expect(found(text)).toEqual(expected);
  });
});

describe('wording', () => {
  const words = compileRules([
    {
      ...{ id: 'names', kind: 'words', version: 7, changedAt: '', changedBy: 'x', comment: '' },
      terms: [
        { term: '国测局', severity: 'block', replacement: '国家测绘局', advice: '用全称。' },
        { term: '禁用语', severity: 'info' },
      ],
    },
  ]);

  test('is judged by the severity of its list, with advice and place, and the lists are named', () => {
    const bodyText = '会议由国测局主持，各单位出席并讨论了汇交工作。';
    const [finding] = checkContent(sampleContent({ title: '含禁用语', bodyText }), words).filter(
      ({ field }) => field === 'bodyText',
    );
    expect(finding).toMatchObject({
      ...{ rule: 'wording.term', severity: 'block', field: 'bodyText', offset: 3 },
      zh: '“国测局”应为“国家测绘局”。用全称。',
      excerpt: bodyText,
    });
    expect(found('含禁用语的正文，写得足够长以免被当作标题。', words)).toEqual(['info wording.term']);
    expect(words.label).toBe('fixed-phrases@1 names@7 thresholds@1 typos@1');
  });

  test('comes with a list of common typos', () => {
    expect(found('会议布署了下一步座标转换工作，按时完成。')).toEqual([
      'warn wording.term',
      'warn wording.term',
    ]);
  });
});
