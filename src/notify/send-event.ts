import { signWebhook } from '../../adapters/portals/standard-webhook.js';
import { parseRetryAfter } from '../../adapters/retry-after.js';
import { isAppError } from '../../schemas/errors.js';
import type { Clock } from '../../schemas/instant.js';
import type { TestEvent, UnitEvent } from '../../schemas/unit-event.js';
import type { FetchClient } from '../fetch/fetch-client.js';

export interface SendDependencies {
  client: Pick<FetchClient, 'request'>;
  timeoutMs: number;
  now: Clock;
}

export interface Message {
  /** `webhook-id`: the same for every repeat. */
  id: string;
  url: string;
  /** That sign, separated by spaces. */
  secrets: string;
  event: UnitEvent | TestEvent;
}

export type SendOutcome =
  | { sent: true }
  | {
      sent: false;
      code: string;
      message: string;
      /** The address says that it will take nothing ever again. */
      gone: boolean;
      retryAfterSeconds?: number;
    };

export type SendEvent = (message: Message, signal?: AbortSignal) => Promise<SendOutcome>;

/** What an address may say about itself is read no further than this. Bytes. */
const MOST_ANSWERED = 64_000;
const GONE = 410;

/**
 * Sends one event, signed anew: Standard Webhooks has receivers refuse old time stamps. 2xx takes it, 410 ends it, everything
 * else and every fault on the way is a failure to be tried again. Redirects are not followed.
 */
export function createSendEvent({ client, timeoutMs, now }: SendDependencies): SendEvent {
  return async ({ id, url, secrets, event }, signal) => {
    const body = JSON.stringify(event);
    const request = {
      ...{ method: 'POST' as const, url, body, followRedirects: false },
      ...{ totalTimeoutMs: timeoutMs, maxBytes: MOST_ANSWERED, ...(signal && { signal }) },
      headers: {
        'content-type': 'application/json; charset=utf-8',
        ...signWebhook(secrets, id, body, now()),
      },
    };
    try {
      const { status, headers } = await client.request(request);
      if (status >= 200 && status < 300) return { sent: true };
      const retryAfterSeconds = parseRetryAfter(headers['retry-after'], now());
      return {
        ...{ sent: false, code: 'fetch-http-status', message: `HTTP ${status}`, gone: status === GONE },
        ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
      };
    } catch (error) {
      if (!isAppError(error)) throw error;
      return { sent: false, code: error.code, message: error.message.slice(0, 1000), gone: false };
    }
  };
}
