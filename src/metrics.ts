import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { LANES } from '../schemas/lane.js';
import { createDeliveryGauges } from './delivery-metrics.js';
import { WORK_KINDS, type QueueAddress } from './queue/lanes.js';
import type { App } from './compose.js';

export interface Metrics {
  observeRequest: (request: { method: string; route: string; status: number; seconds: number }) => void;
  /** Prometheus text; the counts are read from the stores when asked, so they are true after any restart. */
  render(): Promise<{ contentType: string; body: string }>;
}

export function createMetrics(app: Pick<App, 'stores' | 'queues'>): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const requests = new Histogram({
    name: 'baosong_http_request_seconds',
    help: 'time to answer',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.02, 0.05, 0.1, 0.25, 1, 5],
    registers: [registry],
  });
  const gauges = {
    items: new Gauge({
      name: 'baosong_items',
      help: 'items by state',
      labelNames: ['state'],
      registers: [registry],
    }),
    deliveries: new Gauge({
      name: 'baosong_deliveries',
      help: 'deliveries by portal and status',
      labelNames: ['portal', 'status'],
      registers: [registry],
    }),
    alarms: new Gauge({
      name: 'baosong_source_alarms',
      help: 'sources by alarm',
      labelNames: ['alarm'],
      registers: [registry],
    }),
    waiting: new Gauge({
      name: 'baosong_jobs_waiting',
      help: 'jobs by queue',
      labelNames: ['queue'],
      registers: [registry],
    }),
  };
  const readDeliveryGauges = createDeliveryGauges(registry);
  return {
    observeRequest: ({ method, route, status, seconds }) => {
      requests.observe({ method, route, status }, seconds);
    },
    async render() {
      await Promise.all([readGauges(app, gauges), readDeliveryGauges(app.stores)]);
      return { contentType: registry.contentType, body: await registry.metrics() };
    },
  };
}

async function readGauges(
  app: Pick<App, 'stores' | 'queues'>,
  gauges: {
    items: Gauge<'state'>;
    deliveries: Gauge<'portal' | 'status'>;
    alarms: Gauge<'alarm'>;
    waiting: Gauge<'queue'>;
  },
): Promise<void> {
  const [items, deliveries, alarms, waiting] = await Promise.all([
    app.stores.items.countByState(),
    app.stores.deliveries.countByStatus(),
    app.stores.sources.countByAlarm(),
    app.queues.countWaiting(await queueAddresses(app)),
  ]);
  for (const gauge of Object.values(gauges)) gauge.reset();
  for (const [state, count] of Object.entries(items)) gauges.items.set({ state }, count);
  for (const { portalId, status, count } of deliveries)
    gauges.deliveries.set({ portal: portalId, status }, count);
  for (const [alarm, count] of Object.entries(alarms)) gauges.alarms.set({ alarm }, count);
  for (const [queue, count] of Object.entries(waiting)) gauges.waiting.set({ queue }, count);
}

async function queueAddresses(app: Pick<App, 'stores'>): Promise<QueueAddress[]> {
  const portals = await app.stores.portals.list();
  return LANES.flatMap((lane) =>
    WORK_KINDS.flatMap((kind): QueueAddress[] =>
      kind === 'deliver' ? portals.map(({ id }) => ({ kind, lane, portalId: id })) : [{ kind, lane }],
    ).concat({ kind: 'collect', lane, part: 'slow' }),
  );
}
