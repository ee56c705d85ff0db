import { toInstant } from '../schemas/instant.js';
import { linksJob, type LinksJob } from '../schemas/jobs.js';
import type { App } from '../src/compose.js';
import { LANE_CONCURRENCY } from '../src/queue/lanes.js';
import { toLinksWakeUp } from '../src/queue/wake-ups.js';
import { shortQueues } from './short-queues.js';
import type { Work } from './work.js';

/** 死链: looks at the links of items that have been checked. Found by their mark alone. */
export function linksWork(app: App): Work<LinksJob> {
  return {
    kind: 'links',
    payload: linksJob,
    queues: (lane) => Promise.resolve([{ concurrency: LANE_CONCURRENCY.links[lane] }]),
    findDue: async (lanes, limit) => {
      const now = toInstant(app.now());
      const short = await shortQueues(app, 'links', lanes);
      const due = await Promise.all(short.map((lane) => app.stores.items.findDueLinks([lane], now, limit)));
      return due.flat().map(toLinksWakeUp);
    },
    run: async ({ itemId }, { signal }) => ({
      ...{ outcome: 'done', itemId },
      ...(await app.checkLinks(itemId, signal)),
    }),
  };
}
