import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { EventEmitter } from 'node:events';
import { watchHeartbeat } from '../../../src/store/watch-heartbeat.js';

const HOUR_MS = 3_600_000;
const server = { connectionId: 'store:27017' };

let client: EventEmitter;
const onStuck = jest.fn();

beforeEach(() => {
  jest.useFakeTimers();
  onStuck.mockClear();
  client = new EventEmitter();
  watchHeartbeat(client, onStuck);
});
afterEach(() => {
  jest.useRealTimers();
});

test.each(['serverHeartbeatSucceeded', 'serverHeartbeatFailed', 'topologyClosed'])(
  'a heartbeat that ends in "%s" is no trouble',
  (event) => {
    client.emit('serverHeartbeatStarted', server);
    jest.advanceTimersByTime(40_000);
    client.emit(event, server);
    jest.advanceTimersByTime(HOUR_MS);
    expect(onStuck).not.toHaveBeenCalled();
  },
);

test('one that never ends is told of, once, whatever other servers do', () => {
  const other = { connectionId: 'store:27018' };
  client.emit('serverHeartbeatStarted', server);
  client.emit('serverHeartbeatStarted', other);
  client.emit('serverHeartbeatSucceeded', other);
  jest.advanceTimersByTime(59_000);
  expect(onStuck).not.toHaveBeenCalled();
  jest.advanceTimersByTime(HOUR_MS);
  expect(onStuck).toHaveBeenCalledTimes(1);
});

test('the next heartbeat has its own time', () => {
  for (let beat = 0; beat < 3; beat++) {
    client.emit('serverHeartbeatStarted', server);
    jest.advanceTimersByTime(40_000);
  }
  expect(onStuck).not.toHaveBeenCalled();
});
