import { attribute, scanPart } from './office-part.js';
import type { Parts } from './zip-container.js';

/** What the cells of a workbook refer to: texts kept once, and what number formats make of a number. */
export interface WorkbookValues {
  strings: readonly string[];
  /** By style index of the cell. */
  formats: readonly CellFormat[];
  /** Days that serial numbers of this workbook lie behind those of the 1900 system. */
  epochShift: number;
}

interface CellFormat {
  isDate: boolean;
  /** Digits that the format pads to, `0000` for 4. */
  padTo: number;
}

/** Formats that a workbook uses by number alone (ECMA-376 part 1, 18.8.30), those of Chinese systems included. */
const BUILT_IN_DATES = new Set([
  ...[14, 15, 16, 17, 18, 19, 20, 21, 22, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36],
  ...[45, 46, 47, 50, 51, 52, 53, 54, 55, 56, 57, 58],
]);
const PLAIN: CellFormat = { isDate: false, padTo: 0 };
const DAYS_1904 = 1462;

export function readSharedStrings(parts: Parts, part: string): string[] {
  const strings: string[] = [];
  const reader = new RichTextReader((text) => strings.push(text), 'si');
  scanPart(parts, part, reader);
  return strings;
}

/** Gathers `<t>` runs of one string; readings printed above characters (`rPh`) are no part of it. */
export class RichTextReader {
  private text_ = '';
  private inText = false;
  private inReading = false;

  constructor(
    private readonly emit: (text: string) => void,
    private readonly container: string,
  ) {}

  open(local: string, _attributes: ReadonlyMap<string, string>, selfClosing: boolean): void {
    if (local === this.container) {
      this.text_ = '';
      if (selfClosing) this.emit('');
    } else if (local === 'rph') this.inReading = !selfClosing;
    else if (local === 't') this.inText = !selfClosing;
  }

  close(local: string): void {
    if (local === 't') this.inText = false;
    else if (local === 'rph') this.inReading = false;
    else if (local === this.container) this.emit(unescapeText(this.text_));
  }

  text(text: string): void {
    if (this.inText && !this.inReading) this.text_ += text;
  }
}

/** Characters that XML cannot hold are written `_x000D_` (ECMA-376 part 1, 22.9.2.19). */
export function unescapeText(text: string): string {
  if (!text.includes('_x')) return text;
  return text.replace(/_x([0-9A-Fa-f]{4})_/g, (_whole, code: string) =>
    String.fromCharCode(parseInt(code, 16)),
  );
}

export function readFormats(parts: Parts, part: string): CellFormat[] {
  const custom = new Map<number, string>();
  const formats: CellFormat[] = [];
  let inCells = false;
  scanPart(parts, part, {
    open: (local, attributes, selfClosing) => {
      const id = Number(attribute(attributes, 'numfmtid') ?? 0);
      if (local === 'numfmt') custom.set(id, attribute(attributes, 'formatcode') ?? '');
      if (local === 'cellxfs') inCells = !selfClosing;
      if (local === 'xf' && inCells) formats.push(toFormat(id, custom.get(id)));
    },
    close: (local) => {
      if (local === 'cellxfs') inCells = false;
    },
  });
  return formats;
}

function toFormat(id: number, code: string | undefined): CellFormat {
  if (code === undefined) return BUILT_IN_DATES.has(id) ? { isDate: true, padTo: 0 } : PLAIN;
  // Quoted text, escaped characters, colours and locales are no placeholders: `0"day"` is a number.
  const bare = code.replace(/"[^"]*"|\\.|\[(?!h+\]|m+\]|s+\])[^\]]*\]|_./gi, '');
  const isGeneral = /^general$/i.test(bare.trim());
  if (!isGeneral && /[ymdhs]/i.test(bare)) return { isDate: true, padTo: 0 };
  return /^0+$/.test(bare) ? { isDate: false, padTo: bare.length } : PLAIN;
}

export function epochShiftOf(is1904: boolean): number {
  return is1904 ? DAYS_1904 : 0;
}

/** A number as its cell shows it, dates as `2026-11-23 09:05:00`. */
export function formatNumber(number: number, style: number, values: WorkbookValues): string {
  const format = values.formats[style] ?? PLAIN;
  if (format.isDate) return serialToText(number + values.epochShift) ?? String(number);
  return format.padTo > 0 && Number.isInteger(number) && number >= 0
    ? String(number).padStart(format.padTo, '0')
    : String(number);
}

/**
 * A serial number of the 1900 system as local date and time; undefined outside the calendar. Day 60 is 29 February 1900,
 * which never was: spreadsheets keep that mistake for compatibility, so days before it count from one day later.
 */
export function serialToText(serial: number): string | undefined {
  if (!(serial >= 1 && serial < 2_958_466)) return undefined;
  const days = serial < 60 ? serial + 1 : serial;
  const seconds = Math.round((days - 25_569) * 86_400);
  const [day = '', time = ''] = new Date(seconds * 1000).toISOString().split('T');
  return time.startsWith('00:00:00') ? day : `${day} ${time.slice(0, 8)}`;
}
