import { parseHttpUrl } from './http-url.js';
import type { FetchMethod, RawResponse } from './single-exchange.js';

/** A request as it stands after the redirects so far. */
export interface CurrentRequest {
  method: FetchMethod;
  url: URL;
  /** Lower-cased names. */
  headers: Record<string, string>;
  body: string | Uint8Array | undefined;
}

const REDIRECTS = new Set([301, 302, 303, 307, 308]);

export function isRedirect(status: number): boolean {
  return REDIRECTS.has(status);
}

// What another origin may see. A list of what is allowed, because nobody can list how secrets are called.
const HARMLESS_HEADERS = new Set([
  'accept',
  'accept-encoding',
  'accept-language',
  'user-agent',
  'if-none-match',
  'if-modified-since',
]);

/**
 * The request that a redirect asks for, or undefined when the answer is not one. The new address passes the same
 * checks as the first; another origin (scheme and port count) gets no credentials of any kind.
 */
export function toRedirectedRequest(
  current: CurrentRequest,
  response: RawResponse,
): CurrentRequest | undefined {
  const location = response.headers['location'];
  if (!isRedirect(response.status) || location === undefined) return undefined;
  const url = parseHttpUrl(toUnicode(location), current.url);
  const headers = url.origin === current.url.origin ? current.headers : onlyHarmless(current.headers);
  const keepsMethod = response.status === 307 || response.status === 308;
  if (keepsMethod || current.method === 'GET' || current.method === 'HEAD')
    return { ...current, url, headers };
  return { method: 'GET', url, headers, body: undefined };
}

function onlyHarmless(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => HARMLESS_HEADERS.has(name)));
}

/** Header bytes arrive as Latin-1; a Location with raw Chinese is UTF-8 underneath. Anything else is left alone. */
function toUnicode(latin1: string): string {
  const utf8 = Buffer.from(latin1, 'latin1').toString('utf8');
  return utf8.includes('\uFFFD') ? latin1 : utf8;
}
