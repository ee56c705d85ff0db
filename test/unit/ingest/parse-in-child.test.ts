import { describe, expect, test } from '@jest/globals';
import { createParseInChild } from '../../../src/ingest/parse-in-child.js';
import { docxFile } from '../../support/docx-file.js';
import { workbookFile } from '../../support/workbook-file.js';
import { zipFile } from '../../support/zip-file.js';

const bytes = docxFile({ body: [{ text: '会议召开', style: 'Title' }, { text: '正文。' }] });
/** Small on disk, and far more work to read than any limit of these tests allows. */
const heavy = workbookFile({
  rows: '<row><c t="inlineStr"><is><t>标题</t></is></c></row>',
  strings: Array.from({ length: 2_000_000 }, (_, i) => `<si><t>词${i}</t></si>`).join(''),
});

describe('a document in a process of its own', () => {
  test('is answered as it would be here', async () => {
    expect(await createParseInChild()({ bytes })).toMatchObject({
      kind: 'article',
      entry: { title: '会议召开', body: '<p>正文。</p>' },
    });
  });

  test('fails with the error it would have here, texts and facts included', async () => {
    const parse = createParseInChild();
    const encrypted = zipFile([{ name: 'word/document.xml', bytes: 'x', flags: 1 }]);
    await expect(parse({ bytes: encrypted })).rejects.toMatchObject({
      name: 'AppError',
      code: 'parse-encrypted',
      details: { part: 'word/document.xml' },
      fields: [{ zh: expect.stringMatching(/加密/) }],
    });
  });

  test('is abandoned when it takes too long, and the next one is read', async () => {
    const parse = createParseInChild({ timeoutMs: 1 });
    await expect(parse({ bytes })).rejects.toMatchObject({ code: 'parse-timeout', details: { limitMs: 1 } });
    const patient = createParseInChild({ concurrent: 1 });
    expect(await patient({ bytes })).toMatchObject({ kind: 'article' });
  });

  test('is abandoned when it needs more memory than allowed, and the process lives', async () => {
    const parse = createParseInChild({ heapMb: 32 });
    await expect(parse({ bytes: heavy })).rejects.toMatchObject({ code: 'parse-too-large' });
    expect(await createParseInChild()({ bytes })).toMatchObject({ kind: 'article' });
  });

  test('is abandoned when its process grows too much, buffers included', async () => {
    const parse = createParseInChild({ memoryMb: 60 });
    await expect(parse({ bytes: heavy })).rejects.toMatchObject({ code: 'parse-too-large' });
  });

  test('waits its turn; where too many wait, it is told to come again', async () => {
    const parse = createParseInChild({ concurrent: 1, waiting: 1 });
    const outcomes = await Promise.allSettled([parse({ bytes }), parse({ bytes }), parse({ bytes })]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected']);
    expect(outcomes[2]).toMatchObject({ reason: { code: 'too-many-requests', retryAfterSeconds: 5 } });
    expect(await parse({ bytes })).toMatchObject({ kind: 'article' });
  });
});
