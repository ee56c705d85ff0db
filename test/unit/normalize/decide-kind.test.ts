import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ITEM_KIND_NAMES, ITEM_KINDS, type ItemKind } from '../../../schemas/item-kind.js';
import { decideKind } from '../../../src/normalize/decide-kind.js';
import { toItemContent } from '../../../src/normalize/to-item-content.js';

const TITLE = '全省测绘工作迈上新台阶';

describe('a column', () => {
  test.each(ITEM_KINDS)('that is called as the policy calls it is of its kind: %s', (kind) => {
    expect(decideKind({ column: ITEM_KIND_NAMES[kind], title: TITLE })).toBe(kind);
  });

  test.each<[string, ItemKind]>([
    ['公告公示', 'notice'],
    ['通 知', 'notice'],
    ['测绘要闻', 'news'],
    ['图片新闻', 'media'],
    ['基层动态', 'news'],
    ['规范性文件', 'regulation'],
    ['政策文件解读', 'interpretation'],
    ['发展规划', 'plan'],
    ['民意征集', 'survey'],
    ['意见征求公告', 'survey'],
    ['内设机构', 'organization-profile'],
    ['局领导', 'leader-profile'],
    ['局长信箱', 'letter'],
    ['热点专题', 'special-topic'],
    ['干部任免公示', 'personnel'],
    ['重要会议', 'meeting'],
    ['常见问题', 'faq'],
    ['行政许可', 'service-guide'],
  ])('%s is %s', (column, kind) => {
    expect(decideKind({ column, title: TITLE })).toBe(kind);
  });
});

describe('without a telling column', () => {
  test.each<[string, ItemKind]>([
    ['关于开展全省基础测绘成果质量检查的通知', 'notice'],
    ['关于公布测绘资质名单的公告（2026年第3号）', 'notice'],
    ['关于张三同志任职的通知', 'personnel'],
    ['《测绘成果管理条例》解读', 'interpretation'],
    ['关于印发《基础测绘“十五五”规划》的通知', 'plan'],
    ['关于印发《测绘资质管理办法》的通知', 'regulation'],
    ['测绘成果质量监督抽查管理办法', 'regulation'],
    ['关于促进测绘事业发展的意见', 'regulation'],
    ['关于公开征求《测绘条例（修订草案）》意见的公告', 'survey'],
    ['全国测绘工作会议在北京召开', 'meeting'],
    ['地图审核办事指南', 'service-guide'],
    ['局长在线访谈：走进地理信息', 'interview'],
    ['李四局长会见外宾', 'news'],
  ])('the title %s is %s', (title, kind) => {
    expect(decideKind({ title })).toBe(kind);
  });

  test.each<[string, ItemKind]>([
    ['http://www.example.gov.cn/zwgk/tzgg/202611/t20261120_1.html', 'notice'],
    ['http://www.example.gov.cn/xwzx/rsrm/1.html', 'personnel'],
    ['http://www.example.gov.cn/TZGG/1.html', 'notice'],
    ['http://www.example.gov.cn/info/1001/2002.htm', 'news'],
    ['http://www.example.gov.cn/tzgg', 'news'],
  ])('the address %s says %s', (url, kind) => {
    expect(decideKind({ url, title: TITLE })).toBe(kind);
  });
});

describe('of several hints', () => {
  const everything = {
    column: '政策解读',
    columnType: '通知公告',
    columnPath: ['政务公开', '规划计划'],
    url: 'http://www.example.gov.cn/rsrm/1.html',
    title: '关于召开会议的通知',
  };
  const { column, columnType, columnPath, ...rest } = everything;

  test('the label of the column comes first, then its type, then the path, then the folder, then the title', () => {
    expect(decideKind(everything)).toBe('interpretation');
    expect(decideKind({ ...rest, columnPath, columnType })).toBe('notice');
    expect(decideKind({ ...rest, columnPath })).toBe('plan');
    expect(decideKind(rest)).toBe('personnel');
    expect(decideKind({ title: rest.title })).toBe('notice');
  });

  test('the innermost step of the path comes first, and steps that say nothing are passed over', () => {
    const path = ['政策法规', '通知公告', '2026年'];
    expect(decideKind({ columnPath: path, title: TITLE })).toBe('notice');
  });

  test('a column that says nothing leaves it to the others', () => {
    expect(decideKind({ ...rest, column: '首页' })).toBe('personnel');
  });
});

describe('an item', () => {
  const entry = { url: 'http://www.example.gov.cn/tzgg/1.html', title: TITLE, body: '<p>正文</p>' };
  const kindOf = (given: object, defaults: { kind?: ItemKind; column?: string }) => {
    const outcome = toItemContent({ ...entry, ...given }, { defaults, now: new Date(0) });
    return outcome.ok ? outcome.content.kind : outcome;
  };

  test('is of the kind that it names, then of the registration, then of the rules', () => {
    expect(kindOf({ kind: 'letter' }, { kind: 'faq' })).toBe('letter');
    expect(kindOf({ column: '政策解读' }, { kind: 'faq' })).toBe('faq');
    expect(kindOf({ column: '政策解读' }, {})).toBe('interpretation');
    expect(kindOf({}, { column: '人事任免' })).toBe('personnel');
    expect(kindOf({}, {})).toBe('notice');
  });

  test('stands in the column of its label, of the registration, or of the path, in this order', () => {
    const columnOf = (given: object, defaults: { column?: string }) => {
      const outcome = toItemContent({ ...entry, ...given }, { defaults, now: new Date(0) });
      return outcome.ok ? outcome.content.column : outcome;
    };
    expect(columnOf({ column: '要闻', columnPath: ['动态'] }, { column: '通知' })).toBe('要闻');
    expect(columnOf({ columnPath: ['动态'] }, { column: '通知' })).toBe('通知');
    expect(columnOf({ columnPath: ['新闻', '动态'] }, {})).toBe('动态');
    expect(columnOf({}, {})).toBeUndefined();
  });
});

test('whatever the hints, there is a kind', () => {
  fc.assert(
    fc.property(
      fc.string(),
      fc.string(),
      fc.array(fc.string()),
      fc.string(),
      (title, column, columnPath, url) => {
        expect(ITEM_KINDS).toContain(decideKind({ title, column, columnPath, url }));
      },
    ),
  );
});

test('a title of any length and repetition is decided at once', () => {
  for (const part of ['关于', '召开', '征求', '印发《', '（', '任职'])
    expect(ITEM_KINDS).toContain(decideKind({ title: part.repeat(50_000), column: part.repeat(50_000) }));
});
