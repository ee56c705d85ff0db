import { toStoredZip } from '../../adapters/documents/stored-zip.js';

export interface WorkbookFile {
  /** Rows of the one sheet, as SpreadsheetML. */
  rows: string;
  strings?: string;
  /** Content of the style sheet. */
  styles?: string;
  is1904?: boolean;
  /** Prefix of all elements, e.g. `x:`. */
  prefix?: string;
}

const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

/** A workbook written by hand, for what the library that writes test workbooks never writes. */
export function workbookFile({
  rows,
  strings = '',
  styles = '',
  is1904,
  prefix = '',
}: WorkbookFile): Uint8Array {
  const space = prefix === '' ? `xmlns="${MAIN}"` : `xmlns:${prefix.slice(0, -1)}="${MAIN}"`;
  const element = (name: string, content: string) =>
    `<${prefix}${name} ${space}>${content}</${prefix}${name}>`;
  const links = ['worksheet', 'sharedStrings', 'styles'].map(
    (type) => `<Relationship Id="${type}" Type="${OFFICE}/${type}" Target="${type}.xml"/>`,
  );
  const sheets = `<${prefix}sheets><${prefix}sheet name="一" sheetId="1" xmlns:r="${OFFICE}" r:id="worksheet"/></${prefix}sheets>`;
  const parts = {
    'xl/workbook.xml': element('workbook', `<${prefix}workbookPr date1904="${is1904 ? 1 : 0}"/>${sheets}`),
    'xl/_rels/workbook.xml.rels': `<Relationships>${links.join('')}</Relationships>`,
    'xl/sharedStrings.xml': element('sst', strings),
    'xl/styles.xml': element('styleSheet', styles),
    'xl/worksheet.xml': element('worksheet', `<${prefix}sheetData>${rows}</${prefix}sheetData>`),
  };
  return toStoredZip(new Map(Object.entries(parts).map(([name, part]) => [name, Buffer.from(part)])));
}
