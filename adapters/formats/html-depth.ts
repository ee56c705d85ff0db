import { Parser } from 'htmlparser2';
import { AppError } from '../../schemas/errors.js';

/** The longest tables on government sites have some 50 000 cells; more elements are no page to read. */
const MAX_ELEMENTS = 300_000;
/** Real pages nest below 60 elements, the worst of Word's unclosed tags some hundred. */
const MAX_DEPTH = 1000;

/**
 * Refuses HTML that nests deeper than a tree may be walked without running out of stack, or has more elements than a tree
 * may hold. Reads tags only and stops at the
 * limit, so the check costs a fraction of building the tree. Throws `parse-too-deep` or `parse-too-large`.
 */
export function checkHtmlDepth(html: string): void {
  let depth = 0;
  let elements = 0;
  const parser = new Parser({
    onopentagname: () => {
      depth += 1;
      elements += 1;
      if (elements > MAX_ELEMENTS)
        throw new AppError('parse-too-large', `HTML has more than ${MAX_ELEMENTS} elements`, {
          details: { limit: MAX_ELEMENTS },
        });
      if (depth > MAX_DEPTH)
        throw new AppError('parse-too-deep', `HTML nests more than ${MAX_DEPTH} elements`, {
          details: { limit: MAX_DEPTH },
        });
    },
    onclosetag: () => {
      depth -= 1;
    },
  });
  parser.end(html);
}
