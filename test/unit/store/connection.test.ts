import { describe, expect, test } from '@jest/globals';
import mongoose from 'mongoose';
import { AppError } from '../../../schemas/errors.js';
import { duplicateIndexes, isStoreUnreachable } from '../../../src/store/connection.js';

const { MongoBulkWriteError } = mongoose.mongo;
const { MongoError, MongoNetworkError, MongoServerError, MongoServerSelectionError } = mongoose.mongo;

function socketError(code: string): Error {
  return Object.assign(new Error(`write ${code}`), { code, syscall: 'write' });
}

function labelled(label: string): Error {
  const error = new MongoError('not the primary any more');
  error.addErrorLabel(label);
  return error;
}

/** As the driver throws it from a bulk write: of a server's answer, or of what cut it short. */
function fromBulk(reason: object): Error {
  return new MongoBulkWriteError(reason as Error, {} as never);
}

describe('duplicateIndexes', () => {
  test('names the documents that were there already', () => {
    const writeErrors = [1, 4].map((index) => ({ index, code: 11000 }));
    expect(duplicateIndexes(fromBulk({ message: 'E11000', writeErrors }))).toEqual([1, 4]);
  });

  test.each<[string, Error]>([
    ['a line that was cut', fromBulk(new MongoNetworkError('connection closed'))],
    ['a full disk', fromBulk(new MongoServerError({ message: 'no space left', code: 14031 }))],
    [
      'one document refused for another reason',
      fromBulk({ message: 'invalid', writeErrors: [{ index: 0, code: 121 }] }),
    ],
  ])('never lets %s pass for stored', (_name, error) => {
    expect(() => duplicateIndexes(error)).toThrow(error);
  });
});

describe('isStoreUnreachable', () => {
  test.each<[string, unknown]>([
    ['a line that was cut', new MongoNetworkError('read ECONNRESET')],
    ['a write into a socket whose server has died', socketError('EPIPE')],
    ['a line that was cut in a bulk write', fromBulk(new MongoNetworkError('connection closed'))],
    ['a disk that is full in a bulk write', fromBulk(new MongoServerError({ message: 'full', code: 14031 }))],
    ['a disk that is full', new MongoServerError({ message: 'no space left', code: 14031 })],
    ['a change of the primary', labelled('RetryableWriteError')],
  ])('%s passes', (_name, error) => {
    expect(isStoreUnreachable(error)).toBe(true);
  });

  test.each<[string, unknown]>([
    ['a duplicate key', new MongoServerError({ message: 'E11000', code: 11000 })],
    ['a file that is not there', Object.assign(new Error('open'), { code: 'ENOENT', syscall: 'open' })],
    ['a fault of ours', new TypeError('undefined is not a function')],
    ['an error that has its code already', new AppError('not-found', 'gone')],
    ['no error at all', undefined],
  ])('%s does not', (_name, error) => {
    expect(isStoreUnreachable(error)).toBe(false);
  });

  test('a server that nobody can select passes', () => {
    const error: unknown = Object.create(MongoServerSelectionError.prototype);
    expect(isStoreUnreachable(error)).toBe(true);
  });
});
