import { cleanText } from './clean-text.js';

const SAMPLE_LENGTH = 1000;
/** Weight of a letter: a Latin word is several letters, a Han word about two. */
const WEIGHTS = { zh: 3, en: 1, bo: 3, ug: 3, mn: 3 };
const LANGUAGES = ['zh', 'en', 'bo', 'ug', 'mn'] as const;

/** Scripts that tell the language on Chinese government sites. A chain of comparisons: it runs for each character. */
function languageOf(code: number): (typeof LANGUAGES)[number] | undefined {
  if (code >= 0x3400) return code <= 0x9fff ? 'zh' : undefined;
  if (code >= 0x41 && code <= 0x24f) return 'en';
  if (code >= 0x0600 && code <= 0x06ff) return 'ug';
  if (code >= 0x0f00 && code <= 0x0fff) return 'bo';
  return code >= 0x1800 && code <= 0x18af ? 'mn' : undefined;
}

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

function detectLanguage(text: string): string {
  const found = { zh: 0, en: 0, bo: 0, ug: 0, mn: 0 };
  const end = Math.min(text.length, SAMPLE_LENGTH);
  for (let index = 0; index < end; index += 1) {
    const language = languageOf(text.charCodeAt(index));
    if (language !== undefined) found[language] += WEIGHTS[language];
  }
  const best = LANGUAGES.reduce((most, next) => (found[next] > found[most] ? next : most));
  return found[best] > 0 ? best : 'und';
}
