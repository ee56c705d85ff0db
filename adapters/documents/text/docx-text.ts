import type { DocumentText } from '../../../schemas/file-text.js';
import type { Parts } from '../zip-container.js';
import { addPartText, partsNamed, type TextElements } from './markup-text.js';
import { TextGatherer } from './text-gatherer.js';

/** Classification markings stand in headers, forgotten remarks in comments; deleted text of tracked changes travels along. */
const WORD: TextElements = {
  text: new Set(['t', 'deltext']),
  signs: new Map([
    ['tab', '\t'],
    ['br', '\n'],
    ['cr', '\n'],
    ['nobreakhyphen', '-'],
  ]),
  endings: new Map([
    ['p', '\n'],
    ['tc', '\t'],
  ]),
  // The same once more for programs that do not know the first form.
  skipped: new Set(['fallback']),
};
const PARTS = [
  /^word\/document\d*\.xml$/i,
  /^word\/(?:header|footer)\d*\.xml$/i,
  /^word\/(?:footnotes|endnotes|comments)\.xml$/i,
  /^word\/diagrams\/data\d*\.xml$/i,
];

/** What the package says of itself, for people who look at its properties. */
const PROPERTIES: TextElements = {
  text: new Set(['title', 'subject', 'keywords', 'description', 'category']),
  endings: new Map(['title', 'subject', 'keywords', 'description', 'category'].map((name) => [name, '\n'])),
};

/** All text of a Word document. */
export function readDocxText(parts: Parts): DocumentText {
  const gatherer = new TextGatherer();
  for (const pattern of PARTS)
    for (const name of partsNamed(parts, pattern)) addPartText(parts, name, WORD, gatherer);
  addProperties(parts, gatherer);
  return gatherer.finish('docx');
}

/** Title, subject and so on of any office package. */
export function addProperties(parts: Parts, gatherer: TextGatherer): void {
  gatherer.add('\n');
  for (const name of partsNamed(parts, /^docProps\/core\.xml$/i))
    addPartText(parts, name, PROPERTIES, gatherer);
}
