/** What a robots.txt says to one crawler. */
export interface RobotsText {
  allows: (url: string) => boolean;
  crawlDelaySeconds?: number;
}

interface Rule {
  allow: boolean;
  length: number;
  /** What stands between the wildcards. */
  pieces: string[];
  /** The pattern ends where the path ends. */
  anchored: boolean;
}

type Line = [record: string, value: string];

/**
 * What site owners write for a record, by the record they mean. The misspellings are those that large crawlers have come
 * to accept: where a rule is meant to keep us out, a typing error is no invitation.
 */
const RECORDS: [record: string, spellings: RegExp][] = [
  ['user-agent', /^user[-\s]?agent$/i],
  ['disallow', /^(?:disallow|dissallow|dissalow|disalow|diasllow|disallaw)$/i],
  ['allow', /^allow$/i],
  ['crawl-delay', /^crawl[-\s]?delay$/i],
];

/** White space may stand in place of the colon, which owners forget. */
const LINE = /^([a-z][a-z-]*(?:[ \t](?:agent|delay))?)(?:[ \t]*:[ \t]*|[ \t]+)(.*)$/i;

/**
 * Reads the rules of RFC 9309 for the crawler called `token` (lower case). The time that a question takes grows with the
 * text and not with its product with the address, as in a matcher that tries every place a wildcard may end: a hostile
 * file held such a one up for half a minute a page.
 */
export function readRobots(text: string, token: string): RobotsText {
  const lines = readLines(text);
  const own = lines.some(([record, value]) => record === 'user-agent' && value === token) ? token : '*';
  const said = linesFor(own, lines);
  const delay = Number(said.findLast(([record]) => record === 'crawl-delay')?.[1]);
  const rules = said.map(toRule).filter((rule) => rule !== undefined);
  // The longest match decides, and of two as long the one that allows (2.2.2).
  rules.sort((a, b) => b.length - a.length || Number(b.allow) - Number(a.allow));
  return {
    allows: (url) => isAllowed(url, rules),
    ...(delay > 0 && Number.isFinite(delay) && { crawlDelaySeconds: delay }),
  };
}

/** Lines of other kinds are left out: they end no group (2.2.1). */
function readLines(text: string): Line[] {
  return text
    .replace(/^\uFEFF/, '')
    .split(/[\r\n]+/)
    .map(readLine)
    .filter((line) => line !== undefined);
}

function readLine(line: string): Line | undefined {
  const [, key = '', value = ''] = LINE.exec((line.split('#', 1)[0] ?? '').trim()) ?? [];
  const record = RECORDS.find(([, spellings]) => spellings.test(key))?.[0];
  if (record === undefined) return undefined;
  // `baosong/1.0 (…)`: the product token is what is compared.
  if (record === 'user-agent') return [record, /^(?:\*|[a-z_-]+)/i.exec(value)?.[0].toLowerCase() ?? ''];
  return [record, value];
}

/** A group begins with one or more names; a crawler may have several groups. */
function linesFor(name: string, lines: readonly Line[]): Line[] {
  const said: Line[] = [];
  let among = false;
  let isNaming = false;
  for (const line of lines) {
    const [record, value] = line;
    if (record === 'user-agent') {
      among = (isNaming && among) || value === name;
      isNaming = true;
    } else {
      isNaming = false;
      if (among) said.push(line);
    }
  }
  return said;
}

function toRule([record, value]: Line): Rule | undefined {
  if ((record !== 'allow' && record !== 'disallow') || value === '') return undefined;
  const pattern = comparable(value);
  const anchored = pattern.endsWith('$');
  const pieces = (anchored ? pattern.slice(0, -1) : pattern).replace(/\*+/g, '*').split('*');
  return { allow: record === 'allow', length: pattern.length, pieces, anchored };
}

function isAllowed(url: string, rules: readonly Rule[]): boolean {
  const { pathname, search } = new URL(url);
  // 2.2.2: the file itself is always allowed.
  if (pathname === '/robots.txt') return true;
  const path = comparable(`${pathname}${search}`);
  return rules.find((rule) => matches(rule, path))?.allow ?? true;
}

/** Taking each piece where it first comes leaves the most for those after it. */
function matches({ pieces, anchored }: Rule, path: string): boolean {
  const [first = '', ...others] = pieces;
  if (!path.startsWith(first)) return false;
  if (others.length === 0) return !anchored || path.length === first.length;
  const last = anchored ? (others.pop() ?? '') : '';
  let at = first.length;
  for (const piece of others) {
    const found = path.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return path.length - at >= last.length && path.endsWith(last);
}

/** Octets in one spelling (2.2.2): `测` is `%E6%B5%8B`, `%62` is `b`, and `%2f` is `%2F`, which is not `/`. */
function comparable(path: string): string {
  const encoded = encodeURI(path).replaceAll('%25', '%');
  return encoded.replace(/%[0-9a-f]{2}/gi, (octet) => {
    const character = String.fromCharCode(parseInt(octet.slice(1), 16));
    return /[\w.~-]/.test(character) ? character : octet.toUpperCase();
  });
}
