import type { Finding, ItemContent } from '../../../schemas/item-content.js';
import type { KnownFacts } from './known-facts.js';
import { maskPersonalNumbers } from './personal-numbers.js';
import type { CheckRules } from './rules.js';
import { sentenceAt } from './sentence.js';

/** One rule: pure, small, with its own cases. It reports, people decide; `block` stops approval. */
export interface ContentCheck {
  name: string;
  run(content: ItemContent, rules: CheckRules, known: KnownFacts): Finding[];
}

/** A text that people will read, and the field it stands in; inside lists by its place, `images/0/alt`. */
export interface ReadText {
  field: string;
  text: string;
}

/** Every text of an article that people will read, but for its labels: title, summary, body, and the words beside files. */
export function textsOf(content: ItemContent): ReadText[] {
  const { title, subtitle, summary, bodyText, images, attachments } = content;
  const texts = [
    { field: 'title', text: title },
    { field: 'bodyText', text: bodyText },
  ];
  const add = (field: string, text: string | undefined): void => {
    if (text !== undefined) texts.push({ field, text });
  };
  add('subtitle', subtitle);
  add('summary', summary);
  for (const [position, { alt }] of images.entries()) add(`images/${position}/alt`, alt);
  for (const [position, file] of attachments.entries()) add(`attachments/${position}/title`, file.title);
  return texts;
}

/**
 * Every match of a pattern in the texts that people will read. Where a text holds none of the `needs`, the pattern cannot
 * match: looking for a few words costs a tenth of running it over a text.
 */
export function findMatches(
  content: ItemContent,
  { pattern, needs }: { pattern: RegExp; needs?: readonly string[] },
  toFinding: (match: RegExpExecArray, field: string) => Finding | undefined,
): Finding[] {
  return textsOf(content).flatMap(({ field, text }) => {
    if (text === '' || needs?.some((word) => text.includes(word)) === false) return [];
    return [...text.matchAll(pattern)].flatMap((match) => toFinding(match, field) ?? []);
  });
}

/** Characters of context shown on either side of a match. */
const CONTEXT = 20;
const MAX_EXCERPT = 300;
/** Longer than any personal number, so that one which reaches into the context is seen, and masked, whole. */
const MARGIN = 40;

/** Some text around a match, for the reviewer; personal numbers in it, the match or its neighbours, are masked. */
export function excerptAround(match: RegExpExecArray): string {
  return excerptOf(match.input, match.index, match[0].length);
}

/** The same around a place. */
export function excerptOf(text: string, offset: number, length: number): string {
  const end = offset + length;
  const from = Math.max(0, offset - CONTEXT - MARGIN);
  const masked = maskPersonalNumbers(text.slice(from, end + CONTEXT + MARGIN));
  return masked.slice(Math.max(0, offset - CONTEXT) - from, end + CONTEXT - from).slice(0, MAX_EXCERPT);
}

/** What stands in the same sentence as a match. */
export function sentenceAround({ input, index, 0: found }: RegExpExecArray): string {
  return sentenceAt(input, index, found.length);
}
