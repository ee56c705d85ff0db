import type { CheerioAPI } from 'cheerio/slim';
import { AppError } from '../../schemas/errors.js';
import { isElement, shortText, type HtmlElement } from './html-text.js';

const MAX_FIELD = 2000;

/** Elements for a selector that a person wrote; a selector nobody can read is `configuration-invalid`, not a crash. */
export function selectAll($: CheerioAPI, selector: string, within?: HtmlElement): HtmlElement[] {
  try {
    const found = within === undefined ? $(selector) : $(within).find(selector);
    return found.toArray().filter((node) => isElement(node));
  } catch (cause) {
    throw new AppError('configuration-invalid', `this is no CSS selector: ${selector}`, {
      details: { selector },
      cause,
    });
  }
}

/** Text of the first element that has any. */
export function selectText(
  $: CheerioAPI,
  selector: string | undefined,
  within?: HtmlElement,
): string | undefined {
  if (selector === undefined) return undefined;
  for (const element of selectAll($, selector, within)) {
    const found = shortText(element, MAX_FIELD);
    if (found !== undefined && found !== '') return found;
  }
  return undefined;
}
