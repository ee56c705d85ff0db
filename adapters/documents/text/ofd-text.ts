import type { DocumentText } from '../../../schemas/file-text.js';
import { attribute, scanPart } from '../office-part.js';
import type { Parts } from '../zip-container.js';
import { partsNamed } from './markup-text.js';
import { TextGatherer } from './text-gatherer.js';

/** Two objects whose tops differ by less stand in one line. Millimetres, the unit of the format (GB/T 33190). */
const SAME_LINE = 1;

/** All text of an OFD document (版式文件). Text lies in objects at their places; those of one line are put together. */
export function readOfdText(parts: Parts): DocumentText {
  const gatherer = new TextGatherer();
  for (const name of partsNamed(parts, /\.xml$/i)) addPage(parts, name, gatherer);
  return gatherer.finish('ofd');
}

function addPage(parts: Parts, name: string, gatherer: TextGatherer): void {
  let within = false;
  let top: number | undefined;
  scanPart(parts, name, {
    open: (local, attributes, selfClosing) => {
      if (local === 'textobject') {
        const at = Number(attribute(attributes, 'boundary')?.trim().split(/\s+/)[1]);
        if (top !== undefined && !(Math.abs(at - top) < SAME_LINE)) gatherer.add('\n');
        top = at;
      }
      if (local === 'textcode') within = !selfClosing;
    },
    close: (local) => {
      if (local === 'textcode') within = false;
    },
    text: (text) => {
      if (within) gatherer.add(text);
    },
    done: () => gatherer.isFull,
  });
  gatherer.add('\n');
}
