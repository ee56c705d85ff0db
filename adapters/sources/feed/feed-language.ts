import type { FeedContext, FeedFields } from './feed-fields.js';
import type { FeedText } from './feed-text.js';

/** What the text says of itself, then the entry, then the feed; inherited `xml:lang` of the root comes last but one. */
export function languageOf(
  fields: FeedFields,
  body: FeedText | undefined,
  context: FeedContext,
): string | undefined {
  const marked = body?.lang ?? fields.element.lang;
  if (marked && marked !== context.rootLang) return marked;
  return fields.text('dc:language', 'dcterms:language', 'language') ?? (marked || context.language);
}
