import { elementsWithin, linkShare, type HtmlElement } from './html-text.js';

/** Said in the style of the element itself: not shown, outside of the window, or without a size. */
const HIDING = new RegExp(
  [
    'display\\s*:\\s*none|visibility\\s*:\\s*hidden|opacity\\s*:\\s*0(?:\\.0*)?\\s*(?:;|$)',
    '(?:left|top|right|text-indent|margin-left|margin-top)\\s*:\\s*-\\d{3,}',
    '(?:^|[;\\s])(?:height|width|font-size)\\s*:\\s*[01](?:px)?\\s*(?:;|$)',
  ].join('|'),
  'i',
);
/** Text with a link in it may be folded up until a reader opens it; a hidden block of links is there for search engines. */
const MOSTLY_LINKS = 0.5;

/**
 * Links that a page hides from its readers, as those who broke into a site leave them (暗链). Sanitizing drops what hides
 * them, so they would come to light in the article.
 */
export function findHiddenLinks(body: HtmlElement): HtmlElement[] {
  const hiding: HtmlElement[] = [];
  elementsWithin(body, (element) => isHiding(element) && hiding.push(element) > 0);
  return hiding.filter((element) => linkShare([element]) > MOSTLY_LINKS);
}

function isHiding({ name, attribs }: HtmlElement): boolean {
  if (attribs.hidden !== undefined) return true;
  if (attribs.style !== undefined && HIDING.test(attribs.style)) return true;
  // The oldest trick: a marquee of one dot.
  return name === 'marquee' && /^[01]$/.test(attribs.height ?? attribs.width ?? '');
}
