import type { Sheet, SheetField } from '../../adapters/documents/sheet.js';
import { SHEET_HEADINGS } from '../../adapters/documents/sheet.js';
import type { CellProblem, SheetAnswer, SheetRowAnswer } from '../../schemas/document.js';
import { AppError, isAppError } from '../../schemas/errors.js';
import type { Clock } from '../../schemas/instant.js';
import type { Caller } from '../review/caller.js';
import { cellProblem, toRowSubmission, type SheetDefaults } from './sheet-rows.js';
import type { EntrySubmission, SubmitEntries } from './submit-entries.js';

/** Rows stored together. */
const BATCH = 50;

/**
 * Takes the rows of a batch sheet: each well-formed one is an item, whatever is wrong with others. Throws
 * `validation-failed` naming row and column where not a single row could be taken.
 */
export function createSubmitSheet(deps: { submitEntries: SubmitEntries; now: Clock }) {
  return async (sheet: Sheet, defaults: SheetDefaults, caller: Caller): Promise<SheetAnswer> => {
    if (sheet.rows.length === 0) throw noRows();
    const rows: SheetRowAnswer[] = [];
    for (let start = 0; start < sheet.rows.length; start += BATCH) {
      const part = { ...sheet, rows: sheet.rows.slice(start, start + BATCH) };
      rows.push(...(await submitRows(deps, part, defaults, caller)));
    }
    const failed = rows.filter(({ outcome }) => outcome === 'failed');
    if (failed.length === rows.length) throw noneTaken(failed);
    const taken = rows.length - failed.length;
    return { sheet: sheet.name, taken, failed: failed.length, ignoredColumns: sheet.ignored, rows };
  };
}

async function submitRows(
  deps: { submitEntries: SubmitEntries; now: Clock },
  sheet: Sheet,
  defaults: SheetDefaults,
  caller: Caller,
): Promise<SheetRowAnswer[]> {
  const now = deps.now();
  const checked = sheet.rows.map((row) => toRowSubmission(sheet, row, defaults, now));
  const submissions = checked.flatMap((one): EntrySubmission[] => (one.ok ? [one.submission] : []));
  const answers = [...(await deps.submitEntries(submissions, caller))];
  return sheet.rows.map(({ row }, index) => {
    const one = checked[index];
    if (one && !one.ok) return { row, outcome: 'failed', errors: one.problems };
    const answer = answers.shift();
    if (answer === undefined) throw new Error(`row ${row} was submitted and nothing was answered`);
    return isAppError(answer)
      ? { row, outcome: 'failed', errors: toCellProblems(sheet, row, answer) }
      : { row, ...answer };
  });
}

function toCellProblems(sheet: Sheet, row: number, error: AppError): CellProblem[] {
  if (error.fields.length === 0) {
    return [cellProblem(sheet, row, undefined, { zh: error.message, en: error.message })];
  }
  return error.fields.slice(0, 100).map(({ pointer, zh, en }) => {
    const [, name = ''] = pointer.split('/');
    return cellProblem(sheet, row, isField(name) ? name : undefined, { zh, en });
  });
}

function isField(name: string): name is SheetField {
  return Object.hasOwn(SHEET_HEADINGS, name);
}

function noRows(): AppError {
  const words = { zh: '表头下面没有内容。', en: 'There are no rows below the headings.' };
  return new AppError('parse-no-entries', words.en, { fields: [{ pointer: '', ...words }] });
}

function noneTaken(failed: readonly SheetRowAnswer[]): AppError {
  const fields = failed.flatMap(({ row, errors = [] }) =>
    errors.map(({ column, zh, en }) => ({ pointer: `/rows/${row}${column ? `/${column}` : ''}`, zh, en })),
  );
  return new AppError('validation-failed', 'no row of the sheet could be taken', { fields });
}
