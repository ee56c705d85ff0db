import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { sourceAdapters } from '../../../adapters/sources/index.js';
import type { FetchedDocument } from '../../../adapters/source-adapter.js';
import { parseInput, type InputKind } from '../../../src/ingest/parse-input.js';
import { packageRoot } from '../../../src/package-root.js';
import { createWithinTime } from '../../../src/within-time.js';

const withinTime = createWithinTime(5000);
const NOW = new Date('2026-11-24T10:00:00+08:00');
const RSS =
  '<rss version="2.0"><channel><title>t</title><item><title>测绘要闻</title><guid>1</guid></item></channel></rss>';
const HTML = '<html><body><h1>测绘要闻</h1><div id="zoom"><p>正文</p></div></body></html>';
const JSON_FEED = JSON.stringify({
  version: 'https://jsonfeed.org/version/1.1',
  title: 't',
  items: [{ id: '1', title: '测绘要闻', content_text: '正文' }],
});

function toDocument(body: string | Uint8Array, contentType?: string): FetchedDocument {
  const url = 'http://www.example.gov.cn/a';
  return {
    url,
    requestedUrl: url,
    status: 200,
    headers: contentType === undefined ? {} : { 'content-type': contentType },
    body: typeof body === 'string' ? Buffer.from(body) : body,
  };
}

const parse = (document: FetchedDocument, kind?: InputKind) =>
  parseInput(document, {
    now: NOW,
    adapters: sourceAdapters,
    withinTime,
    ...(kind !== undefined && { kind }),
  });

describe('recognises by bytes before content type', () => {
  test.each([
    ['a feed', RSS, 'application/rss+xml'],
    ['a feed served as a page', RSS, 'text/html'],
    ['a feed after declaration and comment', `<?xml version="1.0"?><!-- x -->\n${RSS}`, undefined],
    ['a page', HTML, 'text/html; charset=utf-8'],
    ['a page served as XML', HTML, 'application/xml'],
    ['a page without root', '<div id="zoom">正文</div><h1>测绘要闻</h1>', 'text/html'],
    ['a JSON feed', JSON_FEED, undefined],
  ])('%s', (_what, body, contentType) => {
    expect(parse(toDocument(body, contentType)).map((item) => item.title)).toEqual(['测绘要闻']);
  });

  test('a GBK page on its bytes alone', () => {
    const bytes = readFileSync(join(packageRoot, 'test', 'fixtures', 'site', 'trs-gbk-article.in.html'));
    expect(parse(toDocument(bytes))[0]?.title).toBe('关于开展全省基础测绘成果质量检查的通知');
  });
});

describe('refuses with a reason', () => {
  test.each<[string, string | Uint8Array, InputKind | undefined, string]>([
    ['nothing', '', undefined, 'parse-empty'],
    ['plain words', '这不是网页', undefined, 'parse-unrecognized'],
    ['an office document', Buffer.from('504b030414000600', 'hex'), undefined, 'parse-unrecognized'],
    ['a PDF', '%PDF-1.7', undefined, 'parse-unrecognized'],
    ['a document by option', HTML, 'document', 'parse-unrecognized'],
    [
      'a page that is no article',
      '<html><body><a href="/">首页</a></body></html>',
      undefined,
      'parse-no-entries',
    ],
    [
      'a feed of nothing',
      '<rss version="2.0"><channel><title>t</title></channel></rss>',
      undefined,
      'parse-no-entries',
    ],
    ['a page said to be a feed', HTML, 'feed', 'parse-unrecognized'],
    ['nesting without end', `<html><body>${'<div>'.repeat(200_000)}`, undefined, 'parse-too-deep'],
  ])('%s', (_what, body, kind, code) => {
    expect(() => parse(toDocument(body), kind)).toThrow(expect.objectContaining({ code }));
  });
});

test('an entry that is no item is told of and does not hide the others', () => {
  const feed = RSS.replace('<item>', '<item><guid>0</guid></item><item>');
  const skipped: string[] = [];
  const items = parseInput(toDocument(feed), {
    now: NOW,
    adapters: sourceAdapters,
    withinTime,
    onSkipped: ({ code }) => skipped.push(code),
  });
  expect(items.map((item) => item.externalId)).toEqual(['1']);
  expect(skipped).toEqual(['validation-failed']);
});
