import { LANES, type Lane } from '../../schemas/lane.js';
import { queueName, WORK_KINDS, type QueueAddress } from '../queue/lanes.js';
import type { Queues } from '../queue/queues.js';
import type { AlertFinder } from './alert-finder.js';

export interface BacklogDependencies {
  queues: Pick<Queues, 'countReady'>;
  portals: { list(): Promise<{ id: string }[]> };
  /** More jobs ready in one queue than this say that the lane has too few workers, or that its work is stuck. */
  limits: Record<Lane, number>;
}

/** 任务积压: too much work waits in one queue. */
export function backlogAlert({ queues, portals, limits }: BacklogDependencies): AlertFinder {
  return {
    kind: 'backlog',
    find: async () => {
      const ids = (await portals.list()).map(({ id }) => id);
      const addresses = LANES.flatMap((lane) => addressesOf(lane, ids));
      const ready = await queues.countReady(addresses);
      return addresses.flatMap((address) => {
        const queue = queueName(address);
        const count = ready[queue] ?? 0;
        if (count <= limits[address.lane]) return [];
        return [
          {
            ...{ kind: 'backlog' as const, subject: { queue, lane: address.lane }, count },
            text: {
              zh: `队列 ${queue} 积压 ${count} 项任务。`,
              en: `${count} jobs wait in queue ${queue}.`,
            },
            action: {
              zh: '增加处理该通道的 worker 进程（baosong worker --lanes …）；送达队列积压时先看门户的熔断与限速。',
              en: "Start more workers of that lane (baosong worker --lanes …); where deliveries wait, look at the portal's circuit and rate limit first.",
            },
          },
        ];
      });
    },
  };
}

function addressesOf(lane: Lane, portalIds: readonly string[]): QueueAddress[] {
  return WORK_KINDS.flatMap((kind): QueueAddress[] =>
    kind === 'deliver' ? portalIds.map((portalId) => ({ kind, lane, portalId })) : [{ kind, lane }],
  );
}
