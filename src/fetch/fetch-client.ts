import type { Writable } from 'node:stream';
import { Agent } from 'undici';
import { AppError, isAppError } from '../../schemas/errors.js';
import { createAddressGuard } from './address-guard.js';
import { createCertificateBook } from './certificate-book.js';
import { createGuardedConnector, type ResolveHost } from './guarded-connector.js';
import { parseHttpUrl } from './http-url.js';
import { isRedirect, toRedirectedRequest, type CurrentRequest } from './redirect.js';
import {
  exchangeOnce,
  isStaleConnection,
  type AnswerHead,
  type FetchMethod,
  type RawResponse,
} from './single-exchange.js';

export interface FetchSettings {
  /** Private networks that may be reached, in CIDR notation. Public addresses always may. */
  allow: readonly string[];
  userAgent: string;
  /** Name resolution, TCP and TLS together. */
  connectTimeoutMs: number;
  /** From the request's last byte to the end of the answer's headers. */
  headersTimeoutMs: number;
  /** Longest silence inside the body. */
  bodyTimeoutMs: number;
  /** Everything, redirects included. */
  totalTimeoutMs: number;
  /** Cap on a body, after decompression. */
  maxBytes: number;
  maxRedirects: number;
  /** Replaces the system's name resolution, for tests. */
  lookup?: ResolveHost;
  /** Extra certificate authorities, PEM. */
  ca?: string;
}

export interface FetchRequest {
  method?: FetchMethod;
  url: string;
  headers?: Record<string, string>;
  body?: string | Uint8Array;
  signal?: AbortSignal;
  maxBytes?: number;
  totalTimeoutMs?: number;
  /** Default: GET and HEAD follow, others do not. */
  followRedirects?: boolean;
  /**
   * Called before a redirect is followed, with the address it leads to and how many there have been; a rejection ends the
   * request. It may take its time: none of the limits counts it.
   */
  beforeRedirect?: (to: URL, redirects: number) => Promise<void>;
  /** Redirects that led to this address before: they count among the most that are followed. */
  redirectsBefore?: number;
  /**
   * Opens a stream that takes the decoded body of the final answer as it comes, under the same caps, instead of memory;
   * undefined discards the body. The request resolves once the stream has finished; when it fails, the stream is
   * destroyed. Must not throw.
   */
  receive?: (head: AnswerHead) => Writable | undefined;
}

/** One redirect that was followed. A step from https to http is followed too (government sites do it) and seen here. */
export interface FollowedRedirect {
  status: number;
  from: string;
  to: string;
}

export interface FetchResponse {
  /** Final address: what relative addresses resolve against. */
  url: string;
  requestedUrl: string;
  status: number;
  /** Lower-cased names; repeated headers joined by `, `. */
  headers: Readonly<Record<string, string>>;
  /** After content-decoding; empty where `receive` took it. */
  body: Uint8Array;
  /** Size of the final body before content-decoding. */
  bytesOnWire: number;
  redirects: readonly FollowedRedirect[];
  /** End of the certificate of the host that answered; absent over plain http. */
  certificateEndsAt?: Date;
}

/**
 * The one way out to the network. Resolves with any HTTP status; rejects with AppError `fetch-…`, whose details hold
 * `phase` (how far it came) and `sent` (whether the peer may have received the request).
 */
export interface FetchClient {
  request(request: FetchRequest): Promise<FetchResponse>;
  /** Ends idle connections and waits for running requests. */
  close(): Promise<void>;
}

export function createFetchClient(settings: FetchSettings): FetchClient {
  const certificates = createCertificateBook();
  const agent = new Agent({
    connect: createGuardedConnector({
      onCertificate: certificates.note,
      guard: createAddressGuard(settings.allow),
      connectTimeoutMs: settings.connectTimeoutMs,
      ...(settings.lookup && { resolveHost: settings.lookup }),
      ...(settings.ca !== undefined && { ca: settings.ca }),
    }),
  });
  return {
    request: async (request) => {
      const response = await followToAnswer(agent, settings, request);
      const certificateEndsAt = certificates.endOf(response.url);
      return certificateEndsAt ? { ...response, certificateEndsAt } : response;
    },
    close: () => agent.close(),
  };
}

async function followToAnswer(
  agent: Agent,
  settings: FetchSettings,
  request: FetchRequest,
): Promise<FetchResponse> {
  const redirects: FollowedRedirect[] = [];
  let current = toFirstRequest(settings, request);
  const follows = request.followRedirects ?? isSafe(current.method);
  const exchange = createExchange(agent, settings, request, follows);
  for (;;) {
    const raw = await exchange(current);
    const next = follows ? toRedirectedRequest(current, raw) : undefined;
    if (next === undefined) return { url: current.url.href, requestedUrl: request.url, ...raw, redirects };
    redirects.push({ status: raw.status, from: current.url.href, to: next.url.href });
    const count = redirects.length + (request.redirectsBefore ?? 0);
    if (count > settings.maxRedirects) throw tooManyRedirects(redirects, settings.maxRedirects);
    await request.beforeRedirect?.(next.url, count);
    current = next;
  }
}

function toFirstRequest(settings: FetchSettings, request: FetchRequest): CurrentRequest {
  return {
    method: request.method ?? 'GET',
    url: parseHttpUrl(request.url),
    headers: toRequestHeaders(settings.userAgent, request.headers ?? {}),
    body: request.body,
  };
}

// The transport writes these itself; a caller's value could contradict it or ask for a coding we refuse.
const OWN_HEADERS = new Set(['host', 'connection', 'content-length', 'transfer-encoding', 'accept-encoding']);

function toRequestHeaders(userAgent: string, headers: Record<string, string>): Record<string, string> {
  const result: Record<string, string> = { 'user-agent': userAgent, accept: '*/*' };
  for (const [name, value] of Object.entries(headers)) {
    const lower = name.toLowerCase();
    if (!OWN_HEADERS.has(lower)) result[lower] = value;
  }
  result['accept-encoding'] = 'gzip, deflate';
  return result;
}

/** One step of the request; all steps share one total time. */
function createExchange(agent: Agent, settings: FetchSettings, request: FetchRequest, follows: boolean) {
  let remainingMs = request.totalTimeoutMs ?? settings.totalTimeoutMs;
  const attempt = (current: CurrentRequest): Promise<RawResponse> =>
    exchangeOnce(agent, {
      method: current.method,
      url: current.url,
      headers: current.headers,
      headersTimeoutMs: settings.headersTimeoutMs,
      bodyTimeoutMs: settings.bodyTimeoutMs,
      remainingMs,
      maxBytes: request.maxBytes ?? settings.maxBytes,
      discardsBody: (status) => follows && isRedirect(status),
      receive: request.receive,
      ...(current.body !== undefined && { body: current.body }),
      ...(request.signal && { signal: request.signal }),
    });
  const timed = async (current: CurrentRequest): Promise<RawResponse> => {
    const began = performance.now();
    try {
      return await attempt(current);
    } finally {
      remainingMs -= performance.now() - began;
    }
  };
  return async (current: CurrentRequest): Promise<RawResponse> => {
    try {
      return await timed(current);
    } catch (error) {
      // RFC 9110 9.2.2: safe methods may be repeated when a kept-alive connection turns out to be dead.
      if (isSafe(current.method) && isAppError(error) && isStaleConnection(error)) return timed(current);
      throw error;
    }
  };
}

function isSafe(method: FetchMethod): boolean {
  return method === 'GET' || method === 'HEAD';
}

function tooManyRedirects(redirects: FollowedRedirect[], most: number): AppError {
  return new AppError('fetch-too-many-redirects', `more than ${most} redirects`, {
    details: { phase: 'redirect', sent: true, redirects },
  });
}
