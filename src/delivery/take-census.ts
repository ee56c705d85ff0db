import type { Census } from '../../schemas/census.js';
import { isAppError } from '../../schemas/errors.js';
import { toInstant } from '../../schemas/instant.js';
import type { Portal } from '../../schemas/portal.js';
import { toCensusCounts } from '../domain/census.js';
import { acknowledgementsOf } from '../registry/check-portal.js';
import type { CensusStore } from '../store/census-store.js';
import type { DeliveryStore } from '../store/delivery-store.js';
import { openPortal, type PortalDependencies } from './open-portal.js';
import type { Pacer } from './pacer.js';

export interface CensusDependencies extends PortalDependencies {
  portals: PortalDependencies['portals'] & { list(): Promise<Portal[]> };
  deliveries: Pick<DeliveryStore, 'tally' | 'findDifferences' | 'sampleApplied'>;
  censuses: CensusStore;
  pacer: Pacer;
  random(): number;
}

const SHOWN_DIFFERENCES = 100;
/** Items that a portal is asked about in one census: a courtesy, at the pace of backfill. */
const ASKED = 10;

/**
 * 在线核对: counts, for every portal, what should be live against what is, from the deliveries; and asks those that can be
 * asked about some items that should be, chosen by chance. What a portal does not know any more is a difference.
 */
export function createTakeCensus(deps: CensusDependencies) {
  return async (signal: AbortSignal): Promise<Census[]> => {
    const [portals, tallies] = await Promise.all([deps.portals.list(), deps.deliveries.tally()]);
    const at = toInstant(deps.now());
    const taken: Census[] = [];
    for (const portal of portals) {
      const own = tallies.filter(({ portalId }) => portalId === portal.id);
      const [differences, asked] = await Promise.all([
        deps.deliveries.findDifferences(portal.id, SHOWN_DIFFERENCES),
        askPortal(deps, portal, signal),
      ]);
      const all = [...asked.unknown, ...differences].slice(0, SHOWN_DIFFERENCES);
      const census: Census = {
        ...{ portalId: portal.id, at, ...toCensusCounts(own), differences: all },
        ...(asked.many > 0 && { asked: asked.many, unknown: asked.unknown.length }),
      };
      await deps.censuses.save(census);
      taken.push(census);
    }
    return taken;
  };
}

async function askPortal(
  deps: CensusDependencies,
  portal: Portal,
  signal: AbortSignal,
): Promise<{ many: number; unknown: string[] }> {
  const unknown: string[] = [];
  let many = 0;
  if (portal.state !== 'active') return { many, unknown };
  try {
    const open = await openPortal(deps, portal.id);
    if (!acknowledgementsOf(portal, open.adapter).includes('asking')) return { many, unknown };
    for (const { id, key } of await deps.deliveries.sampleApplied(portal.id, deps.random(), ASKED)) {
      if (!(await deps.pacer.wait(portal, 'backfill', signal))) break;
      const receipt = await open.adapter.findReceipt(key, open.options, open.context(signal));
      many++;
      if (!receipt) unknown.push(id);
    }
  } catch (error) {
    // A portal that does not answer now is an alert of its own; the rest of the census holds.
    if (!isAppError(error)) throw error;
  }
  return { many, unknown };
}
