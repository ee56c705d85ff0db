import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Type, type Static, type TSchema } from 'typebox';
import { sourceAdapters } from '../../adapters/sources/index.js';
import type {
  Collected,
  CollectContext,
  FetchedDocument,
  SourceAdapter,
} from '../../adapters/source-adapter.js';
import { AppError, isAppError } from '../../schemas/errors.js';
import { itemContent } from '../../schemas/item-content.js';
import { ItemKind } from '../../schemas/item-kind.js';
import { rawEntry } from '../../schemas/raw-entry.js';
import { optional, shape, text } from '../../schemas/shape.js';
import { validator } from '../../schemas/validator.js';
import { packageRoot } from '../../src/package-root.js';
import { toItemContent } from '../../src/normalize/to-item-content.js';

const NOW = new Date('2026-11-24T10:00:00+08:00');

/** `<case>.meta.json`: how the document was served and registered. */
const FixtureMeta = shape({
  url: optional(text('final address')),
  contentType: optional(text('Content-Type')),
  kind: optional(ItemKind),
  options: optional(Type.Unknown()),
});
const fixtureMeta = validator(FixtureMeta);

interface FixtureCase {
  name: string;
  document: FetchedDocument;
  options: unknown;
  kind: Static<typeof ItemKind>;
  expected: unknown;
}

const folderOf = (adapter: SourceAdapter) => join(packageRoot, 'test', 'fixtures', adapter.name);
const readJson = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));

function readCases(adapter: SourceAdapter): FixtureCase[] {
  const folder = folderOf(adapter);
  const inputs = existsSync(folder) ? readdirSync(folder).filter((file) => file.includes('.in.')) : [];
  return inputs.map((file) => {
    const name = file.slice(0, file.indexOf('.in.'));
    const metaFile = join(folder, `${name}.meta.json`);
    const meta = existsSync(metaFile) ? fixtureMeta.parse(readJson(metaFile), metaFile) : {};
    return {
      name,
      document: toDocument(readFileSync(join(folder, file)), meta.url, meta.contentType),
      options: meta.options ?? adapter.example,
      kind: meta.kind ?? 'news',
      expected: readJson(join(folder, `${name}.out.json`)),
    };
  });
}

function toDocument(
  body: Uint8Array,
  url = 'http://www.example.gov.cn/a/b.html',
  contentType?: string,
): FetchedDocument {
  const headers: Record<string, string> = contentType === undefined ? {} : { 'content-type': contentType };
  return { url, requestedUrl: url, status: 200, headers, body };
}

/** Entries of a document that may be anything: an AppError `parse-…` or entries that fit their schema, nothing else. */
function parseAnything(adapter: SourceAdapter, document: FetchedDocument, options: unknown) {
  try {
    return adapter.parse(document, options).map((entry) => rawEntry.parse(entry, `entry of ${adapter.name}`));
  } catch (error) {
    if (isAppError(error) && error.code.startsWith('parse-')) return error.code;
    throw error;
  }
}

function expectHarmless(adapter: SourceAdapter, document: FetchedDocument, options: unknown): void {
  const parsed = parseAnything(adapter, document, options);
  if (typeof parsed === 'string') return;
  for (const entry of parsed) {
    const outcome = toItemContent(entry, { defaults: { kind: 'news' }, now: NOW });
    if (outcome.ok) expect(itemContent.check(outcome.content).ok).toBe(true);
  }
}

/** Collects where every address answers with this document, and no time is left for reading it. */
async function collectUnderLimit(adapter: SourceAdapter, document: FetchedDocument) {
  const ctx: CollectContext = {
    fetch: (url) => Promise.resolve({ status: 'fetched', document: { ...document, url, requestedUrl: url } }),
    parse: () => {
      throw new AppError('parse-timeout', 'no time left');
    },
    signal: new AbortController().signal,
    log: { info: () => undefined, warn: () => undefined },
  };
  const collected: Collected[] = [];
  try {
    for await (const one of adapter.collect(adapter.example, ctx)) collected.push(one);
  } catch (error) {
    if (isAppError(error)) return { collected, code: error.code };
    throw error;
  }
  return { collected, code: undefined };
}

test('adapters have names of their own', () => {
  const names = sourceAdapters.map((adapter) => adapter.name);
  expect(new Set(names).size).toBe(names.length);
  expect(names).toContain('site');
});

describe.each(sourceAdapters.map((adapter) => [adapter.name, adapter] as const))('%s', (_name, adapter) => {
  const cases = readCases(adapter);

  test('carries an example that fits its own options schema, and refuses options it does not know', () => {
    const options = validator<TSchema>(adapter.optionsSchema);
    expect(options.check(adapter.example)).toEqual({ ok: true, value: adapter.example });
    expect(options.check({ ...Object(adapter.example), unheardOf: 1 }).ok).toBe(false);
  });

  test('has at least one fixture pair', () => {
    expect(cases.length).toBeGreaterThan(0);
  });

  test.each(cases.map((fixture) => [fixture.name, fixture] as const))(
    'turns %s into the items written beside it',
    (_case, fixture) => {
      const entries = adapter
        .parse(fixture.document, fixture.options)
        .map((entry) => rawEntry.parse(entry, fixture.name));
      const outcomes = entries.map((entry) =>
        toItemContent(entry, { defaults: { kind: fixture.kind }, now: NOW }),
      );
      const items = outcomes.map((outcome) => (outcome.ok ? outcome.content : outcome));
      expect(items).toEqual(fixture.expected);
      for (const item of items) expect(itemContent.check(item)).toMatchObject({ ok: true });
    },
  );

  test.each(cases.map((fixture) => [fixture.name, fixture] as const))(
    'survives %s cut off at any place, and with bytes changed',
    (_case, { document, options }) => {
      const { body } = document;
      for (let part = 1; part < 16; part += 1) {
        const cut = body.subarray(0, Math.floor((body.byteLength * part) / 16));
        expectHarmless(adapter, { ...document, body: cut }, options);
        const damaged = Uint8Array.from(body, (byte, index) => (index % 16 === part ? byte ^ 0x5a : byte));
        expectHarmless(adapter, { ...document, body: damaged }, options);
      }
    },
  );

  test.each([
    ['nothing', new Uint8Array()],
    ['white space', Buffer.from(' \r\n\t')],
    ['a byte order mark', Buffer.from('\ufeff')],
    ['NUL bytes', new Uint8Array(1000)],
    ['plain words', Buffer.from('404 页面不存在')],
    ['the head of a ZIP file', Buffer.from('504b0304140006000800000021', 'hex')],
  ])('reads no entry from %s', (_what, body) => {
    const parsed = parseAnything(adapter, toDocument(body), adapter.example);
    expect(typeof parsed === 'string' || parsed.length === 0).toBe(true);
  });

  test.each(cases.slice(0, 1).map((fixture) => [fixture.name, fixture] as const))(
    'reads %s under the time limit only, so that no document can stop the process',
    async (_case, { document }) => {
      const { collected, code } = await collectUnderLimit(adapter, document);
      expect(code ?? 'parse-timeout').toBe('parse-timeout');
      expect(collected.filter(({ type }) => type === 'entry')).toEqual([]);
      for (const one of collected) if (one.type === 'problem') expect(one.code).toBe('parse-timeout');
    },
  );

  test('survives nesting 200 000 deep, in markup and in JSON', () => {
    const deep = 200_000;
    for (const unit of ['<div>', '<item>', '<p><b>', '[', '{"items":['])
      for (const head of ['', '<html><body>', '<?xml version="1.0"?><rss><channel>'])
        expectHarmless(adapter, toDocument(Buffer.from(head + unit.repeat(deep))), adapter.example);
  });

  test('never fails but with an error that says what is wrong, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (body) => {
        expectHarmless(adapter, toDocument(body), adapter.example);
      }),
      { numRuns: 200 },
    );
  });
});
