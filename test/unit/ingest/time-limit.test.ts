import { getEventListeners } from 'node:events';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { startTimeLimit } from '../../../src/ingest/time-limit.js';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

test('a limit ends when its time is up', () => {
  const limit = startTimeLimit(10, new AbortController().signal);
  jest.advanceTimersByTime(9999);
  expect(limit.signal.aborted).toBe(false);
  jest.advanceTimersByTime(1);
  expect(limit.signal.aborted).toBe(true);
});

test('a limit ends with the signal around it, before or after its start', () => {
  const outer = new AbortController();
  const limit = startTimeLimit(10, outer.signal);
  outer.abort();
  expect([limit.signal.aborted, startTimeLimit(10, outer.signal).signal.aborted]).toEqual([true, true]);
});

test('a limit that was cleared leaves neither timer nor listener behind', () => {
  const outer = new AbortController();
  for (let round = 0; round < 100; round++) startTimeLimit(600, outer.signal).clear();
  expect(getEventListeners(outer.signal, 'abort')).toHaveLength(0);
  expect(jest.getTimerCount()).toBe(0);
});
