import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isAppError, type ErrorCode } from '../../../../schemas/errors.js';
import { rawEntry, type RawEntry } from '../../../../schemas/raw-entry.js';
import { atom, jsonFeed, parseFeed, rss1, rss2 } from './feed-document.js';

function codeOf(body: string | Uint8Array): ErrorCode | RawEntry[] {
  try {
    return parseFeed(body);
  } catch (error) {
    if (isAppError(error)) return error.code;
    throw error;
  }
}

function detailsOf(body: string): Record<string, unknown> {
  try {
    parseFeed(body);
  } catch (error) {
    if (isAppError(error)) return error.details;
  }
  throw new Error('was read as a feed');
}

describe('what is no feed', () => {
  test.each<[string, string, ErrorCode]>([
    ['nothing', '', 'parse-empty'],
    ['white space', ' \r\n\t\ufeff ', 'parse-empty'],
    ['text', 'Service unavailable', 'parse-unrecognized'],
    ['an HTML page', '<!DOCTYPE html><html><body><p>要闻</p></body></html>', 'parse-unrecognized'],
    ['other XML', '<?xml version="1.0"?><datastore><recordset/></datastore>', 'parse-unrecognized'],
    ['a sitemap', '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"/>', 'parse-unrecognized'],
    ['other JSON', '{"articles":[]}', 'parse-unrecognized'],
    ['JSON of items that are no articles', '{"items":[{"name":"x"}]}', 'parse-unrecognized'],
    ['JSON of items beside what no feed has', '{"items":[{"id":"x"}],"total":1}', 'parse-unrecognized'],
    ['JSON of another version', '{"version":"2.0","items":[{"id":"x"}]}', 'parse-unrecognized'],
    ['a JSON list', '[1]', 'parse-unrecognized'],
    ['cut JSON', '{"version":"https://jsonfeed.org/version/1.1","items":[{"id":"1"', 'parse-malformed'],
  ])('%s', (_, body, code) => {
    expect(codeOf(body)).toBe(code);
  });

  test('an HTML page is named, with the feeds it links to', () => {
    const page =
      '<html><head><base href="http://b.cn/x/"><LINK REL="alternate" TYPE="application/rss+xml" TITLE="要闻" HREF="rss.xml">' +
      '<link rel=stylesheet href=x.css><link rel="alternate" type="application/atom+xml" href="http://c.cn/a"></head>';
    expect(detailsOf(page)).toEqual({
      found: 'html',
      feeds: [
        { url: 'http://b.cn/x/rss.xml', mediaType: 'application/rss+xml', title: '要闻' },
        { url: 'http://c.cn/a', mediaType: 'application/atom+xml' },
      ],
    });
  });

  test('other markup is named by its root', () => {
    expect(detailsOf('<datastore/>')).toEqual({ found: 'xml', root: 'datastore' });
  });

  test.each([
    ['RSS', '<rss version="2.0"><channel><title>c</title></channel></rss>'],
    ['RDF', '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>'],
    ['Atom', '<feed xmlns="http://www.w3.org/2005/Atom"/>'],
    ['JSON Feed', '{"version":"https://jsonfeed.org/version/1","items":[]}'],
  ])('an empty %s feed is a feed', (_, body) => {
    expect(codeOf(body)).toEqual([]);
  });
});

const nested = (depth: number, tag = 'x'): string => `<${tag}>`.repeat(depth);

describe('pathological input ends in bounded time', () => {
  test.each<[string, string, ErrorCode | number]>([
    ['200 000 levels in an item', `<rss><channel><item><description>${nested(200_000)}`, 'parse-too-deep'],
    ['200 000 levels before a root', nested(200_000), 'parse-unrecognized'],
    ['200 000 levels before a feed', nested(200_000) + rss2('<title>t</title>'), 1],
    ['200 000 nested items', `<rss><channel>${nested(200_000, 'item')}`, 1000],
    [
      '200 000 nested JSON lists',
      `{"version":"https://jsonfeed.org/version/1","items":${'['.repeat(200_000)}${']'.repeat(200_000)}}`,
      0,
    ],
    [
      'unclosed comments',
      `<rss><channel><item><title>t</title></item></channel>${'<!-- '.repeat(400_000)}`,
      1,
    ],
    ['unclosed CDATA', `<rss><channel>${'<![CDATA['.repeat(400_000)}`, 0],
    ['unclosed quotes', "<a b='< ".repeat(400_000), 'parse-unrecognized'],
    ['unclosed quotes with one far away', `${'<a b="< '.repeat(400_000)}"x`, 'parse-unrecognized'],
    ['unclosed elements after the root', `<rss><channel><item>${"<a b='".repeat(400_000)}`, 'parse-too-deep'],
    ['unclosed tags', `<rss ${'<'.repeat(1_000_000)}`, 0],
    ['close tags without end', `<rss>${'</a'.repeat(400_000)}`, 0],
    [
      'a million attributes',
      `<rss ${'a="b" '.repeat(400_000)}><channel><item><title>t</title></item></channel></rss>`,
      1,
    ],
    [
      'a million namespaces',
      `<rss ${Array.from({ length: 100_000 }, (_, i) => `xmlns:a${i}="urn:${i}"`).join(' ')}><channel>${'<item xmlns:x="urn:x"><title>t</title></item>'.repeat(500)}</channel></rss>`,
      500,
    ],
    [
      'a million unknown entities',
      rss2(`<title>${Array.from({ length: 100_000 }, (_, i) => `&x${i};`).join('')}</title>`),
      1,
    ],
    ['doctypes over and over', '<!DOCTYPE a ['.repeat(100_000), 'parse-unrecognized'],
    ['one long name', `<rss><${'a'.repeat(3_000_000)}>`, 0],
    ['a title of almost tags', rss2(`<title>${'&lt;a '.repeat(300_000)}</title>`), 1],
    ['an author of almost addresses', rss2(`<author>${'a@'.repeat(200_000)} (</author>`), 1],
    ['an author of brackets and spaces', rss2(`<author>${'a &lt; '.repeat(20_000)}</author>`), 1],
    ['white space in a type', atom(`<content type="a${' '.repeat(200_000)}b">x</content>`), 1],
  ])(
    '%s',
    (_, body, expected) => {
      const outcome = codeOf(body);
      expect(Array.isArray(outcome) ? outcome.length : outcome).toBe(expected);
    },
    20_000,
  );

  test('50 MB of items stop at the cap', () => {
    const item = `<item><title>t</title><description>${'测绘'.repeat(300)}</description></item>`;
    const body = `<rss version="2.0"><channel>${item.repeat(Math.ceil(50_000_000 / Buffer.byteLength(item)))}</channel></rss>`;
    expect(parseFeed(body)).toHaveLength(1000);
  });

  test('50 MB in one element are read', () => {
    const [entry] = parseFeed(
      rss2(`<description>${'<![CDATA[<p>测绘</p>]]>'.repeat(1_900_000)}</description>`),
    );
    expect(entry?.body).toHaveLength(1_900_000 * 9);
  });

  test('more than 64 MB are refused', () => {
    expect(codeOf(Buffer.alloc(65 * 1024 * 1024, 0x20))).toBe('parse-too-large');
  });
});

describe('truncated feeds', () => {
  const whole = `<rss version="2.0"><channel>${[1, 2, 3].map((n) => `<item><guid>${n}</guid><title>标题${n}</title></item>`).join('')}</channel></rss>`;
  test('every cut yields exactly the items that were complete', () => {
    const ends = [...whole.matchAll(/<\/item>/g)].map((match) => match.index + match[0].length);
    for (let cut = whole.indexOf('<channel>'); cut < whole.length; cut += 1) {
      const complete = ends.filter((end) => end <= cut).length;
      const outcome = codeOf(whole.slice(0, cut));
      expect({ cut, count: Array.isArray(outcome) ? outcome.length : outcome }).toEqual({
        cut,
        count: complete,
      });
    }
  });
});

describe('random input', () => {
  const good = [
    rss2(
      '<title>标题</title><link>http://a.cn/1</link><description><![CDATA[<p>a &amp; b</p>]]></description><pubDate>2007</pubDate><enclosure url="/a.pdf" length="1"/>',
    ),
    rss1('<title>t</title><dc:creator>x</dc:creator><content:encoded>&lt;p&gt;</content:encoded>'),
    atom(
      '<title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">a<b>b</b></div></title><link rel="alternate" href="/1"/><content type="application/x">YWJj</content>',
    ),
    jsonFeed({ id: 1, title: 't', content_html: '<p>a</p>', tags: ['a'] }),
  ].map((feed) => Buffer.from(feed));

  function expectHarmless(body: Uint8Array): void {
    const outcome = codeOf(body);
    if (!Array.isArray(outcome)) return;
    for (const entry of outcome) expect(rawEntry.check(entry)).toMatchObject({ ok: true });
  }

  test('random bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), expectHarmless), { numRuns: 500 });
  });

  test('random markup', () => {
    const piece = fc.constantFrom(
      ...[
        '<',
        '>',
        '</',
        '/>',
        '<rss>',
        '<channel>',
        '<item>',
        '</item>',
        '<title',
        '<feed>',
        '<entry>',
        '<content type="xhtml">',
      ],
      ...[
        '<![CDATA[',
        ']]>',
        '<!--',
        '-->',
        '<!DOCTYPE a [',
        ']>',
        '<?',
        '?>',
        '&',
        '&amp;',
        '&#',
        ';',
        '"',
        "'",
        '=',
        ' ',
        'a',
      ],
      ...[
        'xmlns="',
        'xmlns:dc="http://purl.org/dc/elements/1.1/"',
        '<dc:date>',
        'xml:base="http://[',
        '<link href="',
        '测',
        '\u0000',
      ],
    );
    const markup = fc
      .array(piece, { maxLength: 60 })
      .map((pieces) => Buffer.from(`<rss><channel><item>${pieces.join('')}`));
    fc.assert(fc.property(markup, expectHarmless), { numRuns: 1500 });
  });

  test('truncated and mutated feeds', () => {
    const mutation = fc.record({
      feed: fc.constantFrom(...good),
      cut: fc.nat(),
      changes: fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 8 }),
    });
    const property = fc.property(mutation, ({ feed, cut, changes }) => {
      const body = Buffer.from(feed.subarray(0, feed.length - (cut % feed.length)));
      for (const [at, byte] of changes) body[at % body.length] = byte;
      expectHarmless(body);
    });
    fc.assert(property, { numRuns: 2000 });
  });
});
