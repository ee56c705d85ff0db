import { parseRetryAfter } from '../../adapters/retry-after.js';
import { AppError } from '../../schemas/errors.js';
import type { FetchClient, FetchResponse } from '../fetch/fetch-client.js';

export interface HubRequest {
  hub: string;
  topic: string;
  mode: 'subscribe' | 'unsubscribe';
  callback: string;
  secret: string;
  leaseSeconds: number;
}

/** A hub may hand requests on to where it really is (WebSub section 5.1). */
const MAX_HANDED_ON = 3;

/**
 * Asks a hub to subscribe or unsubscribe us. Resolves when it takes the request, which it then verifies by itself; throws
 * `fetch-…`, retryable unless the hub refuses.
 */
export async function askHub(client: FetchClient, request: HubRequest): Promise<void> {
  let url = request.hub;
  for (let handedOn = 0; ; handedOn += 1) {
    const response = await client.request({
      ...{ method: 'POST' as const, url, body: toForm(request), maxBytes: 100_000 },
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    const next = nextAddress(response);
    if (next === undefined) {
      requireTaken(response);
      return;
    }
    if (handedOn >= MAX_HANDED_ON)
      throw new AppError('fetch-too-many-redirects', 'the hub hands the request on without end', {
        details: { url: request.hub },
      });
    url = next;
  }
}

function toForm({ topic, mode, callback, secret, leaseSeconds }: HubRequest): string {
  return new URLSearchParams({
    'hub.callback': callback,
    'hub.mode': mode,
    'hub.topic': topic,
    ...(mode === 'subscribe' && { 'hub.secret': secret, 'hub.lease_seconds': String(leaseSeconds) }),
  }).toString();
}

/** Only redirects that keep the method; the address is checked by the client like any other. */
function nextAddress({ status, headers, url }: FetchResponse): string | undefined {
  const location = headers['location'];
  if ((status !== 307 && status !== 308) || location === undefined) return undefined;
  return URL.canParse(location, url) ? new URL(location, url).href : undefined;
}

function requireTaken({ status, headers, url, body }: FetchResponse): void {
  if (status >= 200 && status < 300) return;
  const passes = status >= 500 || status === 429 || status === 408;
  const retryAfterSeconds = parseRetryAfter(headers['retry-after'], new Date());
  const reason = Buffer.from(body.subarray(0, 200)).toString('utf8').replace(/\s+/g, ' ').trim();
  throw new AppError(
    'fetch-http-status',
    `the hub answered HTTP ${status}${reason === '' ? '' : `: ${reason}`}`,
    {
      details: { url, status },
      retryable: passes,
      ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
    },
  );
}
