import { describe, expect, test } from '@jest/globals';
import type { ItemContent, ItemImage } from '../../../schemas/item-content.js';
import { mediaRetrySeconds, type MediaFailure } from '../../../src/domain/media-attempts.js';
import { keepFacts, namesFiles, toPublishedContent, withFacts } from '../../../src/domain/media-facts.js';
import { changedFields } from '../../../src/ingest/revise-item.js';
import { fingerprintsOf } from '../../../src/normalize/fingerprint.js';

const SHA = 'a'.repeat(64);
const AT = '2026-11-23T09:05:00.000+08:00';
const LATER = '2026-11-23T09:06:00.000+08:00';
const copy = { sha256: SHA, size: 9, mediaType: 'image/png' };

function content(...images: ItemImage[]): ItemContent {
  return {
    ...{ schemaVersion: 1, kind: 'news', title: '标题', bodyHtml: '', bodyText: '', keywords: [] },
    ...{ language: 'zh-CN', images, attachments: [] },
  };
}
const url = 'https://a.example/p.jpg';

describe('patience with a file', () => {
  const failure = (fields: Partial<MediaFailure>): MediaFailure => ({
    ...{ code: 'fetch-timeout', retryable: true },
    ...fields,
  });
  const pauses = (fields: Partial<MediaFailure>) =>
    [1, 2, 3, 4, 5, 6, 7].map((attempts) => mediaRetrySeconds(failure(fields), attempts));

  test('grows, and ends', () => {
    expect(pauses({})).toEqual([60, 300, 1800, 7200, 43200, undefined, undefined]);
    expect(pauses({ code: 'fetch-http-status', status: 503 })).toEqual(pauses({}));
    expect(pauses({ code: 'fetch-http-status', status: 429 })).toEqual(pauses({}));
  });

  test('is short with what is not there', () => {
    for (const status of [404, 410, 401]) {
      expect(pauses({ code: 'fetch-http-status', status }).slice(0, 2)).toEqual([1800, undefined]);
    }
  });

  test('is long with a site that blocks us', () => {
    expect(pauses({ code: 'fetch-blocked-by-site' }).slice(0, 3)).toEqual([21_600, 86_400, undefined]);
  });

  test.each([
    'fetch-forbidden-address',
    'fetch-too-large',
    'fetch-invalid-url',
    'fetch-too-many-redirects',
  ] as const)('ends at once with %s', (code) => {
    expect(mediaRetrySeconds(failure({ code, retryable: false }), 1)).toBeUndefined();
  });

  test('never undercuts what the site asks for', () => {
    const asked = failure({ code: 'fetch-http-status', status: 503, retryAfterSeconds: 4000 });
    expect([1, 4].map((attempts) => mediaRetrySeconds(asked, attempts))).toEqual([4000, 7200]);
  });
});

describe('what is known of a file', () => {
  test('takes the place of what was declared, and makes no new revision', () => {
    const before = content({ url, mediaType: 'image/gif', size: 1, alt: '图' });
    const after = content(
      withFacts({ url, mediaType: 'image/gif', size: 1, alt: '图' }, { copy, fetchedAt: AT }),
    );
    expect(after.images).toEqual([{ url, alt: '图', ...copy, fetchedAt: AT }]);
    expect(fingerprintsOf(after)).toEqual(fingerprintsOf(before));
  });

  test('replaces what was known before, problem and all', () => {
    const problem = { code: 'fetch-timeout', zh: '超时', en: 'late', at: AT, attempts: 1 };
    const failed = withFacts<ItemImage>({ url }, { problem });
    expect(failed).toEqual({ url, problem });
    expect(withFacts(failed, { copy, fetchedAt: AT })).toEqual({ url, ...copy, fetchedAt: AT });
  });

  test('goes over to the next revision for the addresses that both name, and is no change', () => {
    const before = content(withFacts<ItemImage>({ url, alt: '图' }, { copy, fetchedAt: AT }));
    const fresh = content({ url, alt: '图' }, { url: `${url}?2` });
    const after = keepFacts(before, fresh);
    expect(after.images).toEqual([{ url, alt: '图', ...copy, fetchedAt: AT }, { url: `${url}?2` }]);
    expect(changedFields(before, keepFacts(before, content({ url, alt: '图' })))).toEqual([]);
    expect(
      changedFields(before, keepFacts(before, content({ url, mediaType: 'image/gif', alt: '图' }))),
    ).toEqual([]);
  });

  test('that came inside a document stays as it is', () => {
    const embedded = { url: `urn:sha256:${SHA}`, ...copy };
    expect(keepFacts(content(embedded), content(embedded))).toEqual(content(embedded));
  });
});

describe('what a portal is told', () => {
  test.each<[string, Partial<ItemImage>, object]>([
    ['a file that was here when it was decided', { ...copy, fetchedAt: AT }, copy],
    ['one that came in the same moment', { ...copy, fetchedAt: LATER }, copy],
    ['one that came with the item', copy, copy],
    ['one that came afterwards', { ...copy, fetchedAt: '2026-11-23T09:06:00.001+08:00' }, {}],
    ['one that is merely declared', { mediaType: 'image/gif', size: 7 }, {}],
    ['one with a problem', { problem: { code: 'x', zh: 'x', en: 'x', at: AT, attempts: 1 } }, {}],
  ])('of %s', (_name, known, told) => {
    const [image] = toPublishedContent(content({ url, alt: '图', ...known }), LATER).images;
    expect(image).toEqual({ url, alt: '图', ...told });
  });
});

test('only files with an address are to be fetched', () => {
  expect(namesFiles(content())).toBe(false);
  expect(namesFiles(content({ url: `urn:sha256:${SHA}` }))).toBe(false);
  expect(namesFiles(content({ url: `urn:sha256:${SHA}` }, { url }))).toBe(true);
  expect(namesFiles({ images: [], attachments: [{ url }] })).toBe(true);
});
