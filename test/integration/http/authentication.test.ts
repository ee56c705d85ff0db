import { describe, expect, test } from '@jest/globals';
import { AppError } from '../../../schemas/errors.js';
import { rolesFor } from '../../../src/http/operation-roles.js';
import { createApi } from '../../../src/http/create-api.js';
import { ROLES } from '../../../schemas/account.js';
import { createApiUnderTest, PUBLIC_URL } from './api-under-test.js';
import { EXCHANGES } from './exchanges.js';
import { createInMemory, keyOf } from './in-memory-dependencies.js';
import request from 'supertest';

describe('credentials', () => {
  const refused: [name: string, header: string | undefined, challenge: string][] = [
    ['none', undefined, 'Bearer realm="baosong"'],
    ['another scheme', 'Basic dXNlcjpwYXNz', 'Bearer realm="baosong", error="invalid_token"'],
    ['an empty key', 'Bearer ', 'Bearer realm="baosong", error="invalid_token"'],
    ['two words', 'Bearer a b', 'Bearer realm="baosong", error="invalid_token"'],
    ['a wrong key', 'Bearer bs_wrong_key', 'Bearer realm="baosong", error="invalid_token"'],
    ['a key without end', `Bearer ${'k'.repeat(5000)}`, 'Bearer realm="baosong", error="invalid_token"'],
  ];
  test.each(refused)('%s is a 401 with a challenge', async (_name, header, challenge) => {
    const { anonymous, memory } = createApiUnderTest();
    const asked = anonymous.get('/api/v1/items');
    const response = await (header === undefined ? asked : asked.set('Authorization', header));
    expect([response.status, response.body]).toEqual([
      401,
      expect.objectContaining({ code: 'unauthenticated' }),
    ]);
    expect(response.headers['www-authenticate']).toBe(challenge);
    expect(memory.calls).toEqual([]);
  });

  test('the scheme may be written in any case', async () => {
    const { anonymous } = createApiUnderTest();
    const response = await anonymous.get('/api/v1/items').set('Authorization', `bearer ${keyOf('reviewer')}`);
    expect(response.status).toBe(200);
  });

  test('an unknown address under /api asks for a key before it says that it is unknown', async () => {
    const { anonymous } = createApiUnderTest();
    expect((await anonymous.get('/api/v1/nothing')).status).toBe(401);
  });

  test('a key is checked before a body is read', async () => {
    const { anonymous } = createApiUnderTest();
    const response = await anonymous.post('/api/v1/items').type('json').send('{broken');
    expect(response.status).toBe(401);
  });

  test('a store that is down is a 503 to repeat, not a 401', async () => {
    const { deps } = createInMemory();
    const down = new AppError('service-unavailable', 'mongodb://10.0.0.5 refused', { retryAfterSeconds: 3 });
    const app = createApi(
      { ...deps, authenticate: () => Promise.reject(down) },
      {
        publicUrl: PUBLIC_URL,
        log: { info: () => undefined, warn: () => undefined, error: () => undefined },
      },
    );
    const response = await request(app).get('/api/v1/items').set('Authorization', 'Bearer x');
    expect([response.status, response.headers['retry-after']]).toEqual([503, '3']);
    expect(response.text).not.toContain('10.0.0.5');
  });
});

describe('roles', () => {
  const pairs = EXCHANGES.flatMap((exchange) => ROLES.map((role) => ({ ...exchange, role })));
  test.each(pairs)('$role may run $operation exactly when the table says so', async (exchange) => {
    const { as, memory } = createApiUnderTest();
    const { operation, role, method, path, send } = exchange;
    const asked = as(role)[method](`/api/v1/${path}`);
    const response = await (send ? asked.send(send) : asked);
    const allowed = rolesFor(operation).includes(role);
    expect(response.status).toBe(allowed ? exchange.status : 403);
    expect(memory.calls).toHaveLength(allowed ? 1 : 0);
    if (!allowed) expect(response.body).toMatchObject({ code: 'forbidden', details: { operation } });
  });
});
