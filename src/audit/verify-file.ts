import { createReadStream } from 'node:fs';
import { auditEntry, type AuditEntry, type AuditHead } from '../../schemas/audit.js';
import { AppError } from '../../schemas/errors.js';
import { canonicalJson } from '../domain/canonical-json.js';
import { createChainCheck, type AuditBreak, type ChainCheck } from './check-chain.js';
import { BYTE_ORDER_MARK, CSV_TITLES, sealedCell, toCsvRow } from './csv-row.js';
import type { Verification } from './verify-log.js';

/**
 * Proves an exported file by itself: numbers, links and hashes of its entries; of lines of JSON also that the head and the end
 * are theirs, of CSV that every cell says what the sealed entry of its row says. Reads line by line. Throws `not-found` for
 * a file that cannot be read and `validation-failed` for one that is no export.
 */
export async function verifyFile(file: string, heads: readonly AuditHead[] = []): Promise<Verification> {
  return read(linesOf(file), heads);
}

/** Lines as the export wrote them, ended by a line feed and nothing else: texts may hold any other line end. */
async function* linesOf(file: string): AsyncGenerator<string> {
  let rest = '';
  try {
    for await (const chunk of createReadStream(file, 'utf8') as AsyncIterable<string>) {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      yield* lines;
    }
  } catch (cause) {
    throw new AppError('not-found', `cannot read ${file}`, { cause });
  }
  if (rest !== '') yield rest;
}

async function read(lines: AsyncIterable<string>, heads: readonly AuditHead[]): Promise<Verification> {
  const noted = new Map(heads.map(({ number, hash }) => [number, hash]));
  let reader: FileReader | undefined;
  for await (const line of lines) {
    if (!reader) {
      reader = openFile(line);
      continue;
    }
    const found = reader.take(line) ?? compareHead(reader.head(), noted);
    if (found) return answer(reader, found);
  }
  if (!reader) throw notAnExport();
  return answer(reader, reader.end());
}

function answer(reader: FileReader, found: AuditBreak | undefined): Verification {
  const told = { entries: reader.entries(), waiting: 0, head: reader.head() };
  return found ? { ok: false, ...told, break: found } : { ok: true, ...told };
}

interface FileReader {
  take: (line: string) => AuditBreak | undefined;
  /** Nothing more comes. */
  end: () => AuditBreak | undefined;
  head: () => AuditHead;
  entries: () => number;
}

function openFile(line: string): FileReader {
  if (`${line}\n` === BYTE_ORDER_MARK + CSV_TITLES) return readCsv();
  const { kind, first, previousHash } = parse(line) ?? {};
  if (kind !== 'audit-export' || typeof first !== 'number' || typeof previousHash !== 'string')
    throw notAnExport();
  return readJsonLines({ number: first - 1, hash: previousHash });
}

function readJsonLines(start: AuditHead): FileReader {
  const chain = createChainCheck(start);
  const entries = (): number => chain.head().number - start.number;
  let isEnded = false;
  return {
    ...{ head: chain.head, entries },
    take(line) {
      if (isEnded) return broken(chain.head().number, '结尾之后还有内容', 'something follows the end');
      const value = parse(line);
      if (value?.kind !== 'end') return takeEntry(chain, value);
      isEnded = true;
      const { number, hash } = chain.head();
      const is = canonicalJson({ kind: 'end', entries: entries(), number, hash });
      return is === line
        ? undefined
        : broken(number, '结尾与所列记录不符', 'the end is not that of its entries');
    },
    end: () =>
      isEnded
        ? undefined
        : broken(chain.head().number + 1, '文件没有结尾：尾部被截去', 'the file has no end: it was cut off'),
  };
}

/** Rows may go on over several lines, because comments do. */
function readCsv(): FileReader {
  let chain: ChainCheck | undefined;
  let first = 0;
  let row = '';
  const head = (): AuditHead => chain?.head() ?? { number: 0, hash: '' };
  return {
    head,
    entries: () => (chain ? head().number - first + 1 : 0),
    take(line) {
      row += row === '' ? line : `\n${line}`;
      if (isOpen(row)) return undefined;
      const whole = row;
      row = '';
      const value = parse(sealedCell(whole));
      const entry = toEntry(value);
      if (entry && !chain) {
        first = entry.number;
        chain = createChainCheck({ number: first - 1, hash: entry.previousHash });
      }
      if (!entry || !chain) return unreadable(head().number + 1);
      const found = chain.take(entry);
      if (found || toCsvRow(entry) === `${whole}\n`) return found;
      return broken(entry.number, '表格内容与封存原文不符', 'its cells are not what the sealed entry says');
    },
    end: () =>
      row === '' ? undefined : broken(head().number + 1, '最后一行不完整', 'the last row is cut off'),
  };
}

/** An odd number of quotes: the row goes on. */
function isOpen(row: string): boolean {
  return (row.split('"').length - 1) % 2 === 1;
}

function compareHead(
  { number, hash }: AuditHead,
  noted: ReadonlyMap<number, string>,
): AuditBreak | undefined {
  const known = noted.get(number);
  if (known === undefined || known === hash) return undefined;
  return {
    ...{ number, kind: 'head' },
    zh: `摘要与另处记下的链尾不符（${known}）`,
    en: `its hash is not the one that was noted (${known})`,
  };
}

function broken(number: number, zh: string, en: string): AuditBreak {
  return { number, kind: 'file', zh, en };
}

function takeEntry(chain: ChainCheck, value: Record<string, unknown> | undefined): AuditBreak | undefined {
  const entry = toEntry(value);
  return entry ? chain.take(entry) : unreadable(chain.head().number + 1);
}

function unreadable(number: number): AuditBreak {
  return broken(number, '读不出一条记录：文件被改动', 'no entry can be read there: the file was changed');
}

function toEntry(value: Record<string, unknown> | undefined): AuditEntry | undefined {
  const checked = auditEntry.check(value);
  return checked.ok ? checked.value : undefined;
}

/** Undefined for what is no JSON object. */
function parse(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

function notAnExport(): AppError {
  return new AppError('validation-failed', 'this is no export of the audit log', {
    fields: [{ pointer: '', zh: '不是审计日志的导出文件', en: 'no export of the audit log' }],
  });
}
