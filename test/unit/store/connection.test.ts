import { describe, expect, test } from '@jest/globals';
import mongoose from 'mongoose';
import { AppError } from '../../../schemas/errors.js';
import { isStoreUnreachable } from '../../../src/store/connection.js';

const { MongoError, MongoNetworkError, MongoServerError, MongoServerSelectionError } = mongoose.mongo;

function socketError(code: string): Error {
  return Object.assign(new Error(`write ${code}`), { code, syscall: 'write' });
}

function labelled(label: string): Error {
  const error = new MongoError('not the primary any more');
  error.addErrorLabel(label);
  return error;
}

describe('isStoreUnreachable', () => {
  test.each<[string, unknown]>([
    ['a line that was cut', new MongoNetworkError('read ECONNRESET')],
    ['a write into a socket whose server has died', socketError('EPIPE')],
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
