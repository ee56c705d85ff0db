import { describe, expect, test } from '@jest/globals';
import { checkContent } from '../../src/domain/checks/index.js';
import { compileRules } from '../../src/domain/checks/rules.js';
import { textToHtml } from '../../src/normalize/html-to-text.js';
import { createWithinTime } from '../../src/within-time.js';
import { sampleContent } from '../unit/domain/sample-item.js';
import { work } from './targets.js';

const RULES = compileRules([]);

/** What parsers have gone over again and again, by what it is made of; several were found here. */
const UNITS = [
  ...[
    '<',
    '&',
    '&#',
    '&amp;',
    '<a ',
    '<a b="',
    '</',
    '<!-- x',
    '<![CDATA[x',
    ']]>',
    '<!DOCTYPE x [ ',
    '<?x ',
    'a="b" ',
  ],
  ...[
    ' ',
    '\n',
    '\u3000',
    '&nbsp;',
    '"',
    '=',
    '-',
    '_',
    '(',
    '（',
    ';',
    ':',
    '：',
    '测',
    '1',
    '1 ',
    '2026-11-23 ',
    '〔2026〕',
  ],
  ...[
    '发布时间：',
    '来 源 ',
    'GS(2026)1234号 ',
    '机密★',
    '110101199003070012 ',
    '13800138000',
    'a@',
    'http://a/',
    '二〇',
    '号',
  ],
  ...[
    '<b></b>',
    '<p>',
    '<p> </p>',
    '<li>x',
    '<td>',
    '<table><tr><td>',
    '<h1>',
    '<a href="x">',
    '<form>',
    '<iframe>',
    '<svg><g>',
  ],
  ...[
    '<a href="/t20261123_1.html">标题标题</a>',
    '<img src="a.png" alt="x">',
    '<meta content="a',
    '<meta name="a" content="b">',
  ],
  ...[
    '<item>',
    '<item><title>x</title></item>',
    '<title>',
    '<description>',
    '<entry>',
    '<x:y xmlns:x="z">',
    '<x xml:base="a/">',
  ],
  ...[
    '\ud800',
    '\ufeff',
    '\u200b',
    '<script>',
    '<style>',
    '<textarea>',
    '<plaintext>',
    '<select><option>',
    '<noscript>',
  ],
  ...[
    '等高距1米，',
    '等高距1米，1:100，',
    '机场高程1米',
    '分辨率',
    '东经114.30551度',
    '114.30551,30.59284,',
    '密〔2009〕',
    '公安局',
    '家住',
    '布署',
  ],
];

/** Places in which a unit stands as often as it fits. */
const PLACES: [place: string, read: (units: string) => unknown][] = [
  ['a feed', feed((units) => units)],
  ['a title', feed((units) => `<rss><channel><item><title>${units}</title></item></channel></rss>`)],
  ['a description', feed((units) => `<rss><channel><item><title>t</title><description>${units}`)],
  ['CDATA', feed((units) => `<rss><channel><item><title>t</title><description><![CDATA[${units}`)],
  [
    'the other fields',
    feed(
      (units) =>
        `<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>${units}</id><title type="html">${units}</title>` +
        `<author><name>${units}</name></author><category term="${units}"/><updated>${units}</updated></entry></feed>`,
    ),
  ],
  ['a page', page((units) => `<html><body>${units}`)],
  ['a body', page((units) => `<html><body><h1>t</h1><div id="zoom">${units}</div>`)],
  [
    'title, labels and text',
    page(
      (units) =>
        `<html><head><title>${units}</title><meta name="ArticleTitle" content="${units}"></head><p>${units}`,
    ),
  ],
  ['HTML to sanitize', work.html],
  ['text to sanitize', (units) => work.html(textToHtml(units))],
  ['text to check', (units) => checkContent(sampleContent({ bodyText: units }), RULES)],
];

function feed(wrap: (units: string) => string): (units: string) => void {
  return (units) => {
    work.feed(Buffer.from(wrap(units)));
  };
}

function page(wrap: (units: string) => string): (units: string) => void {
  return (units) => {
    work.page(Buffer.from(wrap(units)));
  };
}

const SMALL = 6000;
const TIMES = 8;
/** Eight times as much takes eight times as long, or 64 times where the work is quadratic; what lies between is noise. */
const SUSPICIOUS = 24;
/** Processor time so short says nothing, in milliseconds. */
const NEGLIGIBLE_MS = 60;

/** Processor time, not time on the clock: other processes do not count. */
function costOf(run: () => void): number {
  const before = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

function growthOf(unit: string, read: (units: string) => unknown): number {
  const text = (length: number) => unit.repeat(Math.ceil(length / unit.length));
  const [small, large] = [text(SMALL), text(SMALL * TIMES)];
  const cost = costOf(() => {
    read(large);
  });
  if (cost < NEGLIGIBLE_MS) return 1;
  // Both warm now: compared again, twice, so that neither compiling nor collecting garbage decides.
  const growths = [1, 2].map(() => {
    const base = costOf(() => {
      read(small);
    });
    return (
      costOf(() => {
        read(large);
      }) / Math.max(base, 1)
    );
  });
  return Math.min(...growths);
}

describe('no input takes more than its share', () => {
  test.each(PLACES)('as %s', (_place, read) => {
    const suspicious = UNITS.filter((unit) => growthOf(unit, read) > SUSPICIOUS);
    expect(suspicious).toEqual([]);
  });
});

/** Long enough for everything that grows with its size alone, and for nothing else. */
const within = createWithinTime(60_000);
const MEGABYTE = 1_000_000;

describe('fifty megabytes', () => {
  test.each([
    ['of items', '<item>'],
    ['of open tags', '<a b="'],
    ['of references', '&amp;'],
    ['of elements', '<p>x</p>'],
    ['of deep JSON', '{"items":['],
    ['of NUL', '\0'],
  ])('%s are read or refused', (_what, unit) => {
    const head = unit.startsWith('{')
      ? ''
      : '<rss version="2.0"><channel><item><title>t</title><description>';
    const body = Buffer.alloc(50 * MEGABYTE, unit);
    body.write(head);
    within(() => {
      work.feed(body);
      work.page(body);
    });
  });
});
