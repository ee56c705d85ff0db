/** A site refused us as a robot: to be reported as blocked, and not asked again in a hurry. */
export interface SiteBlock {
  /** challenge: a script or a person must pass a test in a browser first; refused: a plain 403, 412 or firewall page. */
  kind: 'challenge' | 'refused';
  /** The sign it was recognised by, for the report to the webmaster. */
  evidence: string;
}

interface Answer {
  status: number;
  headers: Readonly<Record<string, string>>;
  body: Uint8Array;
}

// Names that only the challenge sets; `__jsluid`, `acw_tc` and the like come with every page of the same products.
const CHALLENGE_COOKIES = ['__jsl_clearance', 'acw_sc__v2', 'acw_sc__v3'];
// What stands in the scripts of challenge pages alone; ordinary pages of the same products carry other scripts of theirs.
const CHALLENGE_SCRIPTS = ['_cf_chl_opt', 'jschl_vc', 'yunsuoautojump', 'security_verify_data'];
/** The script of a firewall whose ordinary pages carry it as well: a challenge only where there is nothing else to see. */
const SCRIPT_OF_EVERY_PAGE = /\$_ts\b/;
const INCIDENT_PAGE = /_Incapsula_Resource|errors\.aliyun\.com/;
const TEST_TITLE =
  /^(?:安全验证|访问验证|人机验证|身份验证|滑动验证|请完成(?:安全)?验证|访问被(?:拦截|拒绝)|访问异常|网站防火墙|Just a moment\.\.\.|Attention Required!.*|Access Denied)$/;
// Challenge pages are a few kilobytes of script; an article that merely writes about them is not one.
const CHALLENGE_PAGE_LIMIT = 64 * 1024;
/** More text than this, in characters, is something to read and no test page. */
const MOST_TEXT_OF_A_TEST = 400;
const NOTHING_TO_READ = 20;

/** Recognises anti-bot answers by status, header, cookie and page; undefined when the answer is an ordinary one. */
export function detectSiteBlock(answer: Answer): SiteBlock | undefined {
  return findChallenge(answer) ?? findRefusal(answer);
}

function findChallenge(answer: Answer): SiteBlock | undefined {
  const evidence = headerSign(answer) ?? pageSign(answer);
  return evidence === undefined ? undefined : { kind: 'challenge', evidence };
}

function findRefusal({ status }: Answer): SiteBlock | undefined {
  return status === 403 || status === 412 ? { kind: 'refused', evidence: `HTTP ${status}` } : undefined;
}

function headerSign({ status, headers }: Answer): string | undefined {
  if (headers['cf-mitigated'] === 'challenge') return 'cf-mitigated';
  // A cleared visitor's cookie is renewed on ordinary pages.
  if (status >= 200 && status < 300) return undefined;
  return CHALLENGE_COOKIES.find((name) => (headers['set-cookie'] ?? '').includes(name));
}

function pageSign(answer: Answer): string | undefined {
  const { status, headers, body } = answer;
  if (body.length === 0 || body.length > CHALLENGE_PAGE_LIMIT) return undefined;
  if (/json|xml/i.test(headers['content-type'] ?? '')) return undefined;
  const page = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('latin1');
  const written = scriptSign(page);
  if (written !== undefined) return written;
  const letters = visibleText(page).length;
  if (letters > MOST_TEXT_OF_A_TEST) return undefined;
  return INCIDENT_PAGE.exec(page)?.[0] ?? emptyPageSign(page, letters, status) ?? titleSign(body);
}

/** Outside of scripts these names are text that somebody wrote about. */
function scriptSign(page: string): string | undefined {
  const names = [...CHALLENGE_COOKIES, ...CHALLENGE_SCRIPTS].filter((name) => page.includes(name));
  if (names.length === 0) return undefined;
  const scripts = scriptsOf(page);
  return names.find((name) => scripts.some((script) => script.includes(name)));
}

/** A page with nothing to read that works on cookies and loads itself again, whatever product wrote it. */
function emptyPageSign(page: string, letters: number, status: number): string | undefined {
  if (letters >= NOTHING_TO_READ) return undefined;
  const code = scriptsOf(page).join('\n');
  if (SCRIPT_OF_EVERY_PAGE.test(code)) return '$_ts';
  if (!/document\s*(?:\.\s*cookie|\[\s*['"]cookie['"]\s*\])\s*=/.test(code)) return undefined;
  const reloads = /location\s*(?:\.\s*(?:reload|replace|href|assign)|=)|\.reload\s*\(/.test(code);
  return reloads ? reloadEvidence(status) : undefined;
}

function reloadEvidence(status: number): string {
  return status >= 200 && status < 300
    ? 'a script that sets a cookie and reloads'
    : `HTTP ${status} with a script that sets a cookie and reloads`;
}

/** A page for people to prove that they are: short, and called so. */
function titleSign(body: Uint8Array): string | undefined {
  const title = /<title[^>]{0,200}>([^<]{1,200})<\/title/i.exec(decode(body))?.[1]?.trim();
  return title !== undefined && TEST_TITLE.test(title) ? title : undefined;
}

function decode(body: Uint8Array): string {
  const utf8 = new TextDecoder().decode(body);
  return utf8.includes('\uFFFD') ? new TextDecoder('gb18030').decode(body) : utf8;
}

function scriptsOf(page: string): string[] {
  return [...page.matchAll(/<script\b[^>]{0,500}>([\s\S]*?)(?:<\/script|$)/gi)].map(([, code]) => code ?? '');
}

/** In bytes rather than characters, which for this purpose is close enough. */
function visibleText(page: string): string {
  return page
    .replace(/<(script|style|noscript|title)\b[\s\S]*?(?:<\/\1|$)/gi, '')
    .replace(/<!--[\s\S]*?(?:-->|$)/g, '')
    .replace(/<[^>]*>?/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}
