import { attribute, scanPart, type Relationship } from './office-part.js';
import type { SheetCell } from './sheet.js';
import { formatNumber, unescapeText, type WorkbookValues } from './xlsx-values.js';
import type { Parts } from './zip-container.js';

/** One row with its filled cells by column, counted from 0. */
export interface CellRow {
  row: number;
  cells: Map<number, SheetCell>;
}

/** Columns to the right of this are formatting that reaches to the edge, or an attack. */
const MAX_COLUMNS = 256;

/** Filled rows of a sheet in order, at most `maxRows`; `isWhole` is false where there are more. */
export function readRows(
  parts: Parts,
  part: string,
  values: WorkbookValues,
  maxRows: number,
): { rows: CellRow[]; isWhole: boolean } {
  const reader = new RowReader(values, maxRows);
  scanPart(parts, part, reader);
  return { rows: reader.rows, isWhole: !reader.isFull };
}

class RowReader {
  readonly rows: CellRow[] = [];
  isFull = false;
  private row: CellRow = { row: 0, cells: new Map() };
  private column = -1;
  private cell: { type: string; style: number; value: string; inline: string } | undefined;
  private within: 'v' | 't' | undefined;
  private inReading = false;

  constructor(
    private readonly values: WorkbookValues,
    private readonly maxRows: number,
  ) {}

  done(): boolean {
    return this.isFull;
  }

  open(local: string, attributes: ReadonlyMap<string, string>, selfClosing: boolean): void {
    if (local === 'row') this.startRow(attributes);
    else if (local === 'c') this.startCell(attributes, selfClosing);
    else if (local === 'rph') this.inReading = !selfClosing;
    else if ((local === 'v' || local === 't') && !selfClosing) this.within = local;
  }

  close(local: string): void {
    if (local === 'c') this.endCell();
    else if (local === 'row') this.endRow();
    else if (local === 'rph') this.inReading = false;
    else if (local === 'v' || local === 't') this.within = undefined;
  }

  text(text: string): void {
    if (this.cell === undefined || this.inReading) return;
    if (this.within === 'v') this.cell.value += text;
    else if (this.within === 't') this.cell.inline += text;
  }

  private startRow(attributes: ReadonlyMap<string, string>): void {
    const number = Number(attribute(attributes, 'r'));
    this.row = { row: Number.isInteger(number) && number > 0 ? number : this.row.row + 1, cells: new Map() };
    this.column = -1;
  }

  private startCell(attributes: ReadonlyMap<string, string>, selfClosing: boolean): void {
    this.column = columnOf(attribute(attributes, 'r')) ?? this.column + 1;
    const style = Number(attribute(attributes, 's') ?? 0);
    const type = attribute(attributes, 't') ?? 'n';
    this.cell = selfClosing ? undefined : { type, style, value: '', inline: '' };
  }

  private endCell(): void {
    const cell = this.cell;
    this.cell = undefined;
    if (cell === undefined || this.column >= MAX_COLUMNS) return;
    const read = this.toCell(cell);
    if (read.error !== undefined || read.text.trim() !== '') this.row.cells.set(this.column, read);
  }

  private toCell({ type, style, value, inline }: NonNullable<RowReader['cell']>): SheetCell {
    switch (type) {
      case 's':
        return { text: this.values.strings[Number(value)] ?? '' };
      case 'inlineStr':
      case 'inlinestr':
        return { text: unescapeText(inline) };
      case 'str':
        return { text: unescapeText(value) };
      case 'b':
        return { text: value.trim() === '1' ? 'TRUE' : 'FALSE' };
      case 'e':
        return { text: '', error: value.trim() || '#ERROR' };
      // ISO 8601, written by programs that keep dates as dates.
      case 'd':
        return { text: value.trim() };
      default:
        return this.toNumber(value.trim(), style);
    }
  }

  private toNumber(value: string, style: number): SheetCell {
    const number = Number(value);
    if (value === '' || !Number.isFinite(number)) return { text: value };
    return { text: formatNumber(number, style, this.values), number: number + this.values.epochShift };
  }

  private endRow(): void {
    if (this.row.cells.size === 0) return;
    if (this.rows.length >= this.maxRows) this.isFull = true;
    else this.rows.push(this.row);
  }
}

/** Column of a reference such as `AB12`, from 0. */
function columnOf(reference: string | undefined): number | undefined {
  const letters = reference === undefined ? undefined : /^\$?([A-Za-z]{1,3})\$?\d*$/.exec(reference)?.[1];
  if (letters === undefined) return undefined;
  let column = 0;
  for (const letter of letters.toUpperCase()) column = column * 26 + letter.charCodeAt(0) - 64;
  return column - 1;
}

/** `A`, `B`, … `AA` for a column counted from 0. */
export function columnLetter(column: number): string {
  const rest = Math.floor(column / 26);
  return `${rest > 0 ? columnLetter(rest - 1) : ''}${String.fromCharCode(65 + (column % 26))}`;
}

/** Addresses behind cells by reference: cells often show `查看原文` and carry the address as a link. */
export function readLinks(
  parts: Parts,
  part: string,
  relationships: ReadonlyMap<string, Relationship>,
): Map<string, string> {
  const links = new Map<string, string>();
  scanPart(parts, part, {
    open: (local, attributes) => {
      const cell = attribute(attributes, 'ref');
      if (local !== 'hyperlink' || cell === undefined) return;
      const target = relationships.get(attributes.get('r:id') ?? attribute(attributes, 'id') ?? '');
      if (target?.isExternal === true)
        links.set(cell.split(':', 1)[0]?.replaceAll('$', '') ?? cell, target.target);
    },
  });
  return links;
}
