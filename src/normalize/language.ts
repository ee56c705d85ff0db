import { cleanText } from './clean-text.js';

const SAMPLE_LENGTH = 1000;
/** A Latin word is several letters, a Han word about two, and so are those of the other scripts. */
const WEIGHT = 3;

const given = new Map<string, string | undefined>();

/** The tag given, in its canonical spelling; otherwise what the script of the text says; `und` where it says nothing. */
export function toLanguage(tag: string | undefined, text: string): string {
  return (tag === undefined ? undefined : canonicalTag(tag)) ?? detectLanguage(text);
}

function canonicalTag(tag: string): string | undefined {
  const cleaned = cleanText(tag.slice(0, 35)).replaceAll('_', '-');
  if (!given.has(cleaned)) {
    // A feed can invent tags without end; the cache must not grow with them.
    if (given.size > 500) given.clear();
    given.set(cleaned, readTag(cleaned));
  }
  return given.get(cleaned);
}

function readTag(tag: string): string | undefined {
  try {
    return Intl.getCanonicalLocales(tag)[0];
  } catch {
    return undefined;
  }
}

/** By the scripts of government sites. A chain of comparisons and plain counters, because every item goes through it. */
function detectLanguage(text: string): string {
  const sample = text.slice(0, SAMPLE_LENGTH);
  let [zh, en, bo, ug, mn] = [0, 0, 0, 0, 0];
  for (let index = 0; index < sample.length; index += 1) {
    const code = sample.charCodeAt(index);
    if (code >= 0x3400) {
      if (code <= 0x9fff) zh += WEIGHT;
    } else if (code <= 0x24f) {
      if (code >= 0x41) en += 1;
    } else if (code >= 0x1800 && code <= 0x18af) mn += WEIGHT;
    else if (code >= 0x0f00 && code <= 0x0fff) bo += WEIGHT;
    else if (code >= 0x0600 && code <= 0x06ff) ug += WEIGHT;
  }
  const most = Math.max(zh, en, bo, ug, mn);
  if (most === 0) return 'und';
  return Object.entries({ zh, en, bo, ug, mn }).find(([, weight]) => weight === most)?.[0] ?? 'und';
}
