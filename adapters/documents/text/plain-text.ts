import { Parser } from 'htmlparser2';
import type { DocumentText } from '../../../schemas/file-text.js';
import { decodeText } from '../../formats/decode-text.js';
import type { DocumentInput } from '../read-document.js';
import { TextGatherer } from './text-gatherer.js';

const INLINE = new Set([
  ...['a', 'b', 'em', 'font', 'i', 'img', 'ins', 'del', 's', 'small', 'span', 'strong', 'sub', 'sup', 'u'],
]);
const CELLS = new Set(['td', 'th']);
const SILENT = new Set(['script', 'style', 'template']);
/** Tags open at once; the parser's cost grows with the square. */
const MOST_OPEN = 5000;

/** Text as it is, in whatever charset its bytes are. */
export function readPlainText({ bytes, contentType }: DocumentInput): DocumentText {
  const gatherer = new TextGatherer();
  gatherer.add(decode(bytes, contentType));
  return gatherer.finish('text');
}

/** All text of a page, menus and all: what a page is a frame for is not asked here. */
export function readHtmlText({ bytes, contentType }: DocumentInput): DocumentText {
  const gatherer = new TextGatherer();
  let open = 0;
  let silent = 0;
  const parser = new Parser(
    {
      onopentag: (name, { alt, title }) => {
        open += 1;
        if (SILENT.has(name)) silent += 1;
        if (CELLS.has(name)) gatherer.add('\t');
        else if (!INLINE.has(name)) gatherer.add('\n');
        for (const words of [alt, title]) if (words !== undefined) gatherer.add(` ${words} `);
        if (open > MOST_OPEN || gatherer.isFull) parser.pause();
      },
      onclosetag: (name) => {
        open -= 1;
        if (SILENT.has(name)) silent -= 1;
        if (!INLINE.has(name) && !CELLS.has(name)) gatherer.add('\n');
      },
      ontext: (text) => {
        if (silent === 0) gatherer.add(text);
      },
    },
    { recognizeSelfClosing: true },
  );
  parser.write(decode(bytes, contentType));
  if (open > MOST_OPEN) gatherer.cut();
  return gatherer.finish('html');
}

function decode(bytes: Uint8Array, contentType: string | undefined): string {
  return decodeText(bytes, { kind: 'html', ...(contentType !== undefined && { contentType }) }).text;
}
