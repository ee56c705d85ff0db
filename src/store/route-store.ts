import type { Connection } from 'mongoose';
import { AppError } from '../../schemas/errors.js';
import type { Route } from '../../schemas/route.js';
import { defineModel, fromStored, isDuplicateKey, type Stored } from './connection.js';

type RouteVersion = Omit<Route, 'id'>;

/** A rule as it is, with what it was before: one document, so that a change and its history are one write. */
type RouteRecord = Route & { earlier: RouteVersion[] };

/** A rule that is changed daily for a year keeps all of it. */
const KEPT_VERSIONS = 400;

export type RouteStore = ReturnType<typeof createRouteStore>;

/** Routing rules, with their earlier versions. */
export function createRouteStore(connection: Connection) {
  defineModel<RouteRecord>(connection, 'routes');
  const routes = connection.collection<Stored<RouteRecord>>('routes');

  /** The rules as they are now, without those that were removed; rules are few. */
  async function list(): Promise<Route[]> {
    const found = await routes.find({}, { projection: { earlier: 0 } }).toArray();
    return found.map(toRoute).filter(({ removed }) => removed !== true);
  }

  /** One version of a rule, the current one by default; removed ones too. */
  async function find(id: string, version?: number): Promise<Route | undefined> {
    const found = await routes.findOne({ _id: id });
    if (!found) return undefined;
    if (version === undefined || version === found.version) return toRoute(found);
    const earlier = found.earlier.find((each) => each.version === version);
    return earlier && { id, ...earlier };
  }

  /** Writes a new version in place of the one before it. Throws `stale-version` when that is not the current one. */
  async function replace(route: Route, before: Route | undefined): Promise<void> {
    const { id, ...now } = route;
    if (!before) return create(route);
    const { id: _id, ...earlier } = before;
    const changed = await routes.updateOne(
      { _id: id, version: before.version },
      {
        $set: now,
        $push: { earlier: { $each: [earlier], $slice: -KEPT_VERSIONS } },
        ...toUnset(earlier, now),
      },
    );
    if (changed.matchedCount === 0) throw stale(id);
  }

  async function create({ id, ...route }: Route): Promise<void> {
    try {
      await routes.insertOne({ _id: id, ...route, earlier: [] });
    } catch (cause) {
      if (!isDuplicateKey(cause)) throw cause;
      throw stale(id);
    }
  }

  return { list, find, replace };
}

/** What the version before had and this one has not. */
function toUnset(before: RouteVersion, now: RouteVersion): { $unset?: Record<string, ''> } {
  const gone = Object.keys(before).filter((name) => !(name in now));
  return gone.length === 0 ? {} : { $unset: Object.fromEntries(gone.map((name) => [name, '' as const])) };
}

function toRoute(record: Stored<RouteRecord>): Route {
  const { earlier, ...route } = fromStored<RouteRecord>(record);
  return route;
}

function stale(id: string): AppError {
  return new AppError('stale-version', `routing rule ${id} was changed by somebody else`, {
    details: { id },
  });
}
