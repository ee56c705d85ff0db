import { describe, expect, test } from '@jest/globals';
import type { SheetCell, SheetField, SheetRow } from '../../../adapters/documents/sheet.js';
import { toRowSubmission, type SheetDefaults } from '../../../src/ingest/sheet-rows.js';

const LINKED: SheetCell = { text: '查看', link: 'http://a.gov.cn/1' };
const NOW = new Date('2026-11-24T10:00:00+08:00');
const HEADINGS: [string, string, SheetField][] = [
  ['A', '编号', 'externalId'],
  ['B', '标题', 'title'],
  ['C', '发布日期', 'publishedAt'],
  ['D', '类别', 'kind'],
  ['E', '通道', 'lane'],
  ['F', '链接', 'url'],
  ['G', '附件', 'attachments'],
  ['H', '正文', 'body'],
  ['I', '主题分类', 'themes'],
];
const columns = HEADINGS.map(([letter, heading, field]) => ({ letter, heading, field }));

/** Text alone, or a whole cell in brackets. */
type Cells = Partial<Record<SheetField, string | [SheetCell]>>;

function read(cells: Cells, defaults: SheetDefaults = {}) {
  const row: SheetRow = { row: 3, cells: {} };
  for (const { field } of columns) {
    const cell = { title: '会议召开', ...cells }[field];
    if (cell !== undefined) row.cells[field] = typeof cell === 'string' ? { text: cell } : cell[0];
  }
  return toRowSubmission({ columns }, row, defaults, NOW);
}

describe('a row becomes an entry', () => {
  test.each<[string, Cells, SheetDefaults, object]>([
    ['kinds by their Chinese name', { kind: '通知公告' }, {}, { entry: { kind: 'notice' } }],
    ['kinds by their code', { kind: 'Notice' }, {}, { entry: { kind: 'notice' } }],
    ['kinds as people say', { kind: '要闻' }, { kind: 'notice' }, { entry: { kind: 'news' } }],
    [
      'a kind for all rows',
      {},
      { kind: 'notice', column: '公告' },
      { entry: { kind: 'notice', column: '公告' } },
    ],
    ['lanes', { lane: '加急' }, {}, { lane: 'urgent' }],
    ['a lane for all rows', {}, { lane: 'backfill' }, { lane: 'backfill' }],
    ['text bodies', { body: '1 < 2\n第二段' }, {}, { entry: { bodyFormat: 'text' } }],
    ['HTML bodies', { body: '<p>正文</p>' }, {}, { entry: { bodyFormat: 'html' } }],
    [
      'a date that nobody formatted as one',
      { publishedAt: [{ text: '46349', number: 46_349 }] },
      {},
      { entry: { publishedAtText: '2026-11-23' } },
    ],
    [
      'a date in digits',
      { publishedAt: [{ text: '20261123', number: 20_261_123 }] },
      {},
      { entry: { publishedAtText: '20261123' } },
    ],
    ['the address behind a word', { url: [LINKED] }, {}, { entry: { url: 'http://a.gov.cn/1' } }],
    [
      'several attachments',
      { attachments: 'http://a.gov.cn/1.doc；\nhttp://a.gov.cn/2.xls' },
      {},
      { entry: { attachments: [{ url: 'http://a.gov.cn/1.doc' }, { url: 'http://a.gov.cn/2.xls' }] } },
    ],
    [
      'themes',
      { themes: '城乡建设、环境保护\\测绘；科技' },
      {},
      { entry: { disclosure: { themes: ['城乡建设、环境保护\\测绘', '科技'] } } },
    ],
  ])('%s', (_what, cells, defaults, submission) => {
    expect(read(cells, defaults)).toMatchObject({ ok: true, submission });
  });
});

describe('what is wrong is named by row and column, in both languages', () => {
  test.each<[string, Cells, string, RegExp, RegExp]>([
    [
      'no title',
      { title: '' },
      'B',
      /^第 3 行“标题”列（B）：不能为空/,
      /^Row 3, column B \(标题\): must not/,
    ],
    ['a title of spaces', { title: '  ' }, 'B', /不能为空/, /empty/],
    ['a date that is none', { publishedAt: '下周三' }, 'C', /第 3 行“发布日期”列.*下周三/, /下周三/],
    ['a day that never was', { publishedAt: '2026-02-30' }, 'C', /无法识别/, /no date/],
    [
      'an error of the spreadsheet',
      { publishedAt: [{ text: '', error: '#VALUE!' }] },
      'C',
      /#VALUE!/,
      /#VALUE!/,
    ],
    ['an unknown kind', { kind: '杂项' }, 'D', /未知类别“杂项”.*通知公告/, /is no kind.*notice/],
    ['an unknown lane', { lane: '火速' }, 'E', /未知通道.*特急/, /is no lane.*flash/],
    ['flash without a reason', { lane: '特急' }, 'E', /须说明理由/, /needs a reason/],
    ['an address that is none', { url: '见附件' }, 'F', /不是以 http/, /http/],
    ['a script for an address', { url: 'javascript:alert(1)' }, 'F', /不是以 http/, /http/],
    ['an attachment that is none', { attachments: 'a.doc' }, 'G', /a\.doc/, /a\.doc/],
  ])('%s', (_what, cells, column, zh, en) => {
    expect(read(cells)).toEqual({
      ok: false,
      problems: [
        expect.objectContaining({ column, zh: expect.stringMatching(zh), en: expect.stringMatching(en) }),
      ],
    });
  });

  test('all of them at once', () => {
    const outcome = read({ title: '', kind: '杂项', url: 'x' });
    expect(outcome.ok ? [] : outcome.problems.map(({ column }) => column).sort()).toEqual(['B', 'D', 'F']);
  });
});
