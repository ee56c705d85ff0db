import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { watchPool } from '../../../src/store/watch-pool.js';

const HOUR_MS = 3_600_000;
const pool = { address: 'store:27017' };
const first = { ...pool, connectionId: 1 };

let client: EventEmitter;
const onStuck = jest.fn();

beforeEach(() => {
  jest.useFakeTimers();
  onStuck.mockClear();
  client = new EventEmitter();
  watchPool(client, onStuck);
});
afterEach(() => {
  jest.useRealTimers();
});

test('an operation may take its time while its pool is well', () => {
  client.emit('connectionCheckedOut', first);
  jest.advanceTimersByTime(HOUR_MS);
  expect(onStuck).not.toHaveBeenCalled();
});

test('one that ends after its connection was given up is no trouble, whatever comes later', () => {
  client.emit('connectionCheckedOut', first);
  client.emit('connectionPoolCleared', pool);
  jest.advanceTimersByTime(100_000);
  client.emit('connectionCheckedIn', first);
  // A pool that is made anew counts from one.
  client.emit('connectionCheckedOut', first);
  jest.advanceTimersByTime(HOUR_MS);
  expect(onStuck).not.toHaveBeenCalled();
});

test('one that holds on to a connection that was given up is told of, once', () => {
  client.emit('connectionCheckedOut', first);
  client.emit('connectionPoolCleared', pool);
  jest.advanceTimersByTime(119_000);
  expect(onStuck).not.toHaveBeenCalled();
  jest.advanceTimersByTime(HOUR_MS);
  expect(onStuck).toHaveBeenCalledTimes(1);
});

test('the pool of another server, and the end of the client, say nothing', () => {
  client.emit('connectionCheckedOut', first);
  client.emit('connectionPoolCleared', { address: 'store:27018' });
  client.emit('connectionPoolCleared', pool);
  client.emit('topologyClosed');
  jest.advanceTimersByTime(HOUR_MS);
  expect(onStuck).not.toHaveBeenCalled();
});
