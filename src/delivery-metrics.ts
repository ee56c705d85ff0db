import { Gauge, type Registry } from 'prom-client';
import type { App } from './compose.js';

type Stores = Pick<App['stores'], 'alerts' | 'circuits' | 'censuses'>;

/** Gauges of how deliveries stand: alerts, circuits, census. The answer reads them anew. */
export function createDeliveryGauges(registry: Registry): (stores: Stores) => Promise<void> {
  const registers = [registry];
  const alerts = new Gauge({
    ...{ name: 'baosong_alerts_open', help: 'open alerts by kind', labelNames: ['kind'], registers },
  });
  const circuits = new Gauge({
    ...{ name: 'baosong_circuit_open', help: '1 where deliveries have stopped by themselves' },
    ...{ labelNames: ['portal'], registers },
  });
  const census = new Gauge({
    ...{ name: 'baosong_census', help: 'items that a portal should show (shouldBeLive), shows (isLive) …' },
    ...{ labelNames: ['portal', 'what'], registers },
  });
  return async (stores) => {
    const [open, known, counted] = await Promise.all([
      stores.alerts.listOpen(),
      stores.circuits.list(),
      stores.censuses.list(),
    ]);
    for (const gauge of [alerts, circuits, census]) gauge.reset();
    for (const { kind } of open) alerts.inc({ kind });
    for (const { portalId, state } of known) circuits.set({ portal: portalId }, state === 'closed' ? 0 : 1);
    for (const { portalId, shouldBeLive, isLive, waiting, refused, lingering } of counted) {
      const counts = { shouldBeLive, isLive, waiting, refused, lingering };
      for (const [what, count] of Object.entries(counts)) census.set({ portal: portalId, what }, count);
    }
  };
}
