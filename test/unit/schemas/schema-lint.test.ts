import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { Type } from 'typebox';
import { shape, text } from '../../../schemas/shape.js';
import { packageRoot } from '../../../src/package-root.js';
import { lintSchema } from './schema-lint.js';

const folder = join(packageRoot, 'schemas');
const files = readdirSync(folder).filter((name) => name.endsWith('.ts'));

async function exportedSchemas(file: string): Promise<[string, object][]> {
  const module = (await import(pathToFileURL(join(folder, file)).href)) as Record<string, unknown>;
  return Object.entries(module).filter((entry): entry is [string, object] => isSchema(entry[1]));
}

/** TypeBox marks what it makes; `Unsafe` alone, which our enums are, passes as a schema by its keywords. */
function isSchema(value: unknown): boolean {
  return typeof value === 'object' && value !== null && ('~kind' in value || '~unsafe' in value);
}

const found: [file: string, name: string, schema: object][] = [];
for (const file of files) {
  for (const [name, schema] of await exportedSchemas(file)) found.push([file, name, schema]);
}

describe('every exported schema', () => {
  test.each(found)('%s %s keeps the rules', (_file, _name, schema) => {
    expect(lintSchema(schema)).toEqual([]);
  });

  test('is found by this test', () => {
    const names = found.map(([, name]) => name);
    expect(names).toEqual(
      expect.arrayContaining(['ContentItem', 'Lane', 'Submission', 'NewPortal', 'RawEntry', 'DeliverJob']),
    );
  });
});

describe('the lint can fail', () => {
  const bad: [name: string, schema: object, complaint: RegExp][] = [
    ['an open object', Type.Object({ a: text('a') }), /additionalProperties/],
    [
      'an open object inside',
      shape({ list: Type.Array(Type.Object({}), { description: 'x' }) }),
      /^\/list\/items.*additional/,
    ],
    ['a property without description', shape({ a: Type.String({ maxLength: 5 }) }), /^\/a: no description/],
    ['one inside another object', shape({ a: shape({ b: Type.Integer() }) }), /^\/a\/b: no description/],
    ['a blank description', shape({ a: Type.String({ description: ' ' }) }), /^\/a: no description/],
    ['an unknown format', shape({ a: Type.String({ description: 'a', format: 'phone' }) }), /unknown format/],
    ['an unknown keyword', shape({ a: Type.String({ description: 'a', maxLenght: 5 }) }), /maxLenght/],
    ['a silent list without bound', Type.Array(text('a')), /neither bounded nor described/],
  ];
  test.each(bad)('on %s', (_name, schema, complaint) => {
    expect(lintSchema(schema)).toContainEqual(expect.stringMatching(complaint));
  });

  test('and passes a good one', () => {
    expect(
      lintSchema(
        shape({ a: text('a'), b: Type.Record(Type.String(), Type.Unknown(), { description: 'b' }) }),
      ),
    ).toEqual([]);
  });
});
