import { cleanText } from './clean-text.js';

const SAMPLE_LENGTH = 1000;
/** Scripts that tell the language on Chinese government sites: first and last code unit, and weight of a letter. */
const SCRIPTS = [
  { language: 'zh', first: 0x3400, last: 0x9fff, weight: 3 },
  // A Latin word is several letters, a Han word about two.
  { language: 'en', first: 0x41, last: 0x24f, weight: 1 },
  { language: 'bo', first: 0x0f00, last: 0x0fff, weight: 3 },
  { language: 'ug', first: 0x0600, last: 0x06ff, weight: 3 },
  { language: 'mn', first: 0x1800, last: 0x18af, weight: 3 },
] as const;

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
  const weights = new Map<string, number>();
  const end = Math.min(text.length, SAMPLE_LENGTH);
  for (let index = 0; index < end; index += 1) {
    const code = text.charCodeAt(index);
    const script = SCRIPTS.find(({ first, last }) => code >= first && code <= last);
    if (script !== undefined)
      weights.set(script.language, (weights.get(script.language) ?? 0) + script.weight);
  }
  const [best] = [...weights].sort((a, b) => b[1] - a[1]);
  return best?.[0] ?? 'und';
}
