import { describe, expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import * as ajvFormats from 'ajv-formats';
import { Problem } from '../../../schemas/requests.js';
import { validator } from '../../../schemas/validator.js';
import { createApi } from '../../../src/http/create-api.js';
import { openApiDocument } from '../../../src/http/open-api.js';
import { OPERATIONS } from '../../../src/http/operations.js';
import { createInMemory } from '../../integration/http/in-memory-dependencies.js';

interface Described {
  operationId: string;
  tags: string[];
  summary: string;
  security?: unknown[];
  parameters?: { name?: string; in?: string; description?: string; $ref?: string }[];
  requestBody?: { content: Record<string, { schema: object; example?: unknown }> };
  responses: Record<
    string,
    { description: string; content?: Record<string, { examples?: Record<string, { value: unknown }> }> }
  >;
}

const document = openApiDocument(OPERATIONS, 'https://gateway.example.gov.cn');
const rows = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, described]) => ({ path, method, described: described as Described })),
);

/** Pages for people and their files: not part of what programs call. */
const PAGES = new Set(['/', '/docs', '/docs/init.js', '/docs/:asset']);

function servedRoutes(): string[] {
  const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const app = createApi(createInMemory().deps, { publicUrl: 'http://127.0.0.1', log: silent });
  return app.router.stack.flatMap(({ route }) => {
    if (!route || PAGES.has(route.path)) return [];
    const methods = new Set(route.stack.map(({ method }) => method).filter(Boolean));
    return [...methods].map((method) => `${method} ${route.path}`);
  });
}

function references(node: unknown): string[] {
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([name, value]) =>
    name === '$ref' && typeof value === 'string' ? [value] : references(value),
  );
}

function resolve(reference: string): unknown {
  return reference
    .replace(/^#\//, '')
    .split('/')
    .reduce<unknown>((node, step) => (node as Record<string, unknown> | undefined)?.[step], document);
}

test('what is served is described, and what is described is served', () => {
  const described = rows.map(({ path, method }) => `${method} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`);
  expect(described.sort()).toEqual(servedRoutes().sort());
});

describe('document', () => {
  test('is plain JSON', () => {
    expect(JSON.parse(JSON.stringify(document))).toEqual(document);
  });

  test('every reference leads somewhere', () => {
    const all = new Set(references(document));
    expect(all.size).toBeGreaterThan(30);
    for (const reference of all)
      expect([reference, resolve(reference)]).toEqual([reference, expect.anything()]);
  });

  test('every component is used', () => {
    const used = new Set(references(document));
    const names = Object.keys(document.components.schemas).map((name) => `#/components/schemas/${name}`);
    expect(names.filter((name) => !used.has(name))).toEqual([]);
  });

  test('its schemas compile as JSON Schema 2020-12 and judge like the originals', () => {
    const ajv = new Ajv2020({ strict: false, allErrors: true });
    ajvFormats.default.default(ajv);
    ajv.addSchema({ $id: 'document', ...document });
    for (const { id, body } of OPERATIONS) {
      if (!body.schema) continue;
      const name = rows.find(({ described }) => described.operationId === id)?.described.requestBody?.content[
        'application/json'
      ]?.schema;
      const [reference] = references(name);
      const check = ajv.compile({ $ref: `document${reference ?? ''}` });
      expect([id, check(body.example), validator(body.schema).check(body.example).ok]).toEqual([
        id,
        true,
        true,
      ]);
      expect([id, check({ surplus: 1 })]).toEqual([id, false]);
    }
  });
});

describe.each(rows)('$method $path', ({ path, method, described }) => {
  test('has a unique id, a known tag and texts in both languages', () => {
    expect(rows.filter((row) => row.described.operationId === described.operationId)).toHaveLength(1);
    const tags = (document['tags'] as { name: string }[]).map(({ name }) => name);
    expect(tags).toEqual(expect.arrayContaining(described.tags));
    expect(described.summary).toMatch(/[\u4e00-\u9fff].* · [A-Z]/);
  });

  test('declares each parameter of its path, and describes those of its query', () => {
    const inPath = (described.parameters ?? []).filter((one) => one.in === 'path').map(({ name }) => name);
    expect(inPath).toEqual([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));
    for (const one of described.parameters ?? []) {
      if (one.in === 'query') expect(one.description).toBeTruthy();
    }
  });

  test('names its success and, unless it is open, what can go wrong', () => {
    const statuses = Object.keys(described.responses);
    expect(statuses.some((status) => status.startsWith('2'))).toBe(true);
    if (described.security?.length === 0) return;
    expect(statuses).toEqual(expect.arrayContaining(['400', '401', '403', '500', '503']));
    if (path.includes('{')) expect(statuses).toContain('404');
    const hasBody = described.requestBody !== undefined;
    expect(hasBody && method === 'get').toBe(false);
    if (hasBody) expect(statuses).toEqual(expect.arrayContaining(['413', '415']));
  });

  test('shows examples of problems that fit the schema of problems', () => {
    const problem = validator(Problem);
    for (const { content } of Object.values(described.responses)) {
      const examples = content?.['application/problem+json']?.examples ?? {};
      for (const { value } of Object.values(examples))
        expect(problem.check(value)).toMatchObject({ ok: true });
    }
  });
});
