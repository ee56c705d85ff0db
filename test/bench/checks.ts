import { cpus } from 'node:os';
import type { ItemContent } from '../../schemas/item-content.js';
import type { Rule, Term } from '../../schemas/rule.js';
import { checkContent } from '../../src/domain/checks/index.js';
import { compileRules } from '../../src/domain/checks/rules.js';

const TERMS = 20_000;
const ITEMS = 200;
const ROUNDS = 15;

/** Repeatable pseudo-random numbers, so that two runs judge the same texts. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return state / 2 ** 32;
  };
}

const random = randomFrom(7);
// The 3 000 most common characters lie scattered; a dense block of as many gives terms that collide as real ones do.
const han = (): string => String.fromCharCode(0x4e00 + Math.floor(random() * 3000));
const phrase = (length: number): string => Array.from({ length }, han).join('');

function wordList(): Rule {
  const terms = Array.from({ length: TERMS }, (): Term => ({
    term: phrase(2 + Math.floor(random() * 6)),
    severity: 'warn',
  }));
  return { id: 'bench', kind: 'words', version: 1, changedAt: '', changedBy: 'bench', comment: '', terms };
}

/** 2 KB of text: some 680 characters with numbers, dates and addresses among them. */
function article(index: number): ItemContent {
  const paragraphs = Array.from(
    { length: 8 },
    () => `${phrase(70)}，2026年11月${1 + (index % 28)}日，编号${Math.floor(random() * 1e9)}。`,
  );
  const bodyText = paragraphs.join('\n');
  return {
    ...{
      schemaVersion: 1,
      kind: 'news',
      title: phrase(20),
      bodyHtml: '',
      bodyText,
      keywords: [],
      language: 'zh',
    },
    ...{ images: [], attachments: [], publishedAt: '2026-11-23T09:05:00+08:00' },
  };
}

/** All checks together on 2 KB items with 20 000 terms loaded. Prints medians of µs an item with their spread. */
function main(): void {
  const began = performance.now();
  const rules = compileRules([wordList()]);
  const compiled = performance.now() - began;
  const items = Array.from({ length: ITEMS }, (_, index) => article(index));
  const all: number[] = [];
  const terms: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    all.push(
      perItem(() => {
        items.forEach((item) => checkContent(item, rules));
      }),
    );
    terms.push(
      perItem(() => {
        items.forEach((item) => rules.findTerms(item.bodyText));
      }),
    );
  }
  print(
    `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, Node ${process.versions.node}; ${TERMS} terms compiled in ${Math.round(compiled)} ms`,
  );
  print(`all checks, µs an item of 2 KB: ${row(all)} (aim < 2000)`);
  print(`20 000 terms alone, µs an item: ${row(terms)} (aim < 1000)`);
}

function perItem(run: () => void): number {
  const began = performance.now();
  run();
  return ((performance.now() - began) * 1000) / ITEMS;
}

function row(values: number[]): string {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number): number => Math.round(sorted[Math.floor((sorted.length - 1) * share)] ?? 0);
  return `median ${at(0.5)}, ${at(0)}–${at(1)}`;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

main();
