import { AppError } from '../../schemas/errors.js';

/** Words to be replaced inside attributes that people read. */
interface Replacement {
  original: string;
  masked: string;
}

// The sanitizer writes what it keeps: no `<` or `>` inside a tag, and these four entities alone.
const PIECE = /<[^>]*>|&(?:amp|lt|gt|quot);|[^]/g;
const ENTITIES: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"' };
const READ_ATTRIBUTE = / (alt|title)="([^"]*)"/g;
const SPACE = /\s/;

/**
 * A sanitized body with the characters hidden that differ between its text and that text masked. Tags stay as they are,
 * also inside a number. The text of a body is its characters in their order with other white space between them, so the
 * n-th character that is no white space is the same in both. Throws `internal` where it is not: then nothing is written.
 */
export function maskHtml(
  html: string,
  { text, masked, attributes }: { text: string; masked: string; attributes: readonly Replacement[] },
): string {
  const visible = withoutSpace(text, masked);
  let next = 0;
  const pieces: string[] = [];
  for (const [piece] of html.matchAll(PIECE)) {
    if (piece.length > 1 && piece.startsWith('<')) {
      pieces.push(maskAttributes(piece, attributes));
      continue;
    }
    const sign = ENTITIES[piece] ?? piece;
    if (SPACE.test(sign)) {
      pieces.push(piece);
      continue;
    }
    const [known, shown] = visible[next++] ?? [];
    if (known !== sign || shown === undefined) throw differs(next);
    pieces.push(known === shown ? piece : shown);
  }
  if (next !== visible.length) throw differs(next);
  return pieces.join('');
}

/** Each character that is no white space, and what is shown instead. */
function withoutSpace(text: string, masked: string): [known: string, shown: string][] {
  return text
    .split('')
    .flatMap((sign, at): [string, string][] => (SPACE.test(sign) ? [] : [[sign, masked[at] ?? sign]]));
}

/** Words beside a picture or a link may repeat what the text says. */
function maskAttributes(tag: string, replacements: readonly Replacement[]): string {
  if (replacements.length === 0) return tag;
  return tag.replace(READ_ATTRIBUTE, (_whole, name: string, value: string) => {
    const hidden = replacements.reduce(
      (text, { original, masked }) => text.replaceAll(original, masked),
      value,
    );
    return ` ${name}="${hidden}"`;
  });
}

function differs(at: number): AppError {
  return new AppError('internal', `the text of the body differs from the body at character ${at}`);
}
