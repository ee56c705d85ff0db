import type { Connection } from 'mongoose';
import type { Callback } from '../../schemas/callback.js';
import type { UnitEventType } from '../../schemas/unit-event.js';
import {
  seal,
  signing,
  toCallback,
  type CallbackRecord,
  type CallbackRow,
  type Callbacks,
  type NewSecret,
} from './callback-record.js';
import { leaseCallbacks, recordSending, spreadNews } from './callback-sending.js';
import { defineModel, isDuplicateKey } from './connection.js';
import type { SecretBox } from './secret-box.js';

export type CallbackStore = ReturnType<typeof createCallbackStore>;

/** Where organizations hear of their items, and how far each has heard. Secrets are sealed. */
export function createCallbackStore(connection: Connection, box: SecretBox) {
  const model = defineModel<CallbackRecord>(connection, 'callbacks', [{ keys: { state: 1, dueAt: 1 } }]);
  const callbacks = connection.collection<CallbackRow>(model.collection.collectionName);
  return {
    ...keepCallbacks(callbacks, box),
    ...keepSecrets(callbacks, box),
    ...spreadNews(callbacks, connection),
    ...leaseCallbacks(callbacks, box),
    ...recordSending(callbacks),
  };
}

/** What a person sets. */
export interface CallbackSetting {
  organizationId: string;
  url: string;
  events: UnitEventType[];
  at: string;
  by: string;
}

function keepCallbacks(callbacks: Callbacks, box: SecretBox) {
  async function find(organizationId: string): Promise<Callback | undefined> {
    const record = await callbacks.findOne({ _id: organizationId });
    return record ? toCallback(record) : undefined;
  }

  /** Registers one that hears of everything behind `number`; undefined when there is one already. */
  async function create(
    { organizationId, url, events, at, by }: CallbackSetting,
    secret: NewSecret,
    number: number,
  ): Promise<Callback | undefined> {
    const record: CallbackRow = {
      ...{
        _id: organizationId,
        url,
        events,
        state: 'active',
        secrets: [seal(box, organizationId, secret, at)],
      },
      ...{ cursor: number, newsUpTo: number, dueAt: at, sent: 0, failures: 0, version: 1 },
      ...{ createdAt: at, changedAt: at, changedBy: by },
    };
    try {
      await callbacks.insertOne(record);
      return toCallback(record);
    } catch (error) {
      if (isDuplicateKey(error)) return undefined;
      throw error;
    }
  }

  /** Changes it and lets it go on where it stands; undefined when there is none. */
  async function change({
    organizationId,
    url,
    events,
    at,
    by,
  }: CallbackSetting): Promise<Callback | undefined> {
    const record = await callbacks.findOneAndUpdate(
      { _id: organizationId },
      {
        $set: { url, events, ...goingOn(at), changedAt: at, changedBy: by },
        $inc: { version: 1 },
        $unset: { problem: '', failingSince: '' },
      },
      { returnDocument: 'after' },
    );
    return record ? toCallback(record) : undefined;
  }

  /** Its test succeeded: what waits is sent. */
  async function resume(organizationId: string, at: string): Promise<void> {
    await callbacks.updateOne(
      { _id: organizationId },
      { $set: goingOn(at), $unset: { problem: '', failingSince: '' } },
    );
  }

  async function remove(organizationId: string): Promise<boolean> {
    return (await callbacks.deleteOne({ _id: organizationId })).deletedCount === 1;
  }

  return { find, create, change, resume, remove };
}

function keepSecrets(callbacks: Callbacks, box: SecretBox) {
  /** A new secret in force; the one before signs until `endsAt`, older ones no more. Undefined when there is no callback. */
  async function rotate(
    organizationId: string,
    secret: NewSecret,
    { at, by, endsAt }: { at: string; by: string; endsAt: string },
  ): Promise<Callback | undefined> {
    for (;;) {
      const seen = await callbacks.findOne({ _id: organizationId });
      if (!seen) return undefined;
      const [current] = seen.secrets;
      const old = current && endsAt > at ? [{ ...current, endsAt }] : [];
      const secrets = [seal(box, organizationId, secret, at), ...old];
      const record = await callbacks.findOneAndUpdate(
        { _id: organizationId, version: seen.version },
        { $set: { secrets, changedAt: at, changedBy: by }, $inc: { version: 1 } },
        { returnDocument: 'after' },
      );
      if (record) return toCallback(record);
    }
  }

  /** What signs now, separated by spaces; undefined when there is no callback. */
  async function openSecrets(organizationId: string, now: string): Promise<string | undefined> {
    const record = await callbacks.findOne({ _id: organizationId });
    return record ? signing(box, record, now) : undefined;
  }

  return { rotate, openSecrets };
}

const goingOn = (at: string) => ({ state: 'active' as const, failures: 0, dueAt: at });
