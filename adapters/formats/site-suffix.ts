/** What a title ends with when it is the name of a site, seen in `<title>` of Chinese government sites. */
const SITE_NAME = /(?:网|网站|门户|人民政府|政府|委员会|局|厅|部|办公室|中心|院|所|馆|队|站)$/;
const LONGEST_SITE_NAME = 30;
/** `_` and `|` hardly ever occur inside a Chinese title; a hyphen does. */
const SUFFIX = /^(.*\S)(\s*[_|｜\-–—－]+\s*)([^_|｜\-－–—]+)$/su;
/** Longer than any title; the pattern goes over a row of hyphens again and again. */
const LONGEST_TITLE = 1000;
const SURE_SITE_NAME = /(?:网|网站|门户网站|人民政府)$/;

/**
 * Drops ` - 站名`, `_站名` and `|站名` from a title, as often as they repeat: where the suffix is a known name of the
 * site (or column), or where sign and wording leave no other reading. Anything else stays.
 */
export function dropSiteSuffix(title: string, knownNames: readonly string[] = []): string {
  const known = new Set(knownNames.map(comparable).filter((name) => name !== ''));
  let rest = title.trim();
  if (rest.length > LONGEST_TITLE) return rest;
  for (;;) {
    const match = SUFFIX.exec(rest);
    if (match === null) return rest;
    const [, head = '', separator = '', suffix = ''] = match;
    if (!known.has(comparable(suffix)) && !looksLikeSite(separator, suffix)) return rest;
    rest = head;
  }
}

function looksLikeSite(separator: string, suffix: string): boolean {
  const name = suffix.trim();
  if (name.length < 3 || name.length > LONGEST_SITE_NAME) return false;
  const isTightHyphen = /^[-－–—]+$/.test(separator);
  return (isTightHyphen ? SURE_SITE_NAME : SITE_NAME).test(name);
}

function comparable(name: string): string {
  return name.replace(/\s/g, '').toLowerCase();
}
