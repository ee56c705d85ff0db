import { describe, expect, test } from '@jest/globals';
import type { TSchema } from 'typebox';
import { OpmlImportAnswer } from '../../../schemas/opml.js';
import { validator } from '../../../schemas/validator.js';
import type { OperationId } from '../../../src/http/operation-roles.js';
import { OPERATIONS } from '../../../src/http/operations.js';
import { createApiUnderTest, PUBLIC_URL } from './api-under-test.js';
import { EXCHANGES } from './exchanges.js';
import { ITEM } from './samples.js';

function documented(operation: OperationId, status: number): TSchema | undefined {
  const description = OPERATIONS.find(({ id }) => id === operation)?.answers[status];
  if (!description) throw new Error(`${operation} documents no ${status}`);
  return description.schema;
}

describe('every operation calls its use case and answers what it documents', () => {
  test.each(EXCHANGES)('$operation: $method $path', async (exchange) => {
    const { as, memory } = createApiUnderTest();
    const { role, method, path, send, status, call, operation, location } = exchange;
    const asked = as(role)[method](`/api/v1/${path}`);
    const response = await (send ? asked.send(send) : asked);
    expect([response.status, response.body]).toEqual([status, expect.anything()]);
    const [name, ...args] = call;
    expect(memory.calls).toHaveLength(1);
    expect(memory.calls[0]?.name).toBe(name);
    expect(memory.calls[0]?.args.slice(0, args.length)).toEqual(args);
    expect(response.headers['location']).toBe(location && `${PUBLIC_URL}/api/v1${location}`);
    const schema = documented(operation, status);
    if (schema) expect(validator(schema).check(response.body)).toMatchObject({ ok: true });
    else expect(response.text).toBe('');
  });

  test('the table above covers every operation but those with other bodies than JSON, which have tests of their own', () => {
    const others = [
      'acceptReceipts',
      'exportAudit',
      'importOpml',
      'exportOpml',
      'submitBatch',
      'submitDocument',
      'getItemFile',
      ...['readUnitAtom', 'readUnitRss', 'readUnitJson'],
    ];
    const covered = [...EXCHANGES.map(({ operation }) => operation), ...others];
    expect(covered.sort()).toEqual(OPERATIONS.map(({ id }) => id).sort());
  });
});

describe('OPML', () => {
  test('comes in as it is, with the query beside it', async () => {
    const { as, memory } = createApiUnderTest();
    const response = await as('province-editor')
      .post('/api/v1/sources/opml?organization=geodesy&lane=backfill&interval=3600&dryRun=true')
      .set('content-type', 'text/x-opml')
      .send('<opml/>');
    expect(response.status).toBe(200);
    expect(validator(OpmlImportAnswer).check(response.body)).toMatchObject({ ok: true });
    const query = { organization: 'geodesy', lane: 'backfill', interval: 3600, dryRun: 'true' };
    const [call] = memory.calls;
    expect(call?.name).toBe('sources.importOpml');
    expect(call?.args.slice(0, 2)).toMatchObject([{ contentType: 'text/x-opml' }, query]);
  });

  test.each(['', 'organization=a&dryRun=yes', 'organization=a&interval=1'])(
    'refuses the query %j',
    async (query) => {
      const { as } = createApiUnderTest();
      const response = await as('liaison').post(`/api/v1/sources/opml?${query}`).send('<opml/>');
      expect([response.status, response.body]).toMatchObject([400, { code: 'invalid-request' }]);
    },
  );

  test('goes out as OPML', async () => {
    const { as, memory } = createApiUnderTest();
    const response = await as('auditor').get('/api/v1/sources.opml?organization=geodesy');
    expect(response.headers['content-type']).toMatch(/^text\/x-opml/);
    expect(response.text).toContain('<opml');
    expect(memory.calls).toMatchObject([
      { name: 'sources.exportOpml', args: [{ organizationId: 'geodesy' }] },
    ]);
  });
});

describe('submissions', () => {
  test.each([
    ['created', 201, true],
    ['revised', 201, true],
    ['unchanged', 200, false],
    ['merged', 200, false],
  ] as const)('%s answers %i', async (outcome, status, located) => {
    const { as, memory } = createApiUnderTest();
    memory.outcome = outcome;
    const response = await as('unit-editor').post('/api/v1/items').send({ title: '标题' });
    expect(response.status).toBe(status);
    expect(response.headers['location'] !== undefined).toBe(located);
    expect(response.body).toMatchObject({ outcome });
  });

  test('the use case learns who asks and from where', async () => {
    const { as, memory } = createApiUnderTest();
    await as('unit-editor').post('/api/v1/items').send({ title: '标题' });
    expect(memory.calls[0]?.args[1]).toMatchObject({ account: { id: 'unit-editor' }, from: '127.0.0.1' });
  });

  test('the address comes from X-Forwarded-For only when the proxy is trusted', async () => {
    const send = async (trustProxy: boolean) => {
      const { as, memory } = createApiUnderTest({ trustProxy });
      await as('unit-editor')
        .post('/api/v1/items')
        .set('X-Forwarded-For', '203.0.113.9')
        .send({ title: '标题' });
      return memory.calls[0]?.args[1];
    };
    expect(await send(false)).toMatchObject({ from: '127.0.0.1' });
    expect(await send(true)).toMatchObject({ from: '203.0.113.9' });
  });
});

describe('receipts', () => {
  test('any content type reaches the use case byte for byte, without our credential', async () => {
    const { as, memory } = createApiUnderTest();
    const body = Buffer.from('<receipts>\u00a0回执</receipts>');
    const response = await as('portal')
      .post('/api/v1/portals/central/receipts')
      .set('Content-Type', 'application/xml; charset=gbk')
      .set('Webhook-Signature', 'v1,abc')
      .send(body);
    expect([response.status, response.body]).toEqual([200, { received: 2, applied: 1 }]);
    const [id, request] = memory.calls[0]?.args as [string, { headers: object; body: Uint8Array }];
    expect(id).toBe('central');
    expect(Buffer.from(request.body)).toEqual(body);
    expect(request.headers).toMatchObject({ 'webhook-signature': 'v1,abc' });
    expect(request.headers).not.toHaveProperty('authorization');
  });

  test('an empty body is refused', async () => {
    const { as } = createApiUnderTest();
    const response = await as('portal').post('/api/v1/portals/central/receipts');
    expect([response.status, response.body]).toEqual([
      400,
      expect.objectContaining({ code: 'invalid-request' }),
    ]);
  });
});

describe('what is not there', () => {
  test.each([
    ['organizations/x', '没有单位 x。'],
    ['accounts/x', '没有账号 x。'],
    ['sources/x', '没有来源 x。'],
    ['portals/x', '没有门户 x。'],
    ['items/x', '没有条目 x。'],
    ['deliveries/x', '没有报送 x。'],
  ])('%s is a 404 that names it', async (path, detail) => {
    const { as } = createApiUnderTest();
    const response = await as('auditor').get(`/api/v1/${path}`);
    expect([response.status, response.body]).toEqual([
      404,
      expect.objectContaining({ code: 'not-found', detail }),
    ]);
  });
});

test('HEAD answers like GET, without a body', async () => {
  const { as } = createApiUnderTest();
  const response = await as('auditor').head(`/api/v1/items/${ITEM.id}`);
  expect(response.status).toBe(200);
  expect(Number(response.headers['content-length'])).toBe(Buffer.byteLength(JSON.stringify(ITEM)));
  expect(response.text).toBeUndefined();
});

test('answers are not to be kept by anyone on the way', async () => {
  const { as } = createApiUnderTest();
  const response = await as('auditor').get('/api/v1/items');
  expect(response.headers).toMatchObject({
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  expect(response.headers).not.toHaveProperty('etag');
  expect(response.headers).not.toHaveProperty('x-powered-by');
});
