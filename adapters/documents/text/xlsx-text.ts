import type { DocumentText } from '../../../schemas/file-text.js';
import { attribute, relationshipsOf, scanPart } from '../office-part.js';
import { readRows } from '../xlsx-rows.js';
import { findWorkbookPart, readWorkbookValues } from '../xlsx.js';
import type { WorkbookValues } from '../xlsx-values.js';
import type { Parts } from '../zip-container.js';
import { addProperties } from './docx-text.js';
import { addPartText, partsNamed, type TextElements } from './markup-text.js';
import { TextGatherer } from './text-gatherer.js';

const MOST_ROWS = 100_000;

/** Notes on cells, texts in drawings, and what is printed above and below each page. */
const BESIDE: TextElements = {
  text: new Set([
    ...['t', 'text', 'oddheader', 'oddfooter', 'evenheader', 'evenfooter', 'firstheader', 'firstfooter'],
  ]),
  endings: new Map(
    ['p', 'text', 'comment', 'oddheader', 'oddfooter', 'evenheader', 'evenfooter'].map((name) => [
      name,
      '\n',
    ]),
  ),
  // Cells are read by `readRows`, which knows what their numbers mean.
  skipped: new Set(['sheetdata', 'fallback']),
};
const NOTES = /^xl\/(?:comments\d*|comments\/[^/]+|threadedComments\/[^/]+|drawings\/drawing\d*)\.xml$/i;

/** All text of a workbook, hidden sheets, rows and columns included: a row on a line of its own, cells apart by tabs. */
export function readXlsxText(parts: Parts): DocumentText {
  const gatherer = new TextGatherer();
  addSheetNames(parts, gatherer);
  const values = readWorkbookValues(parts);
  const sheets = sheetsOf(parts);
  for (const name of sheets) addSheet(parts, name, values, gatherer);
  for (const name of [...sheets, ...partsNamed(parts, NOTES)]) addPartText(parts, name, BESIDE, gatherer);
  addProperties(parts, gatherer);
  return gatherer.finish('xlsx');
}

function sheetsOf(parts: Parts): string[] {
  const relationships = [...relationshipsOf(parts, findWorkbookPart(parts)).values()];
  return relationships.flatMap(({ type, target, isExternal }) =>
    type === 'worksheet' && !isExternal ? [target] : [],
  );
}

function addSheet(parts: Parts, name: string, values: WorkbookValues, gatherer: TextGatherer): void {
  if (gatherer.isFull) return;
  const { rows, isWhole } = readRows(parts, name, values, MOST_ROWS);
  for (const { cells } of rows) gatherer.add(`${[...cells.values()].map(({ text }) => text).join('\t')}\n`);
  if (!isWhole) gatherer.cut();
}

function addSheetNames(parts: Parts, gatherer: TextGatherer): void {
  scanPart(parts, findWorkbookPart(parts), {
    open: (local, attributes) => {
      if (local === 'sheet') gatherer.add(`${attribute(attributes, 'name') ?? ''}\n`);
    },
  });
}
