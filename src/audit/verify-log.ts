import type { AuditEntry, AuditHead } from '../../schemas/audit.js';
import { FIRST_PREVIOUS_HASH } from '../../schemas/audit.js';
import type { AuditLogStore } from '../store/audit-log-store.js';
import type { ItemHistory } from '../store/item-seals.js';
import type { ItemStore } from '../store/item-store.js';
import { createChainCheck, type AuditBreak, type ChainCheck } from './check-chain.js';
import { compareWithHistory } from './compare-history.js';
import { findAddedHistory } from './find-added-history.js';

export interface VerifyDependencies {
  auditLog: Pick<
    AuditLogStore,
    'readAfter' | 'readHead' | 'readFirst' | 'find' | 'countSealed' | 'readAnchor'
  >;
  items: Pick<ItemStore, 'findHistories' | 'listHistories'>;
}

export interface VerifyRequest {
  /** First and last number; the whole log unless given. */
  from?: number;
  to?: number;
  /** Heads noted earlier and kept elsewhere. */
  heads?: readonly AuditHead[];
}

export interface Verification {
  ok: boolean;
  /** Entries that are in order, up to the first that is not. */
  entries: number;
  /** Items whose newest entries wait to be sealed. */
  waiting: number;
  /** The last entry that is in order. */
  head: AuditHead;
  break?: AuditBreak;
}

/** Entries of one page: some hundred kilobytes, whatever the length of the log. */
const PAGE = 500;

/**
 * Walks the log in pages: numbers, hashes and links of every entry, each compared with the history it was copied from; for
 * the whole log also whether any history has entries that were never sealed. Ends at the first break.
 */
export function createVerifyLog(deps: VerifyDependencies) {
  return async (request: VerifyRequest = {}): Promise<Verification> => {
    const start = await findStart(deps, request.from);
    if ('kind' in start) return broken(start, { number: 0, hash: FIRST_PREVIOUS_HASH }, 0);
    const end = await deps.auditLog.readHead();
    const last = Math.min(request.to ?? end.number, end.number);
    const chain = createChainCheck(start);
    const noted = new Map((request.heads ?? []).map(({ number, hash }) => [number, hash]));
    const decided = new Set<string>();
    const found = await walk(deps, chain, { last, noted, decided });
    const entries = chain.head().number - start.number;
    if (found) return broken(found, chain.head(), entries);
    const cut = findCut(request, end) ?? (await findStrayAnchor(deps, request, decided));
    if (cut) return broken(cut, chain.head(), entries);
    if (request.from !== undefined || request.to !== undefined)
      return { ok: true, entries, waiting: 0, head: chain.head() };
    const added = await findAddedHistory(deps, PAGE);
    if (added.break) return broken(added.break, chain.head(), entries);
    return { ok: true, entries, waiting: added.waiting, head: chain.head() };
  };
}

function broken(found: AuditBreak, head: AuditHead, entries: number): Verification {
  return { ok: false, entries, waiting: 0, head, break: found };
}

/** What the first entry to be looked at must continue. */
async function findStart(
  { auditLog }: VerifyDependencies,
  from: number | undefined,
): Promise<AuditHead | AuditBreak> {
  const [anchor, first] = await Promise.all([auditLog.readAnchor(), auditLog.readFirst()]);
  const begin = anchor ?? { number: 0, hash: FIRST_PREVIOUS_HASH };
  if (from === undefined || from <= begin.number + 1) return begin;
  const before = await auditLog.find(from - 1);
  if (before) return { number: before.number, hash: before.hash };
  const number = from - 1;
  return {
    ...{ number, kind: 'numbering' },
    zh: `没有第 ${number} 条（日志自第 ${first?.number ?? 0} 条起）`,
    en: `there is no entry ${number} (the log begins with ${first?.number ?? 0})`,
  };
}

async function walk(
  deps: VerifyDependencies,
  chain: ChainCheck,
  { last, noted, decided }: { last: number; noted: ReadonlyMap<number, string>; decided: Set<string> },
): Promise<AuditBreak | undefined> {
  while (chain.head().number < last) {
    const page = await deps.auditLog.readAfter(chain.head().number, PAGE);
    const entries = page.filter(({ number }) => number <= last);
    if (entries.length === 0) return missing(chain.head().number + 1, last);
    const ids = [...new Set(entries.flatMap(({ itemId }) => itemId ?? []))];
    const histories = await deps.items.findHistories(ids);
    for (const entry of entries) {
      const found = check(entry, chain, histories, noted);
      if (found) return found;
      if (entry.action === 'audit-trimmed' && entry.thing) decided.add(entry.thing.id);
    }
  }
  return undefined;
}

/** The log says itself up to where its beginning was taken off; one that begins later was cut by another hand. */
async function findStrayAnchor(
  { auditLog }: VerifyDependencies,
  { from, to }: VerifyRequest,
  decided: ReadonlySet<string>,
): Promise<AuditBreak | undefined> {
  const anchor = await auditLog.readAnchor();
  if (!anchor || from !== undefined || to !== undefined) return undefined;
  if (decided.has(`${anchor.number}:${anchor.hash}`)) return undefined;
  return {
    ...{ number: anchor.number, kind: 'anchor' },
    zh: `日志自第 ${anchor.number + 1} 条起，但没有一条封存的记录决定删去此前的部分`,
    en: `the log begins with ${anchor.number + 1}, and no sealed entry decided to remove what was before`,
  };
}

function check(
  entry: AuditEntry,
  chain: ChainCheck,
  histories: ReadonlyMap<string, ItemHistory>,
  noted: ReadonlyMap<number, string>,
): AuditBreak | undefined {
  const inChain = chain.take(entry);
  if (inChain) return inChain;
  const known = noted.get(entry.number);
  if (known !== undefined && known !== entry.hash)
    return {
      ...{ number: entry.number, kind: 'head' },
      zh: `摘要与另处记下的链尾不符（${known}）：此前的日志被整体改写`,
      en: `its hash is not the one that was noted (${known}): the log up to here was written anew`,
    };
  return compareWithHistory(entry, histories.get(entry.itemId ?? ''));
}

function missing(number: number, last: number): AuditBreak {
  return {
    ...{ number, kind: 'numbering' },
    zh: `缺第 ${number} 至 ${last} 条`,
    en: `entries ${number} to ${last} are missing`,
  };
}

/** A noted head behind the end: what lay between was cut off. */
function findCut({ heads = [] }: VerifyRequest, end: AuditHead): AuditBreak | undefined {
  const beyond = heads.find(({ number }) => number > end.number);
  if (!beyond) return undefined;
  return {
    ...{ number: end.number + 1, kind: 'head' },
    zh: `日志止于第 ${end.number} 条，而另处记下的链尾为第 ${beyond.number} 条：尾部被截去`,
    en: `the log ends with ${end.number}, a head of ${beyond.number} was noted: its end was cut off`,
  };
}
