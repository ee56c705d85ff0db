import { describe, expect, test } from '@jest/globals';
import type { ItemContent } from '../../../schemas/item-content.js';
import { readStoredAddress, toStoredAddress } from '../../../schemas/media.js';
import type { RawEntry } from '../../../schemas/raw-entry.js';
import { toSameEntry } from '../../../src/ingest/submission-entry.js';
import { fingerprintsOf } from '../../../src/normalize/fingerprint.js';
import { toItemContent } from '../../../src/normalize/to-item-content.js';

const context = { defaults: { kind: 'news' as const }, now: new Date('2026-11-23T01:00:00Z') };
const copy = { sha256: 'a'.repeat(64), size: 9, mediaType: 'image/png' };
const file = { sha256: 'b'.repeat(64), size: 99, mediaType: 'application/msword' };
const foreign = toStoredAddress('c'.repeat(64));

function normalize(entry: RawEntry): ItemContent {
  const outcome = toItemContent(entry, context);
  if (!outcome.ok) throw new Error(outcome.message);
  return outcome.content;
}

const entry: RawEntry = {
  title: '标题',
  body: `<p>正文</p><img src="${toStoredAddress(copy.sha256)}" alt="图"><img src="${foreign}">`,
  attachments: [
    { url: toStoredAddress(file.sha256), title: '附件.doc' },
    { url: foreign, title: '他人的' },
  ],
  stored: [copy, file],
};

describe('what a document brought with it', () => {
  test('is named by its hash, in the body and in the lists, with all that is known of it', () => {
    const content = normalize(entry);
    expect(content.images).toEqual([{ url: toStoredAddress(copy.sha256), alt: '图', ...copy }]);
    expect(content.attachments).toEqual([{ url: toStoredAddress(file.sha256), title: '附件.doc', ...file }]);
    expect(content.bodyHtml).toContain(`<img src="${toStoredAddress(copy.sha256)}"`);
  });

  test('opens the copies of nobody else: an address that did not come with the entry is dropped', () => {
    expect(JSON.stringify(normalize(entry))).not.toContain(foreign);
    const { stored: _stored, ...claiming } = entry;
    const content = normalize(claiming);
    expect([content.images, content.attachments]).toEqual([[], []]);
    expect(content.bodyHtml).not.toContain('urn:');
  });

  test('survives a correction unchanged', () => {
    const content = normalize(entry);
    const again = normalize({ ...toSameEntry(content), title: content.title });
    expect(again).toEqual(content);
    expect(fingerprintsOf(again)).toEqual(fingerprintsOf(content));
  });
});

test('an attachment that turned out to be a picture stays an attachment through a correction', () => {
  const content = normalize({
    title: '标题',
    body: '<p>正文</p>',
    attachments: [{ url: 'https://a.example/scan.tif', title: '扫描件' }],
  });
  const known = {
    ...content,
    attachments: content.attachments.map((each) => ({ ...each, mediaType: 'image/tiff' })),
  };
  const again = normalize(toSameEntry(known));
  expect([again.images, again.attachments.map(({ url }) => url)]).toEqual([
    [],
    ['https://a.example/scan.tif'],
  ]);
});

test.each([
  [`urn:sha256:${'a'.repeat(63)}`],
  [`urn:sha256:${'A'.repeat(64)}`],
  [`urn:sha256:${'a'.repeat(64)}x`],
  [`https://a.example/urn:sha256:${'a'.repeat(64)}`],
])('%s names no stored copy', (address) => {
  expect(readStoredAddress(address)).toBeUndefined();
});
