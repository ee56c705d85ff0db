import { setTimeout as wait } from 'node:timers/promises';
import { signMessage } from '../../../adapters/portals/message-signature.js';
import type { Receipt } from '../../../schemas/delivery.js';
import { isAppError } from '../../../schemas/errors.js';
import type { Clock } from '../../../schemas/instant.js';
import { createFetchClient, type FetchClient } from '../../fetch/fetch-client.js';
import type { Ledger } from './ledger.js';

export interface CallbackTarget {
  url: string;
  /** Signs the callbacks; the sender holds it as `callbackKey`. */
  key: string;
  /** Sent with every callback, e.g. the portal's own API key. */
  headers?: Record<string, string>;
  /** Private networks the callback address may be in; default loopback. */
  allow?: readonly string[];
}

export interface ReceiptCallbacks {
  /** New verdicts wait; called again while sending does no harm. */
  wake(): void;
  close(): Promise<void>;
}

const BATCH = 50;
const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 5000;

export interface CallbackFormat {
  contentType: string;
  toBody(receipts: readonly Receipt[]): string;
}

/** Sends verdicts until the sender acknowledges each with a 2xx; what waits is in the ledger and survives a restart. */
export function createReceiptCallbacks(
  ledger: Ledger,
  target: CallbackTarget,
  format: CallbackFormat,
  clock: Clock,
): ReceiptCallbacks {
  const stop = new AbortController();
  const client = createCallbackClient(target);
  let running: Promise<void> | undefined;

  async function run(): Promise<void> {
    let pause = FIRST_PAUSE_MS;
    for (;;) {
      const batch = ledger.unacknowledged().slice(0, BATCH);
      if (batch.length === 0 || stop.signal.aborted) return;
      if (await isAcknowledged(client, target, format, batch, clock(), stop.signal)) {
        await ledger.acknowledge(batch);
        pause = FIRST_PAUSE_MS;
      } else {
        await wait(pause, undefined, { signal: stop.signal }).catch(() => undefined);
        pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
      }
    }
  }

  function wake(): void {
    running ??= run().finally(() => {
      running = undefined;
      if (!stop.signal.aborted && ledger.unacknowledged().length > 0) wake();
    });
  }

  return {
    wake,
    async close() {
      stop.abort();
      await running;
      await client.close();
    },
  };
}

async function isAcknowledged(
  client: FetchClient,
  target: CallbackTarget,
  format: CallbackFormat,
  receipts: readonly Receipt[],
  now: Date,
  signal: AbortSignal,
): Promise<boolean> {
  const body = format.toBody(receipts);
  const headers = {
    ...target.headers,
    'content-type': format.contentType,
    ...signMessage(target.key, body, now),
  };
  try {
    const answer = await client.request({ method: 'POST', url: target.url, headers, body, signal });
    return answer.status >= 200 && answer.status < 300;
  } catch (error) {
    if (isAppError(error)) return false;
    throw error;
  }
}

function createCallbackClient(target: CallbackTarget): FetchClient {
  return createFetchClient({
    allow: target.allow ?? ['127.0.0.0/8', '::1/128'],
    userAgent: 'baosong-reference-portal',
    connectTimeoutMs: 3000,
    headersTimeoutMs: 10_000,
    bodyTimeoutMs: 10_000,
    totalTimeoutMs: 15_000,
    maxBytes: 100_000,
    maxRedirects: 0,
  });
}
