import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { maskHtml } from '../../../src/normalize/mask-html.js';
import { sanitizeHtml } from '../../../src/normalize/sanitize-html.js';

const piece = fc.constantFrom(
  ...['138', '0000', '1234', '<b>', '</b>', '<p>', '</p>', '<br>', ' ', '\n', '&nbsp;', '&lt;', '&amp;', '"'],
  ...[
    '张三',
    '<td>',
    '<table><tr>',
    '</table>',
    '<a href="https://a.test/138">',
    '</a>',
    '<!-- 138 -->',
    '😀',
  ],
);

describe('a masked body', () => {
  test('shows the masked text and has its tags as before', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const { html, text } = sanitizeHtml(pieces.join(''));
        const masked = text.replace(/\d/g, '*');
        const hidden = maskHtml(html, { text, masked, attributes: [] });
        expect(sanitizeHtml(hidden).text).toBe(masked);
        const tags = (markup: string) => markup.match(/<[^>]*>/g);
        expect(tags(hidden)).toEqual(tags(html));
      }),
    );
  });

  test('is nothing where text and body do not fit', () => {
    const of = (html: string, text: string) => () => maskHtml(html, { text, masked: text, attributes: [] });
    expect(of('<p>138</p>', '139')).toThrow(expect.objectContaining({ code: 'internal' }));
    expect(of('<p>138</p>', '13')).toThrow(expect.objectContaining({ code: 'internal' }));
    expect(of('<p>138</p>', '1389')).toThrow(expect.objectContaining({ code: 'internal' }));
  });
});
