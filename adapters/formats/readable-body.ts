import { createRequire } from 'node:module';
import type { Readability as ReadabilityClass } from '@mozilla/readability';
import type { HtmlNode } from './html-text.js';
import { toPlainMarkup } from './plain-markup.js';

/** The reader walks the page again and again, with the depth of nesting as a factor: larger pages are not given to it. */
export const MAX_READABLE_ELEMENTS = 5000;
export const MAX_READABLE_DEPTH = 100;
const MAX_CHARACTERS = 400_000;
/** Shorter texts are notes of the template. */
const MIN_LENGTH = 60;

type ReaderDocument = ConstructorParameters<typeof ReadabilityClass>[0];

interface Libraries {
  Readability: typeof ReadabilityClass;
  /** The small DOM that comes with the reader and was made for it: it reads well-formed markup only. */
  JSDOMParser: new () => { parse(markup: string, url?: string): ReaderDocument };
}

let libraries: Libraries | undefined;

/**
 * HTML of what the reader mode of a browser would show of a page, the last resort where templates say nothing; undefined
 * where nothing stands out, or where the page is too large to try.
 */
export function readableBody(nodes: readonly HtmlNode[]): string | undefined {
  const markup = toPlainMarkup(nodes);
  if (markup.length > MAX_CHARACTERS) return undefined;
  libraries ??= loadLibraries();
  const article = readWith(libraries, toWhole(markup));
  const text = article?.textContent?.replace(/\s+/g, '') ?? '';
  return text.length < MIN_LENGTH ? undefined : (article?.content ?? undefined);
}

/** The small DOM wants one root; fragments and pages with stray tags get it. */
function toWhole(markup: string): string {
  if (/^\s*<html[\s>]/.test(markup) && markup.includes('<body')) return markup;
  return `<html><body>${markup.replace(/<\/?(?:html|head|body)(?:\s[^>]*)?>/g, '')}</body></html>`;
}

/** The reader gives up on some trees by throwing whatever comes; a page that it cannot read has nothing to read. */
function readWith({ JSDOMParser, Readability }: Libraries, markup: string) {
  try {
    const limits = { charThreshold: MIN_LENGTH, maxElemsToParse: MAX_READABLE_ELEMENTS, disableJSONLD: true };
    return new Readability(new JSDOMParser().parse(markup), limits).parse();
  } catch {
    return undefined;
  }
}

/** When first needed: most processes never read such a page. */
function loadLibraries(): Libraries {
  const require = createRequire(import.meta.url);
  return {
    ...(require('@mozilla/readability') as Pick<Libraries, 'Readability'>),
    JSDOMParser: require('@mozilla/readability/JSDOMParser.js') as Libraries['JSDOMParser'],
  };
}
