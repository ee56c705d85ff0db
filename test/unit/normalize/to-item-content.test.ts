import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ItemContent } from '../../../schemas/item-content.js';
import type { RawEntry } from '../../../schemas/raw-entry.js';
import { contentDigest, revisionFingerprint } from '../../../src/normalize/fingerprint.js';
import { toItemContent } from '../../../src/normalize/to-item-content.js';

const CONTEXT = {
  defaults: { kind: 'notice' as const, column: '通知公告' },
  now: new Date('2026-11-24T10:00:00+08:00'),
};

function content(entry: RawEntry): ItemContent {
  const outcome = toItemContent(entry, CONTEXT);
  if (!outcome.ok) throw new Error(JSON.stringify(outcome));
  return outcome.content;
}

describe('an entry with everything', () => {
  const entry: RawEntry = {
    externalId: ' id-1 ',
    url: './t20261123_1.html?utm_source=rss',
    baseUrl: 'http://www.example.gov.cn/tz/',
    title: '关于发布地图的公告_测绘局网站',
    subtitle: '副题',
    summary: '<p>摘要 <b>一</b></p>',
    body: '<p>国测发[2026]3号</p><p>正文<a href="a.doc">附件一</a></p><p><img src="m.jpg"></p><p>审图号：GS(2026)1号</p>',
    author: '作者：张三',
    contentSource: '来源：测绘局',
    responsiblePerson: '责任编辑：李四',
    publishedAtText: '2026-11-23 09:05',
    signedAtText: '二〇二六年十一月二十日',
    keywords: ['地图；公告'],
    disclosure: { indexNumber: '000014349/2026-00001', themes: ['测绘'], expiresAtText: '2027-1-1' },
    attachments: [
      { url: 'a.doc', size: 5, mediaType: 'application/msword' },
      { url: 'v.mp3', mediaType: 'audio/mpeg' },
      { url: 'p.png', mediaType: 'image/png' },
      { url: 'javascript:x' },
    ],
  };

  test('becomes an item with each field where it belongs', () => {
    expect(content(entry)).toEqual({
      schemaVersion: 1,
      externalId: 'id-1',
      url: 'http://www.example.gov.cn/tz/t20261123_1.html',
      kind: 'notice',
      title: '关于发布地图的公告',
      subtitle: '副题',
      summary: '摘要 一',
      bodyHtml:
        '<p>国测发[2026]3号</p><p>正文<a href="http://www.example.gov.cn/tz/a.doc">附件一</a></p><p><img src="http://www.example.gov.cn/tz/m.jpg"></p><p>审图号：GS(2026)1号</p>',
      bodyText: '国测发[2026]3号\n正文附件一\n审图号：GS(2026)1号',
      author: '张三',
      contentSource: '测绘局',
      responsiblePerson: '李四',
      publishedAt: '2026-11-23T09:05:00+08:00',
      publishedAtText: '2026-11-23 09:05',
      signedAt: '2026-11-20T00:00:00+08:00',
      column: '通知公告',
      keywords: ['地图', '公告'],
      language: 'zh',
      disclosure: {
        indexNumber: '000014349/2026-00001',
        documentNumber: '国测发〔2026〕3号',
        documentNumberText: '国测发[2026]3号',
        expiresAt: '2027-01-01T00:00:00+08:00',
      },
      images: [
        { url: 'http://www.example.gov.cn/tz/m.jpg', mapReviewNumber: 'GS(2026)1号' },
        { url: 'http://www.example.gov.cn/tz/p.png', mediaType: 'image/png' },
      ],
      attachments: [
        {
          url: 'http://www.example.gov.cn/tz/a.doc',
          title: '附件一',
          size: 5,
          mediaType: 'application/msword',
        },
        { url: 'http://www.example.gov.cn/tz/v.mp3', title: 'v.mp3', mediaType: 'audio/mpeg' },
      ],
    });
  });
});

describe('what is unknown', () => {
  test('is absent: a date nobody can read leaves its text, nothing else', () => {
    const item = content({ title: '题', body: '文', publishedAtText: '2026-02-30', author: 'null' });
    expect(item.publishedAtText).toBe('2026-02-30');
    expect(item).not.toHaveProperty('publishedAt');
    expect(item).not.toHaveProperty('author');
    expect(item).not.toHaveProperty('url');
    expect(item).not.toHaveProperty('disclosure');
  });

  test('a title is taken from the text', () => {
    expect(content({ body: '短讯一则。<br>其余' }).title).toBe('短讯一则。');
  });

  test('neither title nor text is no item, and says so by field', () => {
    expect(toItemContent({ externalId: 'x', body: '<p> </p>' }, CONTEXT)).toMatchObject({
      ok: false,
      code: 'validation-failed',
      fields: [{ pointer: '/title' }],
    });
  });
});

describe('too much', () => {
  test.each([
    ['nesting', '<b>'.repeat(200_000), 'parse-too-deep'],
    ['raw body', ' '.repeat(8_000_001), 'parse-too-large'],
    ['text', '字'.repeat(2_000_001), 'parse-too-large'],
  ])('%s is refused as an outcome, not thrown', (_what, body, code) => {
    expect(toItemContent({ title: '题', body }, CONTEXT)).toMatchObject({ ok: false, code });
  });

  test('fields are cut to what the schema takes, identities are not', () => {
    const long = 'x'.repeat(5000);
    const item = content({
      title: long,
      externalId: long,
      author: long,
      keywords: [long],
      summary: long.repeat(3),
    });
    expect(item.title.length).toBe(500);
    expect(item.summary?.length).toBe(5000);
    expect(item.externalId).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(content({ title: '题', externalId: `${long}y` }).externalId).not.toBe(item.externalId);
  });
});

test('a review number belongs to the map it stands under, not to a picture far away', () => {
  const images = content({
    title: '图',
    baseUrl: 'http://a.gov.cn/',
    body: `<img src="photo.jpg"><p>${'文'.repeat(300)}</p><img src="1.jpg"><img src="2.jpg"><p>审图号：GS(2024)1号</p><img src="3.jpg"><p>审图号：GS(2024)2号</p>`,
  }).images;
  expect(images.map((image) => image.mapReviewNumber)).toEqual([
    undefined,
    'GS(2024)1号',
    'GS(2024)1号',
    'GS(2024)2号',
  ]);
});

describe('fingerprints', () => {
  const base: RawEntry = { title: '题目', body: '<p>一段　文字</p>', baseUrl: 'http://a.gov.cn/' };
  const print = (entry: RawEntry) => revisionFingerprint(content(entry));

  test.each<[string, RawEntry]>([
    ['white space and markup', { title: ' 题 目', body: '<div><p>一段</p>文字</div>' }],
    ['nothing at all', {}],
  ])('do not change with %s', (_what, change) => {
    expect(print({ ...base, ...change })).toBe(print(base));
  });

  test('do not change with the time of day of publication, which pages write as 3 hours ago', () => {
    const at = (publishedAtText: string) => print({ ...base, publishedAtText });
    expect(at('2026-11-23 09:05')).toBe(at('2026-11-23'));
  });

  test.each<[string, RawEntry]>([
    ['title', { title: '题目二' }],
    ['text', { body: '<p>一段文字。</p>' }],
    ['a picture', { body: '<p>一段　文字<img src="1.jpg"></p>' }],
    ['an attachment', { attachments: [{ url: '1.doc' }] }],
    ['date of signing', { signedAtText: '2026-11-23' }],
    ['author', { author: '某' }],
    ['day of publication', { publishedAtText: '2026-11-23' }],
  ])('change with the %s', (_what, change) => {
    expect(print({ ...base, ...change })).not.toBe(print(base));
  });

  test('of title and text alone are equal on two sites', () => {
    const here = content({ ...base, body: '<p>一段文字<img src="1.jpg"></p>' });
    const there = content({ ...base, baseUrl: 'http://b.gov.cn/', body: '<p>一段文字<img src="2.jpg"></p>' });
    expect(contentDigest(here)).toBe(contentDigest(there));
    expect(revisionFingerprint(here)).not.toBe(revisionFingerprint(there));
  });
});

const anyText = fc.option(fc.string({ unit: 'binary', maxLength: 60 }), { nil: undefined });

test('any entry gives a valid item or a reason', () => {
  const entry = fc.record(
    {
      externalId: anyText,
      url: fc.oneof(anyText, fc.webUrl()),
      title: anyText,
      body: anyText,
      author: anyText,
      publishedAtText: anyText,
      language: anyText,
      keywords: fc.array(fc.string(), { maxLength: 5 }),
      images: fc.array(fc.record({ url: fc.oneof(fc.string(), fc.webUrl()) }), { maxLength: 3 }),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(entry, (fields) => {
      const defined = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
      const outcome = toItemContent(defined, CONTEXT);
      if (!outcome.ok) expect(outcome.fields[0]?.pointer).toBe('/title');
    }),
    { numRuns: 1000 },
  );
});
