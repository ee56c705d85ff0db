import { sanitizeHtml } from './sanitize-html.js';

/** Plain text of a piece of HTML: paragraphs on lines of their own, entities decoded, cells of a row apart by a tab. */
export function htmlToText(html: string): string {
  return sanitizeHtml(html).text;
}

/** Plain text as paragraphs of HTML, so that both forms of a body go the same way. */
export function textToHtml(text: string): string {
  return text
    .split(/\r\n|[\r\n\u2028\u2029]/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => `<p>${line.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')}</p>`)
    .join('\n');
}
