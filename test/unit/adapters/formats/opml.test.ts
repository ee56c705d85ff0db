import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import iconv from 'iconv-lite';
import { readOpml } from '../../../../adapters/formats/read-opml.js';
import { writeOpml } from '../../../../adapters/formats/write-opml.js';

const opml = (body: string) =>
  Buffer.from(`<?xml version="1.0"?><opml version="1.0"><body>${body}</body></opml>`);
const A = 'https://a.cn/rss?x=1&amp;y=2';

describe('readOpml', () => {
  test.each<[string, string, object[]]>([
    [
      'a feed',
      `<outline text="甲" xmlUrl="${A}"/>`,
      [{ title: '甲', url: 'https://a.cn/rss?x=1&y=2', folders: [] }],
    ],
    ['attributes in any case', `<OUTLINE TITLE="甲" XMLURL="${A}"/>`, [{ title: '甲' }]],
    ['text before title', '<outline title="b" text="a" xmlUrl="x"/>', [{ title: 'a' }]],
    [
      'white space around and in between',
      '<outline text=" a \n b " xmlUrl=" x "/>',
      [{ title: 'a b', url: 'x' }],
    ],
    [
      'folders',
      '<outline text="省局"><outline text="湖北"><outline text="甲" xmlUrl="x"/></outline><outline text="乙" xmlUrl="y"/></outline><outline text="丙" xmlUrl="z"/>',
      [{ folders: ['省局', '湖北'] }, { folders: ['省局'] }, { folders: [] }],
    ],
    ['folders without a name', '<outline><outline text="甲" xmlUrl="x"/></outline>', [{ folders: [] }]],
    [
      'a feed that holds others',
      '<outline text="甲" xmlUrl="x"><outline text="乙" xmlUrl="y"/></outline>',
      [{ folders: [] }, { folders: ['甲'] }],
    ],
    ['a feed without an address', '<outline type="rss" text="甲"/>', [{ title: '甲', folders: [] }]],
    ['the address in its old place', '<outline type="rss" text="甲" url="x"/>', [{ title: '甲', url: 'x' }]],
    ['what is commented out', '<outline isComment="true" text="甲" xmlUrl="x"/>', []],
    ['links, which are no feeds', '<outline type="link" text="甲" url="https://a.cn/"/>', []],
    ['no outline at all', '', []],
  ])('%s', (_what, body, expected) => {
    expect(readOpml(opml(body))).toMatchObject(expected);
    expect(readOpml(opml(body))).toHaveLength(expected.length);
  });

  test('any charset', () => {
    const text =
      '<?xml version="1.0" encoding="GB2312"?><opml><body><outline text="测绘要闻" xmlUrl="x"/></body></opml>';
    expect(readOpml(iconv.encode(text, 'gb18030'))).toMatchObject([{ title: '测绘要闻' }]);
  });

  test.each([
    ['a feed', '<rss><channel/></rss>', 'parse-unrecognized'],
    ['a page', '<!doctype html><html><body><outline xmlUrl="x"/></body></html>', 'parse-unrecognized'],
    ['words', 'OPML', 'parse-unrecognized'],
    ['nothing', ' \n', 'parse-empty'],
    ['too deep a nesting', `<opml>${'<outline text="a">'.repeat(1000)}`, 'parse-too-deep'],
    ['too many feeds', `<opml>${'<outline xmlUrl="x"/>'.repeat(5001)}`, 'parse-too-large'],
    ['too many bytes', `<opml>${' '.repeat(5_300_000)}`, 'parse-too-large'],
  ])('%s is refused', (_what, text, code) => {
    expect(() => readOpml(Buffer.from(text))).toThrow(expect.objectContaining({ code }));
  });

  test('any bytes end in feeds or in an error that says what is wrong', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.boolean(), (bytes, headed) => {
        try {
          readOpml(headed ? Buffer.concat([Buffer.from('<opml><outline '), bytes]) : bytes);
        } catch (error) {
          expect(error).toMatchObject({ code: expect.stringMatching(/^parse-/) });
        }
      }),
    );
  });
});

describe('writeOpml', () => {
  const word = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 30 })
    .map((text) => text.replace(/\s+/g, ' ').trim())
    .filter((text) => text !== '');

  test('is read again as what was written', () => {
    const outline = fc.record({ title: word, url: fc.webUrl(), folders: fc.array(word, { maxLength: 3 }) });
    fc.assert(
      fc.property(fc.array(outline, { maxLength: 10 }), (outlines) => {
        const sorted = (list: readonly object[]) => list.map((each) => JSON.stringify(each)).sort();
        const read = readOpml(Buffer.from(writeOpml('测试', outlines)));
        const plain = outlines.map(({ title, url, folders }) => ({ title, url, folders }));
        expect(sorted(read.map(({ title, url, folders }) => ({ title, url, folders })))).toEqual(
          sorted(plain),
        );
      }),
    );
  });

  test('characters that XML cannot say are left out', () => {
    const text = writeOpml('a', [{ title: 'x\u0000\ud800y\u001b', url: 'https://a.cn/', folders: [] }]);
    expect(text).toContain('text="xy"');
  });
});
