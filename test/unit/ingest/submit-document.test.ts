import { describe, expect, test } from '@jest/globals';
import type { Article } from '../../../adapters/documents/read-document.js';
import type { DocumentQuery } from '../../../schemas/document.js';
import type { SubmissionAnswer } from '../../../schemas/requests.js';
import { createNormalizeEntries } from '../../../src/ingest/normalize-entries.js';
import {
  createSubmitDocument,
  type SubmitDocumentDependencies,
} from '../../../src/ingest/submit-document.js';
import type { EntrySubmission } from '../../../src/ingest/submit-entries.js';

const [FIRST, SECOND] = ['a'.repeat(64), 'b'.repeat(64)];
const file = (sha256: string) => ({
  sha256,
  name: 'image-1',
  mediaType: 'image/png',
  bytes: new Uint8Array(1),
});
const ARTICLE: Article = {
  kind: 'article',
  format: 'docx',
  entry: {
    title: '文中标题',
    contentSource: '文中来源',
    publishedAtText: '2026年11月23日',
    body: `<p><img alt="甲" src="embedded:${FIRST}">写作 embedded:${FIRST}</p><p><img src="embedded:${SECOND}"></p>`,
    bodyFormat: 'html',
  },
  embedded: [file(FIRST), file(SECOND)],
};
const ANSWER: SubmissionAnswer = {
  id: 'x',
  outcome: 'created',
  revision: 1,
  state: 'collected',
  href: 'http://h',
};
const CALLER = {
  account: { id: 'editor', name: 'e', organizationId: 'o', roles: [], createdAt: '', apiKeys: [] },
  from: '127.0.0.1',
};

async function submit(fields: DocumentQuery, more: Partial<SubmitDocumentDependencies> = {}) {
  const submitted: EntrySubmission[] = [];
  const submitDocument = createSubmitDocument({
    parseDocument: () => Promise.resolve(ARTICLE),
    submitEntries: (all) => {
      submitted.push(...all);
      return Promise.resolve([ANSWER]);
    },
    normalize: createNormalizeEntries((run) => run()),
    keepPicture: (bytes) => Promise.resolve({ sha256: FIRST, size: bytes.length }),
    now: () => new Date('2026-11-24T10:00:00+08:00'),
    ...more,
  });
  const answer = await submitDocument({ document: { bytes: new Uint8Array(1) }, fields }, CALLER);
  return { answer, submission: submitted[0] };
}

test('pictures are named in the body, and only there, by the hash they are kept under', async () => {
  const { answer, submission } = await submit({});
  expect(submission?.entry.body).toBe(
    `<p><img alt="甲" src="urn:sha256:${FIRST}">写作 embedded:${FIRST}</p><p><img src="urn:sha256:${SECOND}"></p>`,
  );
  expect(submission?.entry.stored).toHaveLength(2);
  expect(answer).toEqual({
    ...ANSWER,
    format: 'docx',
    title: '文中标题',
    embeddedImages: 2,
    embeddedImagesKept: 2,
  });
});

describe('what the sender says goes before what the document says', () => {
  test.each<[string, DocumentQuery, object]>([
    ['nothing said', {}, { title: '文中标题', contentSource: '文中来源', publishedAtText: '2026年11月23日' }],
    ['a title', { title: '报送标题' }, { title: '报送标题', contentSource: '文中来源' }],
    ['a date', { publishedAt: '2026-11-20' }, { publishedAtText: '2026-11-20' }],
    [
      'identity and place',
      { externalId: 'e', url: 'http://a/1', kind: 'notice', column: 'c' },
      { externalId: 'e', url: 'http://a/1', kind: 'notice', column: 'c' },
    ],
  ])('%s', async (_what, fields, entry) => {
    expect((await submit(fields)).submission?.entry).toMatchObject(entry);
  });

  test('lane and reason go with the submission', async () => {
    expect((await submit({ lane: 'flash', laneReason: '地震' })).submission).toMatchObject({
      lane: 'flash',
      laneReason: '地震',
    });
  });
});
