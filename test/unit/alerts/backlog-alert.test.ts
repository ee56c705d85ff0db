import { expect, test } from '@jest/globals';
import { backlogAlert } from '../../../src/alerts/backlog-alert.js';
import { backlogLimitsOf, loadConfig } from '../../../src/config.js';
import { queueName, type QueueAddress } from '../../../src/queue/lanes.js';

/** Queues that hold so many jobs that could begin, and nothing else. */
function findBacklogs(ready: Record<string, number>, environment: Record<string, string> = {}) {
  const countReady = (addresses: readonly QueueAddress[]) =>
    Promise.resolve(
      Object.fromEntries(addresses.map(queueName).map((name) => [name, ready[name] ?? 0] as const)),
    );
  const portals = { list: () => Promise.resolve([{ id: 'bureau' }]) };
  const limits = backlogLimitsOf(loadConfig(environment));
  return backlogAlert({ queues: { countReady }, portals, limits }).find();
}

const FLASH = queueName({ kind: 'deliver', lane: 'flash', portalId: 'bureau' });
const BACKFILL = queueName({ kind: 'check', lane: 'backfill' });

test('a queue is told of that holds more than its lane allows', async () => {
  expect(await findBacklogs({ [FLASH]: 50, [BACKFILL]: 500_000 })).toEqual([]);
  expect(await findBacklogs({ [FLASH]: 51, [BACKFILL]: 500_000 })).toMatchObject([
    { kind: 'backlog', subject: { queue: FLASH, lane: 'flash' }, count: 51 },
  ]);
});

test('how much a lane allows is a setting', async () => {
  const settings = { BACKLOG_FLASH: '5', BACKLOG_BACKFILL: '100' };
  const found = await findBacklogs({ [FLASH]: 6, [BACKFILL]: 101 }, settings);
  expect(found.map(({ subject }) => subject.queue)).toEqual([FLASH, BACKFILL]);
});
