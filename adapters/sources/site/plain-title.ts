import { parseHtmlText } from '../../formats/html-page.js';

const MARKUP = /<[a-z/!]|&[a-z#]/i;
const MAX_TITLE = 2000;

/** A title that an interface gives, perhaps with `<br>` and entities in it, as one line; undefined where it is empty. */
export function plainTitle(title: string | undefined): string | undefined {
  if (title === undefined) return undefined;
  const bounded = title.slice(0, MAX_TITLE);
  const text = MARKUP.test(bounded)
    ? parseHtmlText(bounded.replace(/<br\b[^>]*>/gi, ' '), '').$.text()
    : bounded;
  const line = text.replace(/\s+/g, ' ').trim();
  return line === '' ? undefined : line;
}
