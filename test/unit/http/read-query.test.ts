import { expect, test } from '@jest/globals';
import type { AppError } from '../../../schemas/errors.js';
import { ItemQuery } from '../../../schemas/queries.js';
import { queryReader } from '../../../src/http/read-query.js';

const read = queryReader(ItemQuery);

test('whole numbers are converted where the schema asks for them, and nowhere else', () => {
  expect(read({ limit: '200', q: '2026' })).toEqual({ limit: 200, q: '2026' });
});

test('an object without prototype, as the query parser makes it, is read', () => {
  const query: unknown = Object.assign(Object.create(null), { lane: 'flash' });
  expect(read(query)).toEqual({ lane: 'flash' });
});

test.each([
  ['unknown', { state2: 'x' }, ['/state2']],
  ['repeated', { lane: ['flash', 'urgent'] }, ['/lane']],
  ['wrong', { limit: '-1', kind: 'poem' }, ['/kind', '/limit']],
  ['not whole', { limit: '5.0' }, ['/limit']],
  ['beyond exact numbers', { limit: '9'.repeat(30) }, ['/limit']],
])('%s parameters are named', (_name, query, pointers) => {
  expect(pointersRefused(query)).toEqual(pointers);
});

function pointersRefused(query: unknown): string[] {
  try {
    read(query);
  } catch (error) {
    expect(error).toMatchObject({ code: 'invalid-request', details: { in: 'query' } });
    const { fields } = error as AppError;
    return [...new Set(fields.map(({ pointer }) => pointer))].sort();
  }
  return [];
}
