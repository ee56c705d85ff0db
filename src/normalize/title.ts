import { dropSiteSuffix } from '../../adapters/formats/site-suffix.js';
import { cleanText, cutText } from './clean-text.js';
import { htmlToText } from './html-to-text.js';

const MAX_LENGTH = 500;
/** A title taken from the text is its first line, as much as a list shows. */
const MAX_DERIVED_LENGTH = 80;

/** A title as one line of plain text without the site's name; '' where there is none. */
export function toTitle(
  title: string | undefined,
  format: 'text' | 'html',
  knownNames: readonly string[],
): string {
  if (title === undefined) return '';
  const bounded = title.slice(0, 20_000);
  const text = cleanText(
    format === 'html' || hasEntities(bounded)
      ? htmlToText(format === 'html' ? bounded : bounded.replaceAll('<', '&lt;'))
      : bounded,
  );
  return cutText(dropSiteSuffix(cutText(text, 2 * MAX_LENGTH), knownNames), MAX_LENGTH);
}

/** Short notes have no title: the first line stands for it. */
export function deriveTitle(bodyText: string): string {
  return cutText(bodyText.split('\n', 1)[0] ?? '', MAX_DERIVED_LENGTH);
}

/** Text that was escaped once too often, the commonest fault of hand-made feeds; real titles hold no `&quot;`. */
function hasEntities(text: string): boolean {
  return /&(?:quot|amp|lt|gt|nbsp|ldquo|rdquo|middot|mdash|hellip|#\d{2,5}|#x[0-9a-f]{2,4});/i.test(text);
}
