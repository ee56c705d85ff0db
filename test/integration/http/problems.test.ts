import { describe, expect, test } from '@jest/globals';
import { AppError } from '../../../schemas/errors.js';
import { Problem } from '../../../schemas/requests.js';
import { validator } from '../../../schemas/validator.js';
import { createApiUnderTest } from './api-under-test.js';

describe('language', () => {
  const asked: [header: string | undefined, language: 'zh-CN' | 'en'][] = [
    [undefined, 'zh-CN'],
    ['*', 'zh-CN'],
    ['zh-CN,zh;q=0.9,en;q=0.8', 'zh-CN'],
    ['zh-TW', 'zh-CN'],
    ['en', 'en'],
    ['en-US,en;q=0.9', 'en'],
    ['zh;q=0.4, en;q=0.5', 'en'],
    ['en;q=0.4, zh;q=0.5', 'zh-CN'],
    ['fr, en;q=0.1', 'en'],
    ['fr', 'zh-CN'],
    ['en;q=0', 'zh-CN'],
    ['zh;q=0, en', 'en'],
    [';;;', 'zh-CN'],
  ];
  test.each(asked)('Accept-Language %s gets %s', async (header, language) => {
    const { as } = createApiUnderTest();
    const request = as('auditor').get('/api/v1/items/none');
    const response = await (header === undefined ? request : request.set('Accept-Language', header));
    const { title } = response.body as { title: string };
    expect([response.headers['content-language'], title]).toEqual([
      language,
      language === 'en' ? 'Not found' : '未找到',
    ]);
    expect(response.headers['vary']).toContain('Accept-Language');
  });
});

describe('what a use case throws', () => {
  const thrown = new AppError('stale-version', 'item BS-1 is at version 4', {
    details: { seen: 3, current: 4 },
  });

  test('its code, facts and message reach the caller', async () => {
    const { as, memory } = createApiUnderTest();
    memory.failure = thrown;
    const response = await as('auditor')
      .get('/api/v1/items')
      .set('Accept-Language', 'en')
      .set('X-Request-Id', 'r-1');
    expect(response.status).toBe(409);
    expect(response.body).toEqual({
      type: 'urn:baosong:problem:stale-version',
      title: 'Stale version',
      status: 409,
      code: 'stale-version',
      detail: 'item BS-1 is at version 4',
      instance: 'r-1',
      details: { seen: 3, current: 4 },
    });
    expect(validator(Problem).check(response.body)).toMatchObject({ ok: true });
  });

  test('in Chinese the advice comes before the message', async () => {
    const { as, memory } = createApiUnderTest();
    memory.failure = thrown;
    const response = await as('auditor').get('/api/v1/items');
    expect(response.body).toMatchObject({
      title: '版本已过时',
      detail: '条目在您打开之后已被他人修改，请重新读取后再操作。（item BS-1 is at version 4）',
    });
  });

  test('a failure of ours is logged with its stack and told to nobody', async () => {
    const { as, memory, log } = createApiUnderTest();
    const bug = new TypeError('cannot read secret of mongodb://user:pass@10.0.0.5');
    memory.failure = bug;
    const response = await as('auditor').get('/api/v1/items').set('X-Request-Id', 'r-2');
    expect([response.status, response.body]).toEqual([
      500,
      expect.objectContaining({ code: 'internal', instance: 'r-2' }),
    ]);
    expect(response.text).not.toMatch(/mongodb|secret|TypeError/);
    expect(log.filter(({ level }) => level === 'error')).toEqual([
      {
        level: 'error',
        event: 'http.failure',
        fields: expect.objectContaining({ err: bug, requestId: 'r-2' }),
      },
    ]);
  });

  test('something thrown that is no error is a 500 as well', async () => {
    const { as, memory } = createApiUnderTest();
    memory.failure = 'a string';
    expect((await as('auditor').get('/api/v1/items')).status).toBe(500);
  });

  test('Retry-After is whole seconds, rounded up', async () => {
    const { as, memory } = createApiUnderTest();
    memory.failure = new AppError('too-many-requests', 'slow down', { retryAfterSeconds: 1.2 });
    const response = await as('auditor').get('/api/v1/items');
    expect([response.status, response.headers['retry-after']]).toEqual([429, '2']);
  });

  test('a wrong signature of a portal is a 401', async () => {
    const { as, memory } = createApiUnderTest();
    memory.failure = new AppError('signature-invalid', 'signature does not match');
    const response = await as('portal').post('/api/v1/portals/bureau/receipts').type('text').send('x');
    expect([response.status, response.body]).toEqual([
      401,
      expect.objectContaining({ code: 'signature-invalid' }),
    ]);
  });
});

describe('request id', () => {
  test('a sane one is echoed', async () => {
    const { anonymous } = createApiUnderTest();
    const response = await anonymous.get('/healthz').set('X-Request-Id', 'trace-7.a:b_c');
    expect(response.headers['x-request-id']).toBe('trace-7.a:b_c');
  });

  test.each([
    ['spaces', 'a b'],
    ['length', 'x'.repeat(129)],
    ['braces', '{"a":1}'],
    ['emptiness', ''],
  ])('one with %s is replaced', async (_name, id) => {
    const { anonymous } = createApiUnderTest();
    const response = await anonymous.get('/healthz').set('X-Request-Id', id);
    expect(response.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe('log and observation', () => {
  test('one line a request, with its route and account, without key, query or address', async () => {
    const { as, log, observed } = createApiUnderTest();
    await as('reviewer').get('/api/v1/items/BS-secret?x=token').set('X-Request-Id', 'r-3');
    expect(log).toEqual([
      {
        level: 'info',
        event: 'http.request',
        fields: {
          requestId: 'r-3',
          method: 'GET',
          route: '/api/v1/items/{id}',
          status: 400,
          ms: expect.any(Number),
          account: 'reviewer',
        },
      },
    ]);
    expect(JSON.stringify(log)).not.toMatch(/key-of|token|BS-secret/);
    expect(observed).toEqual([
      { method: 'GET', route: '/api/v1/items/{id}', status: 400, seconds: expect.any(Number) },
    ]);
  });

  test('addresses nobody serves share one route name', async () => {
    const { anonymous, observed } = createApiUnderTest();
    await anonymous.get('/wp-login.php');
    expect(observed).toMatchObject([{ route: 'unmatched', status: 404 }]);
  });
});
