import { readStoredAddress, type StoredMedia } from '../../schemas/media.js';

/** Copies that an entry brought with it, by hash. */
export type StoredCopies = ReadonlyMap<string, StoredMedia>;

/**
 * Parameters that say how a reader came, never which page it is. A wider list would merge pages that differ: `id`, `sid`,
 * `uid`, `source`, `t` and `scene` name pages on some sites.
 */
const TRACKING = new RegExp(
  `^(?:${[
    // campaigns and click numbers of advertisers and analytics
    'utm_[a-z_]+|mtm_[a-z_]+|pk_(?:campaign|kwd|source|medium|content|keyword)|_ga|_gl|gclid|gclsrc|dclid|gbraid|wbraid',
    'fbclid|msclkid|yclid|twclid|ttclid|igshid|mc_[ce]id|mkt_tok|_hs(?:enc|mi)|qhclickid|bd_vid|hm(?:sr|pl|cu|kw|ci)',
    // ways through Chinese platforms
    'spm|spm_id_from|scm|tdsourcetag|vd_source|from|fromid|from_source|isappinstalled|nsukey|wx_?share|wxshare_count',
    'wxfrom|weixin\\.search|clicktime|enterid|subscene|ascene|sharer_(?:sharetime|shareid|shareinfo\\w*)',
    'share_?(?:token|id|from|uid|source|medium|plat|tag|session_id|times|count|type|crt_v|sign)',
    // sessions, and the tokens of a site's guard
    'jsessionid|phpsessid|aspsessionid\\w*|asp\\.net_sessionid|sessionid|security_verify_data',
  ].join('|')})$`,
  'i',
);

// RFC 3986 lets fewer characters stand as they are than browsers do; our schema's `uri` format is RFC 3986.
const NOT_URI_CHARACTER = /[^A-Za-z0-9\-._~:/?#@!$&'()*+,;=%]/g;
const STRAY_PERCENT = /%(?![0-9A-Fa-f]{2})/g;
// Browsers take quotes and braces for part of a name; no name has them, and RFC 3986 neither.
const NOT_HOST_CHARACTER = /[^A-Za-z0-9\-._~!$&'()*+,;=%[\]:]/;
const MAX_LENGTH = 4000;

/** An absolute http(s) address without credentials, valid by RFC 3986; undefined for everything else. */
export function toHttpUrl(address: string, base?: string): string | undefined {
  const url = parse(address, base);
  if (url === undefined || (url.protocol !== 'http:' && url.protocol !== 'https:')) return undefined;
  if (NOT_HOST_CHARACTER.test(url.host)) return undefined;
  if (url.username !== '' || url.password !== '') {
    url.username = '';
    url.password = '';
  }
  return withinLimit(toUri(url));
}

/** Like `toHttpUrl`, and also the stored copies that the entry brought with it: nobody may name those of others. */
export function toMediaUrl(
  address: string,
  base: string | undefined,
  stored?: StoredCopies,
): string | undefined {
  const sha256 = stored && readStoredAddress(address);
  return sha256 !== undefined && stored?.has(sha256) ? address : toHttpUrl(address, base);
}

/** Like `toHttpUrl`, and also mail and telephone links, which are no danger to whoever clicks them. */
export function toLinkUrl(address: string, base?: string): string | undefined {
  if (!/^\s*(?:mailto|tel):/i.test(address)) return toHttpUrl(address, base);
  const url = parse(address, undefined);
  return url && withinLimit(toUri(url));
}

/**
 * The address that stands for a page: absolute, host in lower case, no default port, no fragment, no tracking
 * parameters; other parameters keep their order and spelling.
 */
export function canonicalUrl(address: string, base?: string): string | undefined {
  const absolute = toHttpUrl(address, base);
  if (absolute === undefined) return undefined;
  const withoutFragment = absolute.split('#', 1)[0] ?? absolute;
  const queryAt = withoutFragment.indexOf('?');
  if (queryAt < 0) return withoutSessionPath(withoutFragment);
  const kept = withoutFragment
    .slice(queryAt + 1)
    .split('&')
    .filter((pair) => pair !== '' && !TRACKING.test(pair.split('=', 1)[0] ?? ''));
  const page = withoutSessionPath(withoutFragment.slice(0, queryAt));
  return kept.length === 0 ? page : `${page}?${kept.join('&')}`;
}

/** Java servers append the session to the path, .NET servers put `(S(…))` into it: a new address at every visit. */
function withoutSessionPath(page: string): string {
  return page
    .replace(/;(?:jsessionid|phpsessid)=[^/?#]*/gi, '')
    .replace(/\/\(S\([a-z0-9]{16,64}\)\)(?=\/)/gi, '');
}

function parse(address: string, base: string | undefined): URL | undefined {
  const trimmed = address.trim();
  if (trimmed === '' || trimmed.length > MAX_LENGTH) return undefined;
  try {
    return new URL(trimmed, base);
  } catch {
    return undefined;
  }
}

function toUri(url: URL): string {
  const host = url.host;
  const href = url.href;
  // An IPv6 host is the one place where brackets are allowed.
  const hostEnd = href.indexOf(host) + host.length;
  const rest = href.slice(hostEnd);
  const escaped = rest.replace(STRAY_PERCENT, '%25').replace(NOT_URI_CHARACTER, encodeURIComponent);
  const hash = escaped.indexOf('#');
  const oneFragment =
    hash < 0 ? escaped : escaped.slice(0, hash + 1) + escaped.slice(hash + 1).replaceAll('#', '%23');
  return href.slice(0, hostEnd) + oneFragment;
}

function withinLimit(uri: string): string | undefined {
  return uri.length <= MAX_LENGTH ? uri : undefined;
}
