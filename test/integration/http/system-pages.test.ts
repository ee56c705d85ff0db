import { describe, expect, test } from '@jest/globals';
import { Readiness } from '../../../schemas/requests.js';
import { validator } from '../../../schemas/validator.js';
import { createApiUnderTest, PUBLIC_URL } from './api-under-test.js';

test('/healthz answers while every dependency is down', async () => {
  const { anonymous, memory } = createApiUnderTest();
  memory.ready = new Error('down');
  const response = await anonymous.get('/healthz');
  expect([response.status, response.body]).toEqual([200, { status: 'alive' }]);
});

describe('/readyz', () => {
  test('is 200 when all answer', async () => {
    const { anonymous } = createApiUnderTest();
    const response = await anonymous.get('/readyz');
    expect(response.status).toBe(200);
    expect(validator(Readiness).check(response.body)).toMatchObject({ ok: true });
    expect(response.body).toMatchObject({ status: 'ready', documents: true, redis: true });
  });

  test.each([
    ['redis is down', { documents: true, redis: false }, /redis/],
    ['documents are down', { documents: false, redis: true }, /documents/],
    ['asking fails', new Error('mongodb://10.0.0.5 refused'), /documents, redis/],
  ])('is a 503 problem when %s', async (_name, ready, detail) => {
    const { anonymous, memory } = createApiUnderTest();
    memory.ready = ready;
    const response = await anonymous.get('/readyz');
    const problem = response.body as { detail: string; details: object };
    expect(response.status).toBe(503);
    expect(response.headers['retry-after']).toBe('5');
    expect(response.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(problem.detail).toMatch(detail);
    expect(problem.details).toMatchObject({ status: 'not-ready' });
    expect(response.text).not.toContain('10.0.0.5');
  });
});

test('/metrics is what the dependencies say, in their type', async () => {
  const { anonymous } = createApiUnderTest();
  const response = await anonymous.get('/metrics');
  expect([response.status, response.text]).toEqual([200, 'up 1\n']);
  expect(response.headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
});

test('/api/openapi.json needs no key', async () => {
  const { anonymous } = createApiUnderTest();
  const response = await anonymous.get('/api/openapi.json');
  expect(response.status).toBe(200);
  expect(response.body).toMatchObject({ openapi: '3.1.0', servers: [{ url: PUBLIC_URL }] });
});

describe('/docs', () => {
  test('loads nothing from elsewhere and runs no inline script', async () => {
    const { anonymous } = createApiUnderTest();
    const page = await anonymous.get('/docs');
    expect(page.headers['content-type']).toMatch(/^text\/html/);
    expect(page.headers['content-security-policy']).toContain("script-src 'self';");
    const scripts = [...page.text.matchAll(/<script([^>]*)>([^<]*)</g)];
    expect(scripts).toHaveLength(3);
    for (const [, attributes, inline] of scripts) {
      expect(attributes).toMatch(/src="docs\//);
      expect(inline).toBe('');
    }
    expect(page.text).not.toMatch(/https?:/);
  });

  test('every file it names is served, and lets itself be run', async () => {
    const { anonymous } = createApiUnderTest();
    const page = await anonymous.get('/docs');
    const files = [...page.text.matchAll(/(?:src|href)="(docs\/[^"]+)"/g)].map(([, file]) => file ?? '');
    expect(files).toHaveLength(6);
    for (const file of files) {
      const response = await anonymous.get(`/${file}`);
      expect([file, response.status]).toEqual([file, 200]);
      expect(response.headers['x-content-type-options']).toBe('nosniff');
      const type = file.endsWith('.js') ? /javascript/ : file.endsWith('.css') ? /css/ : /png/;
      expect(response.headers['content-type']).toMatch(type);
    }
  });

  test('with a slash at its end leads to the page, so that its relative addresses hold', async () => {
    const { anonymous } = createApiUnderTest();
    const response = await anonymous.get('/docs/');
    expect([response.status, response.headers['location']]).toEqual([308, '../docs']);
  });
});

describe('/', () => {
  test('is JSON for programs', async () => {
    const { anonymous } = createApiUnderTest();
    const response = await anonymous.get('/');
    expect(response.body).toMatchObject({ documentation: `${PUBLIC_URL}/docs`, api: `${PUBLIC_URL}/api/v1` });
  });

  test('is a page for browsers, Chinese first, whose links work', async () => {
    const { anonymous } = createApiUnderTest();
    const page = await anonymous.get('/').set('Accept', 'text/html,application/xhtml+xml,*/*;q=0.8');
    expect(page.headers['content-type']).toMatch(/^text\/html/);
    expect(page.text.indexOf('接口说明')).toBeLessThan(page.text.indexOf('API, browsable'));
    const links = [...page.text.matchAll(/href="([^"]+)"/g)].map(([, link]) => link ?? '');
    expect(links.length).toBeGreaterThan(3);
    for (const link of links) expect((await anonymous.get(`/${link}`)).status).toBe(200);
  });
});

test('browsers are told to insist on HTTPS only where the gateway has it', async () => {
  const secure = await createApiUnderTest().anonymous.get('/healthz');
  const plain = await createApiUnderTest({ publicUrl: 'http://10.1.1.1:8080/' }).anonymous.get('/healthz');
  expect(secure.headers).toHaveProperty('strict-transport-security');
  expect(plain.headers).not.toHaveProperty('strict-transport-security');
});
