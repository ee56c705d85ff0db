import { AppError, type FieldError } from '../../schemas/errors.js';
import { toInstant, type Clock } from '../../schemas/instant.js';
import type { Portal } from '../../schemas/portal.js';
import { MAX_ROUTES, type Route, type RouteChange } from '../../schemas/route.js';
import type { Caller } from '../review/caller.js';
import type { RouteStore } from '../store/route-store.js';

export interface RouteRegistry {
  routes: RouteStore;
  portals: { list(): Promise<Portal[]> };
  now: Clock;
}

/** The rules in the order in which they are asked. */
export async function listRoutes({ routes }: Pick<RouteRegistry, 'routes'>): Promise<Route[]> {
  return (await routes.list()).sort((a, b) => a.order - b.order || (a.id < b.id ? -1 : 1));
}

/**
 * Writes a new rule or a new version of one; the versions before stay, so that old deliveries can be explained. Throws
 * `stale-version` when the caller did not see the current one. What was sent already stays where it is.
 */
export function createChangeRoute(deps: RouteRegistry) {
  return async (id: string, change: RouteChange, { account }: Caller): Promise<Route> => {
    const current = await deps.routes.find(id);
    if (!current) await requireRoom(deps);
    requireTargets(change, await deps.portals.list());
    return write(deps, { id, ...change }, current, account.id);
  };
}

/** 停止分发规则: the rule applies no more and is listed no more; its versions stay. */
export function createRemoveRoute(deps: RouteRegistry) {
  return async (
    id: string,
    { version, comment }: { version: number; comment: string },
    { account }: Caller,
  ): Promise<Route> => {
    const current = await deps.routes.find(id);
    if (!current || current.removed === true)
      throw new AppError('not-found', `there is no routing rule ${id}`);
    return write(deps, { ...current, version, comment, removed: true }, current, account.id);
  };
}

async function write(
  deps: RouteRegistry,
  next: { id: string; version: number; removed?: boolean } & RouteChange,
  current: Route | undefined,
  by: string,
): Promise<Route> {
  const { version: seen } = next;
  const version = current?.version ?? 0;
  if (seen !== version) {
    throw new AppError(
      'stale-version',
      `routing rule ${next.id} is at version ${version}, the request saw ${seen}`,
      {
        details: { id: next.id, version },
      },
    );
  }
  const route: Route = { ...next, version: version + 1, changedAt: toInstant(deps.now()), changedBy: by };
  await deps.routes.replace(route, current);
  return route;
}

async function requireRoom({ routes }: RouteRegistry): Promise<void> {
  if ((await routes.list()).length < MAX_ROUTES) return;
  throw new AppError('conflict', `there are ${MAX_ROUTES} routing rules already`);
}

function requireTargets(
  { effect, targets, validFrom, validUntil }: RouteChange,
  portals: readonly Portal[],
): void {
  const known = new Set(portals.map(({ id }) => id));
  const fields = targets.flatMap(({ portalId }, index): FieldError[] =>
    known.has(portalId)
      ? []
      : [{ pointer: `/targets/${index}/portalId`, zh: '没有这个门户', en: 'there is no such portal' }],
  );
  if (effect === 'send' && targets.length === 0)
    fields.push({ pointer: '/targets', zh: '至少一个去向', en: 'name at least one portal' });
  if (validFrom !== undefined && validUntil !== undefined && Date.parse(validFrom) >= Date.parse(validUntil))
    fields.push({ pointer: '/validUntil', zh: '须晚于 validFrom', en: 'must be later than validFrom' });
  if (fields.length > 0)
    throw new AppError('validation-failed', 'this routing rule cannot be kept', { fields });
}
