import type { PortalAdapter, PortalContext } from '../../adapters/portal-adapter.js';
import { AppError } from '../../schemas/errors.js';
import type { Clock } from '../../schemas/instant.js';
import type { Portal } from '../../schemas/portal.js';
import { validator } from '../../schemas/validator.js';
import type { FetchClient } from '../fetch/fetch-client.js';
import { createPortalExchange } from '../fetch/portal-exchange.js';
import type { OpenedPortal } from '../store/portal-store.js';
import { fitPortal } from './fit-portal.js';

export interface PortalDependencies {
  portals: { findOpened(ids: readonly string[]): Promise<Map<string, OpenedPortal>> };
  adapters: readonly PortalAdapter[];
  client: FetchClient;
  readFile: PortalContext['readFile'];
  dropFolder: PortalContext['dropFolder'];
  now: Clock;
  timeoutMs: number;
}

/** A registered portal, its options checked, ready to be talked to. */
export interface OpenPortal {
  portal: Portal;
  /** Fitted to the portal: its field mapping, and what it can do. */
  adapter: PortalAdapter;
  options: unknown;
  context: (signal: AbortSignal) => PortalContext;
}

/** Finds the portal, its adapter and its credentials; throws `not-found` or `configuration-invalid`. */
export async function openPortal(deps: PortalDependencies, portalId: string): Promise<OpenPortal> {
  return toOpen(deps, portalId, (await deps.portals.findOpened([portalId])).get(portalId));
}

/** The same of what was found. */
export function toOpen(
  deps: PortalDependencies,
  portalId: string,
  found: OpenedPortal | undefined,
): OpenPortal {
  if (!found) throw new AppError('not-found', `there is no portal ${portalId}`);
  const { portal } = found;
  const adapter = findPortalAdapter(deps.adapters, portal.adapter);
  const options = validator(adapter.optionsSchema).parse(portal.options, `options of portal ${portalId}`);
  const secrets = new Map(Object.entries(found.openSecrets()));
  const secret = (name: string): string => {
    const value = secrets.get(name);
    if (value !== undefined) return value;
    throw new AppError('configuration-invalid', `portal ${portalId} has no credential ${name}`);
  };
  const { readFile, dropFolder, now } = deps;
  const context = (signal: AbortSignal): PortalContext => ({
    exchange: createPortalExchange(deps.client, { signal, totalTimeoutMs: deps.timeoutMs }),
    ...{ secret, signal, now, readFile, dropFolder },
  });
  return { portal, adapter: fitPortal(adapter, portal), options, context };
}

export function findPortalAdapter(adapters: readonly PortalAdapter[], name: string): PortalAdapter {
  const adapter = adapters.find((each) => each.name === name);
  if (adapter) return adapter;
  throw new AppError('configuration-invalid', `there is no portal adapter named ${name}`, {
    details: { known: adapters.map((each) => each.name) },
  });
}
