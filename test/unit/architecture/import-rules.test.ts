import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { packageRoot } from '../../../src/package-root.js';
import { findBreaches } from './import-rules.js';

const FOLDERS = ['schemas', 'adapters', 'src', 'workers'];

function sourceFiles(folder: string): string[] {
  return readdirSync(join(packageRoot, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`);
}

const files = FOLDERS.flatMap(sourceFiles);

test('every source file keeps the import rules', () => {
  expect(files.length).toBeGreaterThan(50);
  const breaches = files.flatMap((path) => findBreaches(path, readFileSync(join(packageRoot, path), 'utf8')));
  expect(breaches).toEqual([]);
});

describe('a breach is found', () => {
  const breaches: [path: string, source: string, complaint: RegExp][] = [
    ['schemas/lane.ts', "import { x } from '../src/config.js';", /schemas must not know src/],
    [
      'adapters/sources/feed.ts',
      "import type { Store } from '../../src/store/item-store.js';",
      /adapters must not know src/,
    ],
    ['adapters/sources/feed.ts', "import { Redis } from 'ioredis';", /no store and no queue/],
    ['adapters/sources/feed.ts', "import mongoose from 'mongoose';", /only src\/store\/ may/],
    ['src/ingest/submit.ts', "export { run } from '../../workers/check.js';", /src must not know workers/],
    [
      'src/ingest/submit.ts',
      "const x = await import('../../workers/check.js');",
      /src must not know workers/,
    ],
    ['src/ingest/submit.ts', "let x: import('../../workers/check.js').Run;", /src must not know workers/],
    ['src/ingest/submit.ts', "import { x } from '../../test/support/x.js';", /outside the product/],
    ['src/domain/lanes.ts', "import { x } from '../store/item-store.js';", /nothing but schemas/],
    ['src/domain/lanes.ts', "import { readFileSync } from 'node:fs';", /nothing but schemas/],
    ['src/store/item-store.ts', "import express from 'express';", /only src\/http\/ and src\/sandbox\/ may/],
    ['src/review/decide.ts', "import { Model } from 'mongoose';", /only src\/store\/ may/],
    ['src/ingest/submit.ts', "import { Queue } from 'bullmq';", /only src\/queue\/ and workers\/ may/],
    ['src/log.ts', 'const level = process.env.LOG_LEVEL;', /reads the environment/],
    ['src/log.ts', "const level = process['env'];", /reads the environment/],
    ['src/log.ts', 'const level = globalThis.process.env;', /reads the environment/],
    ['src/log.ts', 'const { env } = process;', /reads the environment/],
    ['src/log.ts', "import { env as e } from 'node:process';", /reads the environment/],
    ['src/log.ts', 'export default 1;', /default export/],
    ['src/log.ts', 'export default function log() {}', /default export/],
    ['src/log.ts', 'const a = 1; export { a as default };', /default export/],
  ];
  test.each(breaches)('in %s: %s', (path, source, complaint) => {
    expect(findBreaches(path, source)).toEqual([expect.stringMatching(complaint)]);
  });
});

describe('what is allowed passes', () => {
  test.each([
    ['schemas/lane.ts', "import { Type } from 'typebox'; import { shape } from './shape.js';"],
    [
      'adapters/portals/central.ts',
      "import { XMLBuilder } from 'fast-xml-parser'; import '../../schemas/delivery.js';",
    ],
    ['src/domain/lanes.ts', "import { LANES } from '../../schemas/lane.js'; import './clock.js';"],
    ['src/http/create-api.ts', "import express from 'express'; import '../../schemas/errors.js';"],
    ['src/sandbox/portal.ts', "import express from 'express';"],
    ['src/store/item-store.ts', "import mongoose from 'mongoose';"],
    ['src/queue/queues.ts', "import { Queue } from 'bullmq';"],
    [
      'workers/deliver.ts',
      "import { Worker } from 'bullmq'; import '../src/delivery/deliver.js'; import '../adapters/index.js';",
    ],
    ['src/config.ts', 'export const raw = process.env;'],
    ['src/embedded/redis.ts', 'spawn(name, { env: { ...process.env } });'],
    ['src/log.ts', "// process.env is not read here\nconst text = 'process.env';"],
  ])('%s: %s', (path, source) => {
    expect(findBreaches(path, source)).toEqual([]);
  });
});
