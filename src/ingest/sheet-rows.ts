import type { Sheet, SheetCell, SheetField, SheetRow } from '../../adapters/documents/sheet.js';
import { serialToText } from '../../adapters/documents/xlsx-values.js';
import { present } from '../../adapters/formats/present.js';
import type { CellProblem, DocumentQuery } from '../../schemas/document.js';
import { ITEM_KIND_NAMES, ITEM_KINDS, type ItemKind } from '../../schemas/item-kind.js';
import { LANES, type Lane } from '../../schemas/lane.js';
import type { RawEntry } from '../../schemas/raw-entry.js';
import { toHttpUrl } from '../normalize/canonical-url.js';
import { parseDate } from '../normalize/parse-date.js';
import { lacksReason, type EntrySubmission } from './submit-entries.js';

/** What holds for rows that do not say otherwise. */
export type SheetDefaults = Pick<DocumentQuery, 'kind' | 'column' | 'lane' | 'laneReason'>;

export type RowOutcome = { ok: true; submission: EntrySubmission } | { ok: false; problems: CellProblem[] };

const LANE_NAMES: Readonly<Record<Lane, string>> = {
  flash: '特急',
  urgent: '加急',
  routine: '常规',
  backfill: '补录',
};
/** What people write for the commonest kinds beside their proper names. */
const KIND_WORDS: Readonly<Record<string, ItemKind>> = {
  要闻: 'news',
  新闻: 'news',
  动态: 'news',
  通知: 'notice',
  公告: 'notice',
  公示: 'notice',
  政策: 'regulation',
  法规: 'regulation',
  解读: 'interpretation',
  图片: 'media',
  视频: 'media',
};
type DateField = 'publishedAt' | 'signedAt' | 'updatedAt' | 'effectiveAt' | 'expiresAt';
/** Serial numbers of the years 1927 to 2173: in a column of dates a number without a date format is one of these. */
const SERIALS = { from: 10_000, to: 100_000 };
const HTML_BODY = /<(?:p|div|br|table|span|h[1-6]|ul|ol|li|img|a|strong|section|article)\b[^>]*>/i;
const SEPARATORS = /[\s;；,，、|]+/;
const MAX_SHOWN = 60;

/** Checks one row and makes it a submission; every cell that is wrong is named by row and column. */
export function toRowSubmission(
  sheet: Pick<Sheet, 'columns'>,
  row: SheetRow,
  defaults: SheetDefaults,
  now: Date,
): RowOutcome {
  return new RowReader(sheet, row, defaults, now).read();
}

class RowReader {
  private readonly problems: CellProblem[] = [];

  constructor(
    private readonly sheet: Pick<Sheet, 'columns'>,
    private readonly row: SheetRow,
    private readonly defaults: SheetDefaults,
    private readonly now: Date,
  ) {}

  read(): RowOutcome {
    this.checkCells();
    const entry = this.toEntry();
    const lane = this.readLane() ?? this.defaults.lane;
    const laneReason = this.text('laneReason') ?? this.defaults.laneReason;
    if (lacksReason({ lane, laneReason }))
      this.report('lane', { zh: '特急报送须说明理由', en: 'the flash lane needs a reason' });
    if (this.problems.length > 0) return { ok: false, problems: this.problems };
    return { ok: true, submission: { entry, lane, laneReason } };
  }

  private toEntry(): RawEntry {
    const body = this.text('body');
    const keywords = this.text('keywords');
    return {
      ...present({
        externalId: this.text('externalId'),
        title: this.requireTitle(),
        subtitle: this.text('subtitle'),
        summary: this.text('summary'),
        body,
        author: this.text('author'),
        contentSource: this.text('contentSource'),
        responsiblePerson: this.text('responsiblePerson'),
        column: this.text('column') ?? this.defaults.column,
        language: this.text('language'),
        url: this.readUrl(),
        kind: this.readKind() ?? this.defaults.kind,
        publishedAtText: this.readDate('publishedAt'),
        signedAtText: this.readDate('signedAt'),
        updatedAtText: this.readDate('updatedAt'),
      }),
      summaryFormat: 'text',
      bodyFormat: HTML_BODY.test(body ?? '') ? 'html' : 'text',
      ...(keywords !== undefined && { keywords: [keywords] }),
      ...this.readDisclosure(),
      ...this.readFiles('images'),
      ...this.readFiles('attachments'),
    };
  }

  private requireTitle(): string | undefined {
    const title = this.text('title');
    if (title === undefined && this.row.cells.title?.error === undefined)
      this.report('title', { zh: '不能为空', en: 'must not be empty' });
    return title;
  }

  private readDisclosure(): Pick<RawEntry, 'disclosure'> {
    const themes = this.text('themes');
    const disclosure = {
      ...present({
        indexNumber: this.text('indexNumber'),
        genre: this.text('genre'),
        issuer: this.text('issuer'),
        documentNumberText: this.text('documentNumber'),
        validity: this.text('validity'),
        effectiveAtText: this.readDate('effectiveAt'),
        expiresAtText: this.readDate('expiresAt'),
      }),
      ...(themes !== undefined && { themes: themes.split(/[;；\n]/).map((theme) => theme.trim()) }),
    };
    return Object.keys(disclosure).length === 0 ? {} : { disclosure };
  }

  /** A cell in error shows what no one meant: `#N/A` is no author. */
  private checkCells(): void {
    for (const { field } of this.sheet.columns) {
      const error = this.row.cells[field]?.error;
      if (error !== undefined)
        this.report(field, { zh: `单元格是错误值 ${error}`, en: `the cell holds the error ${error}` });
    }
  }

  private readDate(field: DateField): string | undefined {
    const cell = this.row.cells[field];
    const text = cell === undefined ? undefined : dateText(cell);
    if (text === undefined || text === '') return undefined;
    if (parseDate(text, this.now) === undefined)
      this.report(field, {
        zh: `无法识别的日期“${shown(text)}”，请写成 2026-11-23 或 2026年11月23日 09:05`,
        en: `"${shown(text)}" is no date; write 2026-11-23 or 2026-11-23 09:05`,
      });
    return text;
  }

  private readUrl(): string | undefined {
    const cell = this.row.cells.url;
    const text = this.text('url');
    const url = [text, cell?.link].find((one) => one !== undefined && toHttpUrl(one) !== undefined);
    if (url !== undefined || text === undefined) return url;
    this.report('url', {
      zh: `“${shown(text)}”不是以 http:// 或 https:// 开头的网址`,
      en: `"${shown(text)}" is no address that begins with http:// or https://`,
    });
    return undefined;
  }

  private readFiles(field: 'images' | 'attachments'): Pick<RawEntry, 'images' | 'attachments'> {
    const cell = this.row.cells[field];
    const text = this.text(field);
    const urls = cell?.link !== undefined ? [cell.link] : (text?.split(SEPARATORS).filter(Boolean) ?? []);
    const wrong = urls.find((url) => toHttpUrl(url) === undefined);
    if (wrong !== undefined)
      this.report(field, { zh: `“${shown(wrong)}”不是网址`, en: `"${shown(wrong)}" is no address` });
    return urls.length === 0 ? {} : { [field]: urls.map((url) => ({ url })) };
  }

  private readKind(): ItemKind | undefined {
    const text = this.text('kind');
    if (text === undefined) return undefined;
    const kind = ITEM_KINDS.find((one) => one === text.toLowerCase() || ITEM_KIND_NAMES[one] === text);
    if (kind !== undefined || KIND_WORDS[text] !== undefined) return kind ?? KIND_WORDS[text];
    this.report('kind', {
      zh: `未知类别“${shown(text)}”，可用：${Object.values(ITEM_KIND_NAMES).join('、')}`,
      en: `"${shown(text)}" is no kind; use one of ${ITEM_KINDS.join(', ')}`,
    });
    return undefined;
  }

  private readLane(): Lane | undefined {
    const text = this.text('lane');
    if (text === undefined) return undefined;
    const lane = LANES.find((one) => one === text.toLowerCase() || LANE_NAMES[one] === text);
    if (lane === undefined)
      this.report('lane', {
        zh: `未知通道“${shown(text)}”，可用：${Object.values(LANE_NAMES).join('、')}`,
        en: `"${shown(text)}" is no lane; use one of ${LANES.join(', ')}`,
      });
    return lane;
  }

  private text(field: SheetField): string | undefined {
    return this.row.cells[field]?.text.trim() || undefined;
  }

  private report(field: SheetField, what: { zh: string; en: string }): void {
    this.problems.push(cellProblem(this.sheet, this.row.row, field, what));
  }
}

function dateText({ text, number }: SheetCell): string | undefined {
  const isSerial = number !== undefined && number >= SERIALS.from && number < SERIALS.to;
  return isSerial && /^[\d.]+$/.test(text.trim()) ? serialToText(number) : text.trim();
}

/** A problem that says where it is as people see it: 第 3 行“发布日期”列. */
export function cellProblem(
  { columns }: Pick<Sheet, 'columns'>,
  row: number,
  field: SheetField | undefined,
  what: { zh: string; en: string },
): CellProblem {
  const column = columns.find((one) => one.field === field);
  if (column === undefined) return { zh: `第 ${row} 行：${what.zh}。`, en: `Row ${row}: ${what.en}.` };
  const { letter, heading } = column;
  return {
    column: letter,
    heading,
    zh: `第 ${row} 行“${heading}”列（${letter}）：${what.zh}。`,
    en: `Row ${row}, column ${letter} (${heading}): ${what.en}.`,
  };
}

function shown(text: string): string {
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
}
