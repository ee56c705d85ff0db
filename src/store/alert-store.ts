import type { Connection } from 'mongoose';
import type { Alert, AlertKind } from '../../schemas/alert.js';
import { alertKey, type AlertCondition } from '../domain/alert.js';
import { defineModel, fromStored, isDuplicateKey, type Stored, type StoreIndex } from './connection.js';
import { decodeCursor, encodeCursor, type Page, type PageRequest } from './page.js';

interface AlertMarks {
  key: string;
}
type AlertRecord = Stored<Alert> & AlertMarks;

const INDEXES: StoreIndex[] = [
  // Of one key one is open: of two processes that raise it at once one does.
  { keys: { key: 1 }, options: { unique: true, partialFilterExpression: { open: true } } },
  { keys: { open: 1, _id: 1 } },
  { keys: { closedAt: 1 } },
];

export type AlertStore = ReturnType<typeof createAlertStore>;

/** Alerts, open and past. Raising what is open already only says that it still holds. */
export function createAlertStore(connection: Connection) {
  defineModel<Alert & AlertMarks>(connection, 'alerts', INDEXES);
  const alerts = connection.collection<AlertRecord>('alerts');

  /** True when it was not open before. */
  async function raise(condition: AlertCondition, at: string): Promise<boolean> {
    const { kind, subject, ...found } = condition;
    const key = alertKey(condition);
    const stands = await alerts.updateOne({ key, open: true }, { $set: { ...found, lastSeenAt: at } });
    if (stands.matchedCount === 1) return false;
    const id = `${at.slice(0, 23).replace(/\D/g, '')} ${key}`.replaceAll(' ', '.');
    try {
      await alerts.insertOne({
        ...{ _id: id, key, kind, subject, ...found },
        ...{ open: true, since: at, lastSeenAt: at },
      });
      return true;
    } catch (error) {
      if (isDuplicateKey(error)) return false;
      throw error;
    }
  }

  /** False when none was open. */
  async function close(alert: Pick<Alert, 'kind' | 'subject'>, at: string): Promise<boolean> {
    const closed = await alerts.updateOne(
      { key: alertKey(alert), open: true },
      { $set: { open: false, closedAt: at } },
    );
    return closed.modifiedCount === 1;
  }

  async function listOpen(kinds?: readonly AlertKind[]): Promise<Alert[]> {
    const found = await alerts
      .find({ open: true, ...(kinds && { kind: { $in: [...kinds] } }) })
      .sort({ _id: 1 })
      .toArray();
    return found.map(toAlert);
  }

  /** The newest first. */
  async function list(filter: { open?: boolean; kind?: AlertKind }, page: PageRequest): Promise<Page<Alert>> {
    const after = page.cursor === undefined ? {} : { _id: { $lt: decodeCursor(page.cursor) } };
    const found = await alerts
      .find({ ...filter, ...after })
      .sort({ _id: -1 })
      .limit(page.limit + 1)
      .toArray();
    const last = found.length > page.limit ? found[page.limit - 1] : undefined;
    return {
      items: found.slice(0, page.limit).map(toAlert),
      ...(last && { nextCursor: encodeCursor(last._id) }),
    };
  }

  /** The first to acknowledge it stands; undefined where there is no such alert. */
  async function acknowledge(
    id: string,
    acknowledged: NonNullable<Alert['acknowledged']>,
  ): Promise<Alert | undefined> {
    await alerts.updateOne({ _id: id, acknowledged: { $exists: false } }, { $set: { acknowledged } });
    const found = await alerts.findOne({ _id: id });
    return found ? toAlert(found) : undefined;
  }

  /** Takes away what was over before that time. */
  async function removeClosed(before: string): Promise<number> {
    return (await alerts.deleteMany({ open: false, closedAt: { $lt: before } })).deletedCount;
  }

  return { raise, close, list, listOpen, acknowledge, removeClosed };
}

function toAlert({ key: _key, ...record }: AlertRecord): Alert {
  return fromStored<Alert>(record);
}
