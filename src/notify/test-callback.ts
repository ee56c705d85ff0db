import { randomUUID } from 'node:crypto';
import type { CallbackTest } from '../../schemas/callback.js';
import { toInstant, type Clock } from '../../schemas/instant.js';
import { TEST_EVENT_TYPE } from '../../schemas/unit-event.js';
import type { TellCallback } from '../alerts/tell-callback.js';
import { requireOrganization, type Caller } from '../review/caller.js';
import type { CallbackStore } from '../store/callback-store.js';
import { noCallback } from './register-callback.js';
import type { SendEvent } from './send-event.js';

/** Sends a test event now and tells what came of it; a callback that takes it is active again. */
export function createTestCallback(deps: {
  callbacks: CallbackStore;
  sendEvent: SendEvent;
  callbackTurned: TellCallback;
  now: Clock;
}) {
  return async (organizationId: string, { account }: Caller): Promise<CallbackTest> => {
    requireOrganization(account, organizationId);
    const at = toInstant(deps.now());
    const [callback, secrets] = await Promise.all([
      deps.callbacks.find(organizationId),
      deps.callbacks.openSecrets(organizationId, at),
    ]);
    if (!callback || secrets === undefined) throw noCallback(organizationId);
    const event = { type: TEST_EVENT_TYPE, timestamp: at, data: { organizationId } } as const;
    const id = `test.${randomUUID()}`;
    const began = performance.now();
    const outcome = await deps.sendEvent({ id, url: callback.url, secrets, event });
    const told = { eventId: id, milliseconds: Math.round(performance.now() - began) };
    if (!outcome.sent)
      return { delivered: false, ...told, problem: { at, code: outcome.code, message: outcome.message } };
    if (callback.state === 'paused' || callback.failures > 0) await deps.callbacks.resume(organizationId, at);
    if (callback.state === 'paused') await deps.callbackTurned(organizationId);
    return { delivered: true, ...told };
  };
}
