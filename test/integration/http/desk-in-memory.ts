import type { DeliveryDesk } from '../../../src/http/delivery-desk.js';
import { ALERT, CENSUS, CIRCUIT, DEAD_LETTER, DELIVERY } from './samples.js';

type Answer = <T>(name: string, args: unknown[], value: T) => Promise<T>;

/** Stands in for the use cases around deliveries. */
export function createDeskInMemory(answer: Answer): DeliveryDesk {
  return {
    deadLetters: {
      list: (filter, page, caller) =>
        answer('deadLetters.list', [filter, page, caller], { items: [DEAD_LETTER] }),
      replay: (id, request, caller) => answer('deadLetters.replay', [id, request, caller], DELIVERY),
      replayMany: (request, caller) =>
        answer('deadLetters.replayMany', [request, caller], {
          ...{ dryRun: true, found: 2, replayed: 0, sample: [DELIVERY.id] },
        }),
    },
    alerts: {
      list: (filter, page) => answer('alerts.list', [filter, page], { items: [ALERT] }),
      acknowledge: (id, comment, caller) =>
        answer('alerts.acknowledge', [id, comment, caller], id === ALERT.id ? ALERT : undefined),
    },
    standing: {
      census: (id) => answer('standing.census', [id], id === 'bureau' ? CENSUS : undefined),
      circuit: (id) => answer('standing.circuit', [id], id === 'bureau' ? CIRCUIT : undefined),
    },
  };
}
