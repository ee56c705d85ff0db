import { documentError } from './document-error.js';
import { attribute, relationshipsOf, scanPart, type Relationship } from './office-part.js';
import { fieldOfHeading, type Sheet, type SheetCell, type SheetColumn, type SheetRow } from './sheet.js';
import { columnLetter, readLinks, readRows, type CellRow } from './xlsx-rows.js';
import { epochShiftOf, readFormats, readSharedStrings, type WorkbookValues } from './xlsx-values.js';
import type { Parts } from './zip-container.js';

/** More rows than anyone writes by hand; larger sets are pushed as NDJSON. */
export const MAX_SHEET_ROWS = 10_000;
/** Instructions and a heading over the table may stand above the headings. */
const HEADING_WITHIN = 10;
const MAX_IGNORED = 50;

/**
 * Reads a batch sheet: the first visible sheet that has a heading row with a title column, one row an item. Throws
 * `parse-malformed`, `parse-no-entries` or `parse-too-large`; what is wrong with single cells is judged later.
 */
export function readXlsx(parts: Parts): Sheet {
  const workbook = readWorkbook(parts);
  let isEmpty = true;
  for (const { name, part } of workbook.sheets) {
    const { rows, isWhole } = readRows(parts, part, workbook.values, MAX_SHEET_ROWS + HEADING_WITHIN + 1);
    isEmpty &&= rows.length === 0;
    const heading = rows.slice(0, HEADING_WITHIN).findIndex(isHeading);
    if (heading < 0) continue;
    if (!isWhole || rows.length - heading - 1 > MAX_SHEET_ROWS) throw tooManyRows();
    const links = readLinks(parts, part, relationshipsOf(parts, part));
    return toSheet(name, rows.slice(heading), links);
  }
  throw isEmpty ? emptyWorkbook() : noHeadings();
}

interface Workbook {
  sheets: { name: string; part: string }[];
  values: WorkbookValues;
}

function readWorkbook(parts: Parts): Workbook {
  const part = findWorkbookPart(parts);
  const relationships = relationshipsOf(parts, part);
  const { sheets, is1904 } = readSheetList(parts, part, relationships);
  return { sheets, values: readValues(parts, relationships, is1904) };
}

export function findWorkbookPart(parts: Parts): string {
  return [...parts.keys()].find((name) => /^xl\/workbook\d*\.xml$/i.test(name)) ?? '';
}

/** What the cells of a workbook refer to, whatever its sheets are for. */
export function readWorkbookValues(parts: Parts): WorkbookValues {
  return readWorkbook(parts).values;
}

function readValues(
  parts: Parts,
  relationships: ReadonlyMap<string, Relationship>,
  is1904: boolean,
): WorkbookValues {
  const partOf = (type: string, usual: string) =>
    [...relationships.values()].find((one) => one.type === type && !one.isExternal)?.target ?? usual;
  const strings = readSharedStrings(parts, partOf('sharedStrings', 'xl/sharedStrings.xml'));
  const formats = readFormats(parts, partOf('styles', 'xl/styles.xml'));
  return { strings, formats, epochShift: epochShiftOf(is1904) };
}

function readSheetList(parts: Parts, part: string, relationships: ReadonlyMap<string, Relationship>) {
  const sheets: { name: string; part: string }[] = [];
  let is1904 = false;
  scanPart(parts, part, {
    open: (local, attributes) => {
      if (local === 'workbookpr') is1904 = /^(?:1|true)$/i.test(attribute(attributes, 'date1904') ?? '');
      if (local !== 'sheet' || /hidden/i.test(attribute(attributes, 'state') ?? '')) return;
      const target = relationships.get(attributes.get('r:id') ?? attribute(attributes, 'id') ?? '')?.target;
      if (target !== undefined) sheets.push({ name: attribute(attributes, 'name') ?? '', part: target });
    },
  });
  return { sheets, is1904 };
}

/** A heading row names the title and at least one column more, or the title alone in a sheet of one column. */
function isHeading({ cells }: CellRow): boolean {
  const fields = [...cells.values()].map(({ text }) => fieldOfHeading(text));
  return fields.includes('title') && (cells.size === 1 || fields.filter(Boolean).length >= 2);
}

function toSheet(name: string, [heading, ...rows]: CellRow[], links: ReadonlyMap<string, string>): Sheet {
  const columns = new Map<number, SheetColumn>();
  const ignored: string[] = [];
  for (const [index, { text }] of heading?.cells ?? []) {
    const field = fieldOfHeading(text);
    const shown = text.replace(/\s+/g, ' ').trim();
    if (field === undefined) ignored.push(shown.slice(0, 100));
    else columns.set(index, { letter: columnLetter(index), heading: shown.slice(0, 100), field });
  }
  checkDistinct([...columns.values()]);
  return {
    name: name.slice(0, 100),
    columns: [...columns.values()],
    ignored: ignored.slice(0, MAX_IGNORED),
    rows: rows.map((row) => toRow(row, columns, links)).filter(({ cells }) => Object.keys(cells).length > 0),
  };
}

function toRow(
  { row, cells }: CellRow,
  columns: ReadonlyMap<number, SheetColumn>,
  links: ReadonlyMap<string, string>,
): SheetRow {
  const fields: SheetRow['cells'] = {};
  for (const [index, { field, letter }] of columns) {
    const cell = cells.get(index);
    if (cell !== undefined) fields[field] = withLink(cell, links.get(`${letter}${row}`));
  }
  return { row, cells: fields };
}

function withLink(cell: SheetCell, link: string | undefined): SheetCell {
  return link === undefined ? cell : { ...cell, link };
}

/** Which of two columns counts is nobody's guess. */
function checkDistinct(columns: readonly SheetColumn[]): void {
  for (const [index, { field, letter, heading }] of columns.entries()) {
    const other = columns.slice(0, index).find((one) => one.field === field);
    if (other === undefined) continue;
    throw documentError(
      'parse-malformed',
      {
        zh: `${other.letter} 列“${other.heading}”与 ${letter} 列“${heading}”表示同一字段，请只保留一列。`,
        en: `Columns ${other.letter} (${other.heading}) and ${letter} (${heading}) mean the same field; keep one.`,
      },
      { details: { columns: [other.letter, letter], field } },
    );
  }
}

function tooManyRows() {
  return documentError(
    'parse-too-large',
    {
      zh: `表格超过 ${MAX_SHEET_ROWS} 行，请分成几个文件，或改用 NDJSON 批量接口。`,
      en: `The sheet has more than ${MAX_SHEET_ROWS} rows; split it, or push NDJSON.`,
    },
    { details: { limit: MAX_SHEET_ROWS } },
  );
}

function emptyWorkbook() {
  return documentError('parse-no-entries', { zh: '工作簿是空的。', en: 'The workbook is empty.' });
}

function noHeadings() {
  return documentError('parse-no-entries', {
    zh: '没有找到表头：前十行中须有一行含“标题”列，如：编号、标题、正文、发布日期、来源。',
    en: 'There is no heading row: one of the first ten rows must name a title column, e.g. id, title, body, published, source.',
  });
}
