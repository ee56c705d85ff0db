import { describe, expect, test } from '@jest/globals';
import { AppError } from '../../../schemas/errors.js';
import { EXAMPLES } from '../../../src/http/examples.js';
import { createApiUnderTest } from './api-under-test.js';
import { ITEM } from './samples.js';

const operations: [path: string, role: 'liaison' | 'reviewer', body: object][] = [
  ['items', 'liaison', EXAMPLES.submission],
  [`items/${ITEM.id}/decisions`, 'reviewer', EXAMPLES.decision],
  [`items/${ITEM.id}/corrections`, 'liaison', EXAMPLES.correction],
  [`items/${ITEM.id}/withdrawals`, 'liaison', EXAMPLES.withdrawal],
];

function reversed(body: object): object {
  return Object.fromEntries(Object.entries(body).reverse());
}

describe.each(operations)('POST %s', (path, role, body) => {
  test('a repeat runs nothing and gets the first answer, marked as replayed', async () => {
    const { as, memory } = createApiUnderTest();
    const client = as(role);
    const first = await client.post(`/api/v1/${path}`).set('Idempotency-Key', 'k-1').send(body);
    const again = await client.post(`/api/v1/${path}`).set('Idempotency-Key', '"k-1"').send(reversed(body));
    expect(memory.calls).toHaveLength(1);
    expect([again.status, again.body]).toEqual([first.status, first.body]);
    expect(again.headers['location']).toBe(first.headers['location']);
    expect(first.headers).not.toHaveProperty('idempotency-replayed');
    expect(again.headers['idempotency-replayed']).toBe('true');
  });

  test('without a key each request runs', async () => {
    const { as, memory } = createApiUnderTest();
    const client = as(role);
    await client.post(`/api/v1/${path}`).send(body);
    await client.post(`/api/v1/${path}`).send(body);
    expect(memory.calls).toHaveLength(2);
  });

  test.each([
    ['two words', 'a b'],
    ['nothing', ''],
    ['quotes around nothing', '""'],
    ['256 characters', 'k'.repeat(256)],
  ])('a key of %s is refused', async (_name, key) => {
    const { as, memory } = createApiUnderTest();
    const response = await as(role).post(`/api/v1/${path}`).set('Idempotency-Key', key).send(body);
    expect([response.status, response.body]).toEqual([
      400,
      expect.objectContaining({ code: 'invalid-request' }),
    ]);
    expect(memory.calls).toEqual([]);
  });
});

test('the same key with another body is a conflict', async () => {
  const { as, memory } = createApiUnderTest();
  const client = as('unit-editor');
  await client.post('/api/v1/items').set('Idempotency-Key', 'k').send({ title: 'a' });
  const other = await client.post('/api/v1/items').set('Idempotency-Key', 'k').send({ title: 'b' });
  expect([other.status, other.body]).toEqual([
    422,
    expect.objectContaining({ code: 'idempotency-conflict' }),
  ]);
  expect(memory.calls).toHaveLength(1);
});

test('the same key and body at another item is a conflict', async () => {
  const { as } = createApiUnderTest();
  const client = as('liaison');
  await client.post('/api/v1/items/a/withdrawals').set('Idempotency-Key', 'k').send(EXAMPLES.withdrawal);
  const other = await client
    .post('/api/v1/items/b/withdrawals')
    .set('Idempotency-Key', 'k')
    .send(EXAMPLES.withdrawal);
  expect(other.status).toBe(422);
});

test('two accounts may use the same key', async () => {
  const { as, memory } = createApiUnderTest();
  await as('unit-editor').post('/api/v1/items').set('Idempotency-Key', 'k').send({ title: 'a' });
  await as('province-editor').post('/api/v1/items').set('Idempotency-Key', 'k').send({ title: 'b' });
  expect(memory.calls).toHaveLength(2);
});

test('a body that does not fit its schema uses up no key', async () => {
  const { as } = createApiUnderTest();
  const client = as('unit-editor');
  const wrong = await client.post('/api/v1/items').set('Idempotency-Key', 'k').send({ titel: 'a' });
  const right = await client.post('/api/v1/items').set('Idempotency-Key', 'k').send({ title: 'a' });
  expect([wrong.status, right.status]).toEqual([422, 201]);
});

test('a use case that failed may be tried again under its key', async () => {
  const { as, memory } = createApiUnderTest();
  const client = as('unit-editor');
  memory.failure = new AppError('service-unavailable', 'store is down');
  const first = await client.post('/api/v1/items').set('Idempotency-Key', 'k').send({ title: 'a' });
  memory.failure = undefined;
  const second = await client.post('/api/v1/items').set('Idempotency-Key', 'k').send({ title: 'a' });
  expect([first.status, second.status]).toEqual([503, 201]);
});

test('a repeat while the first still runs is told when to come back', async () => {
  const { as, memory } = createApiUnderTest();
  const client = as('unit-editor');
  memory.failure = new AppError('idempotency-in-progress', 'still running', { retryAfterSeconds: 0.4 });
  const response = await client.post('/api/v1/items').set('Idempotency-Key', 'k').send({ title: 'a' });
  expect([response.status, response.headers['retry-after']]).toEqual([409, '1']);
});
