import type { DocumentText } from '../../../schemas/file-text.js';
import type { Parts } from '../zip-container.js';
import { addProperties } from './docx-text.js';
import { addPartText, partsNamed, type TextElements } from './markup-text.js';
import { TextGatherer } from './text-gatherer.js';

const SLIDE: TextElements = {
  text: new Set(['t', 'text']),
  signs: new Map([['br', '\n']]),
  endings: new Map([
    ['p', '\n'],
    ['text', '\n'],
    ['tc', '\t'],
  ]),
  skipped: new Set(['fallback']),
};
const PARTS = [
  /^ppt\/slides\/slide\d*\.xml$/i,
  /^ppt\/notesSlides\/notesSlide\d*\.xml$/i,
  /^ppt\/comments\/[^/]+\.xml$/i,
  /^ppt\/diagrams\/data\d*\.xml$/i,
];

/** All text of a presentation: slides, speaker's notes, comments. */
export function readPptxText(parts: Parts): DocumentText {
  const gatherer = new TextGatherer();
  for (const pattern of PARTS)
    for (const name of partsNamed(parts, pattern)) addPartText(parts, name, SLIDE, gatherer);
  addProperties(parts, gatherer);
  return gatherer.finish('pptx');
}
