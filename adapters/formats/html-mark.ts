import type { HtmlElement } from './html-text.js';

/**
 * Tests an element against simple marks: `.class`, `#id`, `#beginning-of-an-id*` or a tag name, upper and lower case as
 * written.
 */
export function createMarkTest(...marks: readonly string[]): (element: HtmlElement) => boolean {
  const classes = new Set(marks.filter((mark) => mark.startsWith('.')).map((mark) => mark.slice(1)));
  const ids = new Set(marks.filter((mark) => mark.startsWith('#')).map((mark) => mark.slice(1)));
  const beginnings = [...ids].filter((id) => id.endsWith('*')).map((id) => id.slice(0, -1));
  const names = new Set(marks.filter((mark) => /^[a-z]/.test(mark)));
  return ({ name, attribs }) => {
    if (names.has(name)) return true;
    const { id } = attribs;
    if (id !== undefined && (ids.has(id) || beginnings.some((beginning) => id.startsWith(beginning))))
      return true;
    return attribs.class?.split(/\s+/).some((one) => classes.has(one)) ?? false;
  };
}
