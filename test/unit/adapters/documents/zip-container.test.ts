import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { toStoredZip } from '../../../../adapters/documents/stored-zip.js';
import { openContainer, ZIP_LIMITS } from '../../../../adapters/documents/zip-container.js';
import { zipFile, type ZipEntry } from '../../../support/zip-file.js';

const MEGABYTE = 1024 * 1024;
const plain: ZipEntry = { name: 'word/document.xml', bytes: '<w:document/>'.repeat(50) };

const refusal = (code: string) => expect.objectContaining({ name: 'AppError', code });

test('parts come out as they were packed, folders and empty files included', async () => {
  const parts = await openContainer(
    zipFile([
      plain,
      { name: 'media/', bytes: '', method: 0 },
      { name: 'media/图.png', bytes: Buffer.from([1, 2, 3]), method: 0 },
      { name: 'empty.xml', bytes: '' },
    ]),
  );
  expect([...parts.keys()]).toEqual(['word/document.xml', 'media/图.png', 'empty.xml']);
  expect(Buffer.from(parts.get('word/document.xml') ?? []).toString()).toBe(plain.bytes);
  expect([...(parts.get('media/图.png') ?? [])]).toEqual([1, 2, 3]);
});

test('whatever we pack ourselves can be opened again', async () => {
  const name = fc.stringMatching(/^[a-z\u4e00-\u9fff]{1,12}(\/[a-z]{1,5}){0,2}\.xml$/);
  const parts = fc.uniqueArray(fc.tuple(name, fc.uint8Array({ maxLength: 200 })), {
    selector: ([key]) => key,
    minLength: 1,
    maxLength: 8,
  });
  await fc.assert(
    fc.asyncProperty(parts, async (entries) => {
      const opened = await openContainer(toStoredZip(new Map(entries)));
      expect([...opened].map(([key, bytes]) => [key, [...bytes]])).toEqual(
        entries.map(([key, bytes]) => [key, [...bytes]]),
      );
    }),
    { numRuns: 50 },
  );
});

describe('refused before anything is inflated', () => {
  const zeros = Buffer.alloc(20 * MEGABYTE);
  test.each<[string, () => Uint8Array, string]>([
    ['a bomb', () => zipFile([{ name: 'a', bytes: zeros }]), 'parse-too-large'],
    [
      'a part said to be huge',
      () => zipFile([{ ...plain, declaredSize: ZIP_LIMITS.entryBytes + 1 }]),
      'parse-too-large',
    ],
    [
      'parts that are huge together',
      () =>
        zipFile(
          Array.from({ length: 3 }, (_, i) => ({
            ...plain,
            name: `p${i}`,
            declaredSize: ZIP_LIMITS.totalBytes / 2,
          })),
        ),
      'parse-too-large',
    ],
    [
      'too many parts',
      () => zipFile(Array.from({ length: ZIP_LIMITS.entries + 1 }, (_, i) => ({ name: `p${i}`, bytes: '' }))),
      'parse-too-large',
    ],
    ['the same name twice', () => zipFile([plain, { ...plain }]), 'parse-malformed'],
    [
      'names that differ in letter case',
      () => zipFile([plain, { ...plain, name: 'Word/Document.xml' }]),
      'parse-malformed',
    ],
    ['a name that climbs out', () => zipFile([{ ...plain, name: '../../etc/passwd' }]), 'parse-malformed'],
    ['an absolute name', () => zipFile([{ ...plain, name: '/etc/passwd' }]), 'parse-malformed'],
    ['a drive', () => zipFile([{ ...plain, name: 'C:/windows/a' }]), 'parse-malformed'],
    ['a long name', () => zipFile([{ ...plain, name: 'n'.repeat(2000) }]), 'parse-malformed'],
    [
      'parts that share bytes',
      () => zipFile([plain, { ...plain, name: 'other.xml', sameAs: 0 }]),
      'parse-malformed',
    ],
    ['an encrypted part', () => zipFile([{ ...plain, flags: 1 }]), 'parse-encrypted'],
    ['a method nobody uses', () => zipFile([{ ...plain, method: 12 }]), 'parse-malformed'],
  ])('%s', async (_what, make, code) => {
    await expect(openContainer(make())).rejects.toEqual(refusal(code));
  });
});

describe('refused while it is inflated', () => {
  test.each<[string, ZipEntry, string]>([
    ['more than the directory says', { ...plain, declaredSize: 10 }, 'parse-malformed'],
    ['less than the directory says', { ...plain, declaredSize: 1000 }, 'parse-malformed'],
    ['other bytes than were packed', { ...plain, declaredCrc: 1 }, 'parse-malformed'],
  ])('%s', async (_what, entry, code) => {
    await expect(openContainer(zipFile([entry]))).rejects.toEqual(refusal(code));
  });
});

test('no cut and no changed byte gets anything through but the whole content or a refusal', async () => {
  const whole = Buffer.from(zipFile([plain, { name: 'b.xml', bytes: '<b/>' }]));
  await fc.assert(
    fc.asyncProperty(
      fc.nat(whole.byteLength - 1),
      fc.integer({ min: 1, max: 255 }),
      fc.boolean(),
      async (at, mask, isCut) => {
        const bytes = Buffer.from(isCut ? whole.subarray(0, at) : whole);
        if (!isCut) bytes[at] = (bytes[at] ?? 0) ^ mask;
        const outcome = await openContainer(bytes).catch((error: unknown) => error);
        if (outcome instanceof Map) return;
        expect(outcome).toMatchObject({ name: 'AppError', code: expect.stringMatching(/^parse-/) });
      },
    ),
    { numRuns: 300 },
  );
});
