import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { compareContents } from '../../../src/review/compare-contents.js';
import { compareText } from '../../../src/review/compare-text.js';
import { sampleContent } from '../domain/sample-item.js';
import { someArticle } from '../../support/linked-feed.js';

/** `[-deleted-]{+inserted+}` and the rest as it is. */
function shown(before: string, after: string): string {
  return compareText(before, after)
    .segments.map(({ operation, text }) =>
      operation === 'equal' ? text : operation === 'delete' ? `[-${text}-]` : `{+${text}+}`,
    )
    .join('');
}

describe('two texts', () => {
  const rows: [name: string, before: string, after: string, result: string][] = [
    ['equal', '会议召开。', '会议召开。', '会议召开。'],
    ['both empty', '', '', ''],
    ['one empty', '', '新增一段。', '{+新增一段。+}'],
    ['a character', '会议在京召开', '会议在汉召开', '会议在[-京-]{+汉+}召开'],
    ['a number as a whole', '共完成2026幅', '共完成2027幅', '共完成[-2026-]{+2027+}幅'],
    ['a Latin word as a whole', '采用CORS系统', '采用GNSS系统', '采用[-CORS-]{+GNSS+}系统'],
    ['a sentence in between', '甲。丙。', '甲。乙。丙。', '甲。{+乙。+}丙。'],
    ['a sentence gone', '甲。乙。丙。', '甲。丙。', '甲。[-乙。-]丙。'],
    ['nothing in common', '春江花月夜。', '山高水长。', '[-春江花月夜。-]{+山高水长。+}'],
    ['beyond the basic plane', '𠮷林', '𠮶林', '[-𠮷-]{+𠮶+}林'],
  ];
  test.each(rows)('%s', (_name, before, after, result) => {
    expect(shown(before, after)).toBe(result);
  });

  const text = fc.array(fc.constantFrom('测', '绘', '局', '。', '\n', 'a', '1', '𠮷', ' '), {
    maxLength: 200,
  });
  test('are both in what is shown, exactly', () => {
    fc.assert(
      fc.property(text, text, (one, other) => {
        const [before, after] = [one.join(''), other.join('')];
        const { segments } = compareText(before, after);
        const without = (left: string) =>
          segments.flatMap(({ operation, text }) => (operation === left ? [] : [text])).join('');
        expect([without('insert'), without('delete')]).toEqual([before, after]);
        expect(segments.every((segment, i) => segment.operation !== segments[i - 1]?.operation)).toBe(true);
      }),
    );
  });

  const long = Array.from({ length: 500 }, (_, i) => someArticle(i).text).join('');
  const other = Array.from({ length: 500 }, (_, i) => someArticle(i + 500).text).join('');
  test('too different to be compared are shown whole, and it is said', () => {
    expect(compareText(long, other)).toEqual({
      coarse: true,
      segments: [
        { operation: 'delete', text: long },
        { operation: 'insert', text: other },
      ],
    });
  });

  test('long and almost the same are compared to the character', () => {
    const { segments, coarse } = compareText(long, `${long.slice(0, 40_000)}改${long.slice(40_001)}`);
    expect(coarse).toBe(false);
    expect(segments.filter(({ operation }) => operation !== 'equal').map(({ text }) => text.length)).toEqual([
      1, 1,
    ]);
  });
});

describe('two contents', () => {
  const before = sampleContent({ subtitle: '副题', keywords: ['测绘'] });
  test('that are equal have no difference', () => {
    expect(compareContents(before, { ...before })).toEqual([]);
  });

  test('differ field by field', () => {
    const { subtitle, ...rest } = before;
    const after = {
      ...rest,
      ...{ schemaVersion: 2, title: '基础测绘成果移交', keywords: ['测绘', '成果'], summary: '摘要' },
      ...{ bodyHtml: '<p>正文二</p>', bodyText: '正文二' },
    };
    expect(compareContents(before, after)).toEqual([
      { field: 'bodyHtml', change: 'changed' },
      {
        ...{ field: 'bodyText', change: 'changed' },
        segments: [
          { operation: 'equal', text: '正文' },
          { operation: 'insert', text: '二' },
        ],
      },
      { field: 'keywords', change: 'changed', before: ['测绘'], after: ['测绘', '成果'] },
      { field: 'subtitle', change: 'removed', segments: [{ operation: 'delete', text: '副题' }] },
      { field: 'summary', change: 'added', segments: [{ operation: 'insert', text: '摘要' }] },
      {
        ...{ field: 'title', change: 'changed' },
        segments: [
          { operation: 'equal', text: '基础测绘成果' },
          { operation: 'delete', text: '汇' },
          ...[{ operation: 'insert', text: '移' }],
          { operation: 'equal', text: '交' },
        ],
      },
    ]);
  });
});
