import { describe, expect, test } from '@jest/globals';
import iconv from 'iconv-lite';
import { decodeText } from '../../../../adapters/formats/decode-text.js';

const TEXTS = {
  chinese: '国家测绘局关于开展全国测绘成果质量监督检查的通知',
  fewChinese: '测绘',
  traditional: '國家測繪局關於開展全國測繪成果質量監督檢查',
  japanese: '国土地理院のお知らせ',
  korean: '국토지리정보원 공지사항',
  russian: 'Картография и геодезия',
  french: 'Géodésie générale à Paris',
  polish: 'Główny Urząd Geodezji',
  greek: 'Κτηματολόγιο',
  quotes: '“smart” – quotes',
};
type TextName = keyof typeof TEXTS;

interface Said {
  header?: string;
  declaration?: string;
  mark?: boolean;
}

/** The text as it comes back, from bytes in one charset under whatever labels. */
function reread(name: TextName, charset: string, { header, declaration, mark = false }: Said) {
  const xml = declaration === undefined ? '' : `<?xml version="1.0" encoding="${declaration}"?>`;
  const body = iconv.encode(`${xml}<title>${TEXTS[name]}</title>`, charset, { addBOM: mark });
  const contentType = header === undefined ? undefined : `application/xml; charset=${header}`;
  const { text } = decodeText(body, { kind: 'xml', ...(contentType !== undefined && { contentType }) });
  return /<title>(.*)<\/title>/.exec(text)?.[1];
}

const LABELS = [undefined, 'utf-8', 'us-ascii', 'ISO-8859-1', 'gb2312', 'shift_jis', 'utf-16', 'x-none', ''];
const pairs = LABELS.flatMap((header) => LABELS.map((declaration) => ({ header, declaration })));
const said = ({ header, declaration }: (typeof pairs)[number]): Said => ({
  ...(header !== undefined && { header }),
  ...(declaration !== undefined && { declaration }),
});

describe('a byte order mark outranks whatever is said (RFC 7303, section 3)', () => {
  const rows: [name: TextName, charset: string][] = [
    ...(['chinese', 'fewChinese', 'russian', 'french', 'polish', 'quotes'] as const).map(
      (name): [TextName, string] => [name, 'utf-8'],
    ),
    ['french', 'utf-16le'],
    ['fewChinese', 'utf-16be'],
    ['chinese', 'utf-32le'],
    ['chinese', 'utf-32be'],
  ];
  test.each(rows)('%s in %s', (name, charset) => {
    for (const labels of pairs)
      expect([labels, reread(name, charset, { ...said(labels), mark: true })]).toEqual([labels, TEXTS[name]]);
  });
});

describe('without one, what only one charset can be is read in it, whatever is said', () => {
  const rows: [name: TextName, charset: string][] = [
    ...(['chinese', 'fewChinese', 'traditional', 'japanese', 'korean', 'russian', 'french'] as const).map(
      (name): [TextName, string] => [name, 'utf-8'],
    ),
    ['fewChinese', 'utf-16le'],
    ['russian', 'utf-16be'],
    ['chinese', 'utf-32be'],
  ];
  test.each(rows)('%s in %s', (name, charset) => {
    for (const labels of pairs)
      expect([labels, reread(name, charset, said(labels))]).toEqual([labels, TEXTS[name]]);
  });
});

describe('the GB family is read from its bytes', () => {
  test.each<[label: string, labels: Said]>([
    ['nothing', {}],
    ['utf-8', { declaration: 'utf-8' }],
    ['utf-8 twice', { header: 'utf-8', declaration: 'utf-8' }],
    ['ASCII', { header: 'us-ascii' }],
    ['Latin-1 by the server', { header: 'iso-8859-1', declaration: 'gb2312' }],
    ['Latin-1 alone', { header: 'iso-8859-1' }],
    ['its own name by the server', { header: 'gbk', declaration: 'utf-8' }],
    ['its own name in the declaration', { header: 'utf-8', declaration: 'GB18030' }],
    ['UTF-16', { declaration: 'utf-16' }],
    ['a name nobody knows', { header: 'x-none', declaration: 'none-such' }],
    ['an empty name', { header: '', declaration: '' }],
  ])('under %s', (_label, labels) => {
    for (const name of ['chinese', 'fewChinese'] as const)
      expect(reread(name, 'gb18030', labels)).toBe(TEXTS[name]);
  });
});

describe('other charsets are read as the strongest label says that the bytes allow', () => {
  const rows: [name: TextName, charset: string, labels: Said][] = [
    ['russian', 'windows-1251', { header: 'windows-1251' }],
    ['russian', 'windows-1251', { declaration: 'windows-1251' }],
    ['russian', 'windows-1251', { header: 'windows-1251', declaration: 'koi8-r' }],
    ['russian', 'koi8-r', { header: 'koi8-r', declaration: 'utf-8' }],
    // The bytes are no ASCII and no UTF-8: what says so says nothing.
    ['russian', 'koi8-r', { header: 'us-ascii', declaration: 'koi8-r' }],
    ['russian', 'koi8-r', { header: 'utf-8', declaration: 'koi8-r' }],
    ['greek', 'iso-8859-7', { header: 'us-ascii', declaration: 'iso-8859-7' }],
    ['greek', 'iso-8859-7', { header: 'x-none', declaration: 'iso-8859-7' }],
    ['greek', 'iso-8859-7', { header: "'iso-8859-7'" }],
    ['polish', 'iso-8859-2', { header: 'iso-8859-2', declaration: 'gb2312' }],
    ['polish', 'iso-8859-2', { header: 'iso-8859-2', declaration: 'shift_jis' }],
    ['polish', 'windows-1250', { declaration: 'windows-1250' }],
    ['french', 'iso-8859-1', {}],
    ['french', 'iso-8859-1', { header: 'us-ascii' }],
    ['french', 'iso-8859-1', { header: 'iso-8859-1', declaration: 'windows-1251' }],
    ['quotes', 'windows-1252', { header: 'iso-8859-1' }],
    ['japanese', 'shift_jis', { header: 'shift_jis', declaration: 'gb2312' }],
    ['japanese', 'euc-jp', { declaration: 'euc-jp' }],
    ['korean', 'euc-kr', { header: 'us-ascii', declaration: 'ks_c_5601-1987' }],
    ['traditional', 'big5', {}],
    ['traditional', 'big5', { header: 'utf-8' }],
  ];
  test.each(rows)('%s in %s under %j', (name, charset, labels) => {
    expect(reread(name, charset, labels)).toBe(TEXTS[name]);
  });
});

/**
 * Left as they are, because nothing but a guess would decide them: the label holds.
 * - UTF-8 of one to three two-byte characters (`é`) under a GB label: as likely two or three characters of GBK.
 * - Chinese under the name of another charset of letters or of Japanese: bytes of KOI8-R and EUC look alike, and nobody's
 *   server says these by default.
 * - Latin text under a Latin-1 header and a GB declaration: with Chinese sites the header is the server's default.
 * - A few characters of Big5 without a label, which letters with accents look like.
 */
describe('not to be decided by the bytes', () => {
  test.each<[what: string, text: string, charset: string, labels: Said, read: string]>([
    ['one letter of UTF-8 under a GB label', 'é', 'utf-8', { declaration: 'gbk' }, '茅'],
    ['a Russian label on Chinese', '测绘', 'gbk', { header: 'windows-1251' }, 'Ів»ж'],
  ])('%s', (_what, text, charset, labels, read) => {
    const xml =
      labels.declaration === undefined ? '' : `<?xml version="1.0" encoding="${labels.declaration}"?>`;
    const body = iconv.encode(`${xml}<t>${text}</t>`, charset);
    const contentType = labels.header === undefined ? 'text/xml' : `text/xml; charset=${labels.header}`;
    expect(decodeText(body, { kind: 'xml', contentType }).text).toContain(`<t>${read}</t>`);
  });
});
