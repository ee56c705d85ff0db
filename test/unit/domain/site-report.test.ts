import { describe, expect, test } from '@jest/globals';
import type { ItemContent } from '../../../schemas/item-content.js';
import { decideVerdict, reportSite } from '../../../src/domain/site-report/index.js';
import type { PageFacts, SiteSample } from '../../../src/domain/site-report/site-sample.js';

const NOW = new Date('2026-11-25T10:00:00+08:00');
const LIST = 'https://unit.example.gov.cn/tzgg/';

const article = (fields: Partial<ItemContent> = {}): ItemContent => ({
  schemaVersion: 1,
  kind: 'notice',
  title: '关于汇交测绘成果的通知',
  url: `${LIST}t20261120_1.html`,
  bodyHtml: '<p>各单位应当按时汇交测绘成果资料目录和副本。</p>',
  bodyText: '各单位应当按时汇交测绘成果资料目录和副本。',
  publishedAt: '2026-11-20T09:05:00+08:00',
  contentSource: '大地测量中心',
  keywords: [],
  language: 'zh',
  images: [],
  attachments: [],
  ...fields,
});

const LABELS = {
  ...{ SiteName: '大地测量中心', SiteDomain: 'unit.example.gov.cn', SiteIDCode: 'bm07000001' },
  ...{ ColumnName: '通知公告', ColumnDescription: '通知', ColumnKeywords: '通知', ColumnType: '通知公告' },
};
const ARTICLE_LABELS = {
  ...LABELS,
  ...{ ArticleTitle: '关于汇交测绘成果的通知', PubDate: '2026-11-20 09:05', ContentSource: '大地测量中心' },
};

const page = (
  role: PageFacts['role'],
  labels: Record<string, string>,
  fields: Partial<PageFacts> = {},
): PageFacts => ({
  role,
  url: `${LIST}${role}`,
  labels: Object.entries(labels).map(([name, content]) => ({ name, content })),
  ...fields,
});

const sample = (fields: Partial<SiteSample> = {}): SiteSample => ({
  url: LIST,
  finalUrl: LIST,
  adapter: 'site',
  now: NOW,
  pages: [page('home', LABELS), page('list', LABELS), page('article', ARTICLE_LABELS)],
  items: [article()],
  problems: [],
  links: [],
  ...fields,
});

const codesOf = (fields: Partial<SiteSample>) =>
  reportSite(sample(fields)).map(({ code, level }) => `${level} ${code}`);

test('a site as it should be gives nothing to mend', () => {
  expect(reportSite(sample())).toEqual([]);
});

describe('a finding is reported', () => {
  test.each<[string, Partial<SiteSample>, string[]]>([
    ['labels that are missing', { pages: [page('article', LABELS)] }, ['warning label-missing']],
    [
      'labels that say nothing',
      { pages: [page('article', { ...ARTICLE_LABELS, ContentSource: 'null', PubDate: ' ' })] },
      ['warning label-empty'],
    ],
    [
      'labels in another letter case',
      { pages: [page('home', { sitename: '中心', SiteDomain: 'a.gov.cn', SiteIDCode: 'bm07000001' })] },
      ['advice label-case'],
    ],
    [
      'a date label of another form',
      { pages: [page('article', { ...ARTICLE_LABELS, PubDate: '2026年11月20日' })] },
      ['warning label-malformed'],
    ],
    [
      'a site code of another length',
      { pages: [page('home', { ...LABELS, SiteIDCode: 'bm07' })] },
      ['warning label-malformed'],
    ],
    ['an article without a date', { items: [withoutDate()] }, ['error date-missing']],
    [
      'a date that cannot be read',
      { items: [{ ...withoutDate(), publishedAtText: '近日' }] },
      ['error date-unreadable'],
    ],
    [
      'a date ahead',
      { items: [article({ publishedAt: '2027-11-20T09:05:00+08:00' })] },
      ['warning date-ahead'],
    ],
    ['the same second everywhere', { items: [article(), article(), article()] }, ['warning date-frozen']],
    [
      'a column gone stale',
      { items: [article({ publishedAt: '2026-03-01T09:05:00+08:00' })] },
      ['warning column-stale'],
    ],
    [
      'news gone stale sooner',
      { items: [article({ kind: 'news', publishedAt: '2026-11-01T09:05:00+08:00' })] },
      ['warning column-stale'],
    ],
    ['an empty body', { items: [article({ bodyText: '' })] }, ['error body-empty']],
    ['no source', { items: [withoutSource()] }, ['warning source-missing']],
    [
      'an image without text, which is broken as well',
      {
        items: [article({ images: [{ url: `${LIST}a.jpg` }] })],
        links: [{ url: `${LIST}a.jpg`, what: 'image', outcome: 404 }],
      },
      ['warning link-broken', 'advice image-without-text'],
    ],
    [
      'a link whose host is gone',
      { links: [{ url: 'http://gone.test/', what: 'link', outcome: 'fetch-dns' }] },
      ['advice link-broken'],
    ],
    [
      'a charset that is not what it says',
      { pages: [page('list', LABELS, { charsetMismatch: { declared: 'utf-8', actual: 'gb18030' } })] },
      ['warning charset-mismatch'],
    ],
    [
      'robots.txt in the way',
      { problems: [{ code: 'fetch-robots-disallowed', message: 'rules', url: LIST }] },
      ['error fetch-robots-disallowed'],
    ],
    [
      'a certificate about to end',
      { certificateEndsAt: new Date('2026-12-01T00:00:00Z') },
      ['warning certificate-expiring'],
    ],
    [
      'an unencrypted site',
      { url: 'http://unit.example.gov.cn/', finalUrl: 'http://unit.example.gov.cn/' },
      ['advice transport-insecure'],
    ],
    ['nothing found at all', { items: [] }, ['error no-items']],
    [
      'a site that refuses robots',
      { items: [], problems: [{ code: 'fetch-blocked-by-site', message: 'HTTP 412', url: LIST }] },
      ['error fetch-blocked-by-site'],
    ],
  ])('%s', (_what, fields, codes) => {
    expect(codesOf(fields)).toEqual(codes);
  });

  test('in both languages, with the addresses concerned, the gravest first', () => {
    const findings = reportSite(sample({ pages: [page('article', LABELS)], items: [withoutDate()] }));
    expect(findings.map(({ level }) => level)).toEqual(['error', 'warning']);
    expect(findings[1]).toMatchObject({
      zh: expect.stringMatching(/内容页缺少标签 ArticleTitle, PubDate, ContentSource/),
      en: expect.stringMatching(/article pages lack the labels/),
      urls: [`${LIST}article`],
    });
  });
});

describe('no finding is made of', () => {
  test.each<[string, Partial<SiteSample>]>([
    ['a feed that has no labels', { pages: [page('data', {})] }],
    ['a refusal of the robot that looked at a link', { links: [{ url: LIST, what: 'link', outcome: 403 }] }],
    [
      'articles dated by the day alone',
      { items: Array.from({ length: 4 }, () => article({ publishedAt: '2026-11-20T00:00:00+08:00' })) },
    ],
    [
      'old articles of a kind that does not go stale',
      { items: [article({ kind: 'leader-profile', publishedAt: '2020-01-01T09:00:00+08:00' })] },
    ],
  ])('%s', (_what, fields) => {
    expect(codesOf(fields)).toEqual([]);
  });
});

test.each([
  ['ready', 1, []],
  ['ready', 1, ['advice' as const]],
  ['usable', 1, ['warning' as const]],
  ['usable', 1, ['error' as const]],
  ['unusable', 0, []],
])('the verdict is %s for %i items and %j', (verdict, items, levels) => {
  expect(
    decideVerdict(
      items,
      levels.map((level) => ({ code: 'x', level, zh: '', en: '' })),
    ),
  ).toBe(verdict);
});

function withoutDate(): ItemContent {
  const { publishedAt: _date, ...rest } = article();
  return rest;
}

function withoutSource(): ItemContent {
  const { contentSource: _source, ...rest } = article();
  return rest;
}
