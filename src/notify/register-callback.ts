import { randomBytes, randomUUID } from 'node:crypto';
import type {
  Callback,
  CallbackRequest,
  CallbackWithSecret,
  SecretRotation,
} from '../../schemas/callback.js';
import { AppError } from '../../schemas/errors.js';
import { addSeconds, toInstant, type Clock } from '../../schemas/instant.js';
import { UNIT_EVENT_TYPES } from '../../schemas/unit-event.js';
import type { TellCallback } from '../alerts/tell-callback.js';
import { requireOrganization, type Caller } from '../review/caller.js';
import type { NewSecret } from '../store/callback-record.js';
import type { CallbackStore } from '../store/callback-store.js';
import type { UnitEventStore } from '../store/unit-event-store.js';

export interface CallbackDependencies {
  callbacks: CallbackStore;
  unitEvents: Pick<UnitEventStore, 'lastNumber'>;
  organizations: { find(id: string): Promise<object | undefined> };
  /** Throws `validation-failed` for an address that nothing is sent to. */
  checkAddress(url: string): void;
  callbackTurned: TellCallback;
  now: Clock;
}

/** As long as the specification of Standard Webhooks suggests. */
const SECRET_BYTES = 32;
const DEFAULT_OVERLAP_HOURS = 24;

/** Answers the callback; its secret as well where it is new. Saving one that is there lets a paused one go on. */
export type SaveCallback = (
  organizationId: string,
  request: CallbackRequest,
  caller: Caller,
) => Promise<{ callback: Callback; secret?: string }>;

export function createSaveCallback(deps: CallbackDependencies): SaveCallback {
  return async (organizationId, { url, events = UNIT_EVENT_TYPES }, { account }) => {
    requireOrganization(account, organizationId);
    deps.checkAddress(url);
    if (!(await deps.organizations.find(organizationId))) throw noOrganization(organizationId);
    const at = toInstant(deps.now());
    const setting = { organizationId, url, events: [...events], at, by: account.id };
    const changed = await deps.callbacks.change(setting);
    if (changed) {
      await deps.callbackTurned(organizationId);
      return { callback: changed };
    }
    const number = await deps.unitEvents.lastNumber();
    await deps.callbacks.begin(number);
    const secret = makeSecret();
    const callback = await deps.callbacks.create(setting, secret, number);
    if (callback) return { callback, secret: secret.plain };
    throw new AppError('conflict', `a callback of ${organizationId} was registered at the same moment`);
  };
}

/** 更换密钥. Throws `not-found` where there is no callback. */
export function createRotateSecret({ callbacks, now }: Pick<CallbackDependencies, 'callbacks' | 'now'>) {
  return async (
    organizationId: string,
    { overlapHours = DEFAULT_OVERLAP_HOURS }: SecretRotation,
    { account }: Caller,
  ): Promise<CallbackWithSecret> => {
    requireOrganization(account, organizationId);
    const secret = makeSecret();
    const callback = await callbacks.rotate(organizationId, secret, {
      ...{ at: toInstant(now()), by: account.id },
      endsAt: toInstant(addSeconds(now(), overlapHours * 3600)),
    });
    if (!callback) throw noCallback(organizationId);
    return { callback, secret: secret.plain };
  };
}

export function createFindCallback({ callbacks }: Pick<CallbackDependencies, 'callbacks'>) {
  return (organizationId: string, { account }: Caller): Promise<Callback | undefined> => {
    requireOrganization(account, organizationId);
    return callbacks.find(organizationId);
  };
}

export function createRemoveCallback({
  callbacks,
  callbackTurned,
}: Pick<CallbackDependencies, 'callbacks' | 'callbackTurned'>) {
  return async (organizationId: string, { account }: Caller): Promise<void> => {
    requireOrganization(account, organizationId);
    if (!(await callbacks.remove(organizationId))) throw noCallback(organizationId);
    await callbackTurned(organizationId);
  };
}

export function noCallback(organizationId: string): AppError {
  return new AppError('not-found', `${organizationId} has registered no callback`);
}

function noOrganization(id: string): AppError {
  return new AppError('not-found', `there is no organization ${id}`);
}

function makeSecret(): NewSecret {
  return { id: randomUUID(), plain: `whsec_${randomBytes(SECRET_BYTES).toString('base64')}` };
}
