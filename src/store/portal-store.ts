import type { Connection } from 'mongoose';
import { DEFAULT_CONCURRENCY, type NewPortal, type Portal, type PortalChange } from '../../schemas/portal.js';
import { fromStored, type Stored } from './connection.js';
import { createRegistryStore, type RegistryStore } from './registry-store.js';
import type { SecretBox } from './secret-box.js';

/** Portals that were registered before they could be changed have neither version nor state. */
type PortalRecord = Omit<Portal, 'secretNames' | 'version' | 'state'> &
  Partial<Pick<Portal, 'version' | 'state'>> & {
    secrets: Record<string, string>;
    /** When verdicts are looked for next; absent where the portal tells them by itself. */
    verdictsDueAt?: string;
    /** Where the next look at the older items that wait for a verdict begins. */
    verdictsCursor?: string;
  };

/** What is written of a portal by a change, decided on the version it was read at. */
export interface PortalUpdate {
  fields: Omit<PortalChange, 'version' | 'secrets'>;
  secrets: Readonly<Record<string, string>>;
  verdictsDueAt: string | undefined;
  at: string;
  by: string;
}

/** Verdicts of a portal that are to be looked for. */
export interface DueVerdicts {
  portalId: string;
  dueAt: string;
  cursor?: string;
}

export type PortalStore = ReturnType<typeof createPortalStore>;

/** A portal, and the way to its credentials in the clear. Opening throws where they were sealed with another key. */
export interface OpenedPortal {
  portal: Portal;
  openSecrets: () => Record<string, string>;
}

/** Portals, their credentials sealed; only `openSecrets` ever sees them in the clear. */
export function createPortalStore(connection: Connection, box: SecretBox) {
  const registry = createRegistryStore<PortalRecord>(connection, 'portals');

  async function create(request: NewPortal, at: string, verdictsDueAt?: string): Promise<Portal> {
    const { secrets, concurrency, ...rest } = request;
    const record: PortalRecord = {
      ...rest,
      ...{ concurrency: concurrency ?? DEFAULT_CONCURRENCY, state: 'active', version: 1 },
      secrets: seal(box, request.id, secrets),
      createdAt: at,
      ...(verdictsDueAt !== undefined && { verdictsDueAt }),
    };
    return toPortal(await registry.create(record));
  }

  async function list(): Promise<Portal[]> {
    const page = await registry.list({}, { limit: 1000 });
    return page.items.map(toPortal);
  }

  async function find(id: string): Promise<Portal | undefined> {
    const record = await registry.find(id);
    return record && toPortal(record);
  }

  /** By id, in one read; those that nobody registered are absent. */
  async function findOpened(ids: readonly string[]): Promise<Map<string, OpenedPortal>> {
    const found = [...(await registry.findMany(ids)).values()];
    return new Map(
      found.map((record) => [record.id, { portal: toPortal(record), openSecrets: () => open(box, record) }]),
    );
  }

  return { create, list, find, findOpened, ...changePortals(registry, box), ...findVerdicts(registry) };
}

function changePortals({ collection }: RegistryStore<PortalRecord>, box: SecretBox) {
  /** Undefined when somebody else has changed the portal since it was read. */
  async function change(seen: Portal, update: PortalUpdate): Promise<Portal | undefined> {
    const { fields, at, by, verdictsDueAt } = update;
    const sealed = Object.entries(seal(box, seen.id, update.secrets));
    const record = await collection.findOneAndUpdate(
      { _id: seen.id, version: seen.version === 1 ? { $not: { $gt: 1 } } : seen.version },
      {
        $set: {
          ...{ ...fields, version: seen.version + 1, changedAt: at, changedBy: by },
          ...(verdictsDueAt !== undefined && { verdictsDueAt }),
          ...Object.fromEntries(sealed.map(([name, value]) => [`secrets.${name}`, value])),
        },
        ...(verdictsDueAt === undefined && { $unset: { verdictsDueAt: '' as const } }),
      },
      { returnDocument: 'after' },
    );
    return record ? toPortal(fromStored<PortalRecord>(record)) : undefined;
  }

  return { change };
}

function findVerdicts({ collection }: RegistryStore<PortalRecord>) {
  const toDue = ({ _id, verdictsDueAt = '', verdictsCursor }: Stored<PortalRecord>): DueVerdicts => ({
    ...{ portalId: _id, dueAt: verdictsDueAt },
    ...(verdictsCursor !== undefined && { cursor: verdictsCursor }),
  });

  /** Portals are few: no index is needed. */
  async function findDueVerdicts(before: string, limit: number): Promise<DueVerdicts[]> {
    const found = await collection
      .find({ verdictsDueAt: { $lte: before } })
      .limit(limit)
      .toArray();
    return found.map(toDue);
  }

  /** Takes the look that is due, so that no other process takes it too; undefined when there is none. */
  async function takeVerdicts(portalId: string, now: string, next: string): Promise<DueVerdicts | undefined> {
    const record = await collection.findOneAndUpdate(
      { _id: portalId, verdictsDueAt: { $lte: now } },
      { $set: { verdictsDueAt: next } },
      { returnDocument: 'before' },
    );
    return record ? toDue(record) : undefined;
  }

  async function keepVerdictsCursor(portalId: string, cursor: string | undefined): Promise<void> {
    const update =
      cursor === undefined
        ? { $unset: { verdictsCursor: '' as const } }
        : { $set: { verdictsCursor: cursor } };
    await collection.updateOne({ _id: portalId }, update);
  }

  return { findDueVerdicts, takeVerdicts, keepVerdictsCursor };
}

function seal(
  box: SecretBox,
  portalId: string,
  secrets: Readonly<Record<string, string>>,
): Record<string, string> {
  const sealed = Object.entries(secrets).map(
    ([name, value]) => [name, box.seal(value, label(portalId, name))] as const,
  );
  return Object.fromEntries(sealed);
}

function open(box: SecretBox, { id, secrets }: Pick<PortalRecord, 'id' | 'secrets'>): Record<string, string> {
  const opened = Object.entries(secrets).map(
    ([name, value]) => [name, box.open(value, label(id, name))] as const,
  );
  return Object.fromEntries(opened);
}

function label(portalId: string, name: string): string {
  return `${portalId}.${name}`;
}

function toPortal(record: PortalRecord): Portal {
  const { secrets, verdictsDueAt, verdictsCursor, version = 1, state = 'active', ...rest } = record;
  return { ...rest, version, state, secretNames: Object.keys(secrets) };
}
