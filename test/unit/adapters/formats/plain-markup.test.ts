import { expect, test } from '@jest/globals';
import { XMLValidator } from 'fast-xml-parser';
import fc from 'fast-check';
import { parseHtmlText } from '../../../../adapters/formats/html-page.js';
import { toPlainMarkup } from '../../../../adapters/formats/plain-markup.js';

const markupOf = (html: string) => toPlainMarkup(parseHtmlText(html, '').$.root()[0]?.children ?? []);

test.each([
  ['<p onclick="x()" class=a>一<br>二&nbsp;&lt;三', '<p class="a">一<br/>二\u00a0&lt;三</p>'],
  ['<script>a<b</script><o:p>词</o:p><!-- 注 --><p>文</p>', '词<p>文</p>'],
  ['<img src="a.jpg" "odd" alt="甲&quot;乙">', '<img src="a.jpg" alt="甲&quot;乙"/>'],
])('%s is written as %s', (html, markup) => {
  expect(markupOf(html)).toBe(markup);
});

test('whatever the page, the markup is well-formed', () => {
  const pieces = fc.constantFrom(
    '<p>',
    '</p>',
    '<div a="1" b=2>',
    '</div>',
    '<br>',
    '<x:y>',
    '&amp;',
    '&',
    '<',
    '"',
    '字',
    '<!--',
    '-->',
    '<script>',
    '</script>',
    '<a "q">',
    '\u0001',
    ']]>',
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(pieces, fc.string()), { maxLength: 30 }), (parts) => {
      const markup = `<r>${markupOf(`<p>${parts.join('')}`)}</r>`;
      expect(XMLValidator.validate(markup)).toBe(true);
    }),
    { numRuns: 500 },
  );
});
