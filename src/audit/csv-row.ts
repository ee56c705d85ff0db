import type { AuditEntry } from '../../schemas/audit.js';
import { canonicalJson } from '../domain/canonical-json.js';

/** Excel takes a file for GBK unless it begins so. */
export const BYTE_ORDER_MARK = '﻿';

type Cell = (entry: AuditEntry) => string | number | undefined;

/** Columns of the export for spreadsheets: what people read first, and the sealed entry itself last. */
const COLUMNS: readonly [title: string, cell: Cell][] = [
  ['序号 number', ({ number }) => number],
  ['时间 at', ({ at }) => at],
  ['封存时间 sealed at', ({ sealedAt }) => sealedAt],
  ['操作 action', ({ action }) => action],
  ['结果 outcome', ({ outcome, code }) => [outcome, code].filter(Boolean).join(' ')],
  ['操作人 account', ({ who }) => who.account],
  ['操作人单位 their organization', ({ who }) => who.organizationId],
  ['来自 from', ({ from }) => from],
  ['所属单位 organization', ({ organizationId }) => organizationId],
  ['受理编号 item', ({ itemId }) => itemId],
  ['事项 thing', ({ thing }) => thing && `${thing.kind} ${thing.id}`],
  ['修订 revision', ({ revision }) => revision],
  ['环节 stage', ({ stage }) => stage],
  ['门户 portal', ({ portalId }) => portalId],
  ['之前 before', ({ before, thing }) => toText(before ?? thing?.before)],
  ['之后 after', ({ after, thing }) => toText(after ?? thing?.after)],
  [
    '原因 reasons',
    ({ reasons = [] }) => reasons.map(({ code, comment }) => [code, comment].join(' ')).join('; '),
  ],
  ['说明 comment', ({ comment }) => comment],
  ['对象 subject', ({ subject }) => subject],
  ['上一条摘要 previous hash', ({ previousHash }) => previousHash],
  ['摘要 hash', ({ hash }) => hash],
  ['封存原文 sealed entry', (entry) => canonicalJson(entry)],
];

/** What a spreadsheet would take for a formula, also in full-width signs. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/u;

export const CSV_TITLES = toLine(COLUMNS.map(([title]) => title));

/** One line of the export, with its line end. */
export function toCsvRow(entry: AuditEntry): string {
  return toLine(COLUMNS.map(([, cell]) => String(cell(entry) ?? '')));
}

/** The sealed entry that a row holds as its last cell: JSON has quotes, so the cell is always quoted. */
export function sealedCell(row: string): string {
  const begins = row.lastIndexOf(',"{""action"":');
  return begins === -1
    ? ''
    : row
        .replace(/\r$/, '')
        .slice(begins + 2, -1)
        .replaceAll('""', '"');
}

function toText(facts: object | undefined): string {
  return facts === undefined ? '' : canonicalJson(facts);
}

/** Quoted where RFC 4180 asks for it; what a spreadsheet would run is kept from running by a leading apostrophe. */
function toCell(text: string): string {
  const harmless = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

function toLine(cells: readonly string[]): string {
  return `${cells.map(toCell).join(',')}\r\n`;
}
