import { collectJob, type CollectJob } from '../schemas/jobs.js';
import { toInstant } from '../schemas/instant.js';
import type { App } from '../src/compose.js';
import { LANE_CONCURRENCY } from '../src/queue/lanes.js';
import { toCollectWakeUp } from '../src/queue/wake-ups.js';
import type { Work } from './work.js';

/** 采集: polls the sources whose time has come. */
export function collectWork(app: App): Work<CollectJob> {
  return {
    kind: 'collect',
    payload: collectJob,
    queues: (lane) =>
      Promise.resolve([
        { concurrency: LANE_CONCURRENCY.collect[lane] },
        { part: 'slow', concurrency: LANE_CONCURRENCY.collectSlow[lane] },
      ]),
    findDue: async (lanes, limit) => {
      const due = await app.stores.sources.findDue(lanes, toInstant(app.now()), limit);
      return due.map(toCollectWakeUp);
    },
    run: async ({ sourceId }, { signal, log, part }) => {
      const pace = part ?? 'quick';
      const summary = await app.collectSource(sourceId, { signal, log: toCollectLog(log), pace });
      return { outcome: 'done', sourceId, ...summary };
    },
  };
}

function toCollectLog(log: {
  info(fields: object, event: string): void;
  warn(fields: object, event: string): void;
  error(fields: object, event: string): void;
}) {
  return {
    info: (event: string, fields: Record<string, unknown> = {}) => {
      log.info(fields, event);
    },
    warn: (event: string, fields: Record<string, unknown> = {}) => {
      log.warn(fields, event);
    },
    error: (event: string, fields: Record<string, unknown> = {}) => {
      log.error(fields, event);
    },
  };
}
