import type { PortalAdapter } from '../../adapters/portal-adapter.js';
import { AppError } from '../../schemas/errors.js';
import { toInstant, type Clock } from '../../schemas/instant.js';
import type { NewPortal, Portal, PortalChange } from '../../schemas/portal.js';
import type { Caller } from '../review/caller.js';
import type { PortalStore } from '../store/portal-store.js';
import { acknowledgementsOf, checkPortal, looksForVerdicts, type PortalPlan } from './check-portal.js';

interface PortalRegistry {
  portals: PortalStore;
  adapters: readonly PortalAdapter[];
  now: Clock;
}

/** Registers a portal; its options fit its adapter and every credential the adapter needs is there. */
export function createRegisterPortal(deps: PortalRegistry) {
  return async (request: NewPortal): Promise<Portal> => {
    const { secrets, ...plan } = request;
    checkPortal({ ...plan, secretNames: Object.keys(secrets) }, deps.adapters);
    const at = toInstant(deps.now());
    return deps.portals.create(request, at, verdictsFrom(plan, deps.adapters, at));
  };
}

/**
 * Changes a portal, pauses it or lets it go on; credentials that are named are replaced, the others stay. Throws
 * `stale-version` when the caller did not see the portal as it is.
 */
export function createChangePortal(deps: PortalRegistry) {
  return async (id: string, change: PortalChange, { account }: Caller): Promise<Portal> => {
    const portal = await deps.portals.find(id);
    if (!portal) throw new AppError('not-found', `there is no portal ${id}`);
    const { version, secrets = {}, ...fields } = change;
    if (version !== portal.version) throw stale(portal, version);
    const plan = toPlan(portal, fields);
    const secretNames = [...new Set([...portal.secretNames, ...Object.keys(secrets)])];
    checkPortal({ ...plan, secretNames }, deps.adapters);
    const at = toInstant(deps.now());
    const verdictsDueAt = verdictsFrom(plan, deps.adapters, at);
    const changed = await deps.portals.change(portal, { fields, secrets, verdictsDueAt, at, by: account.id });
    if (!changed) throw stale(portal, version);
    return changed;
  };
}

type Plan = Omit<PortalPlan, 'secretNames'>;

function toPlan(portal: Portal, change: Omit<PortalChange, 'version' | 'secrets'>): Plan {
  const { comment: _comment, state: _state, ...settings } = change;
  return { ...portal, ...settings };
}

function verdictsFrom(plan: Plan, adapters: readonly PortalAdapter[], at: string): string | undefined {
  const adapter = adapters.find(({ name }) => name === plan.adapter);
  return adapter && looksForVerdicts(acknowledgementsOf(plan, adapter)) ? at : undefined;
}

function stale({ id, version }: Portal, seen: number): AppError {
  return new AppError('stale-version', `portal ${id} is at version ${version}, the request saw ${seen}`, {
    details: { id, version },
  });
}
