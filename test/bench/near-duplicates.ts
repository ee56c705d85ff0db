import { NEAR, signText, similarityOf, type TextSignature } from '../../src/domain/near-duplicate.js';
import { createWriter, FORMS, type Writer } from '../support/article-writer.js';
import { machine, percentile, show, spreadOf } from './bench-stack.js';
import {
  agreement,
  classic,
  featuresOf,
  onePermutation,
  rounds,
  signWith,
  type Variant,
} from './minhash-variants.js';
import { measureClustering, measureLookups } from './near-store.js';

/**
 * What the near-duplicate signature finds and what it costs: the ways to make one side by side, then the chosen one by
 * kind of edit, over unrelated texts and over texts from one form, then lookups in the embedded store.
 * usage: npm run bench:near [-- PAIRS STORED]
 */
const PAIRS = Number(process.argv[2] ?? 7000);
const STORED = Number(process.argv[3] ?? 1_000_000);
const LENGTHS = [60, 100, 200, 400, 700, 1500, 3000];
const UNRELATED = 600;

const lengthOf = (at: number): number => LENGTHS[at % LENGTHS.length] ?? 0;

const VARIANTS: Variant[] = [
  { name: 'rounds', n: 2, rows: 4, bands: 16, find: rounds },
  { name: 'rounds', n: 2, rows: 5, bands: 16, find: rounds },
  { name: 'rounds', n: 2, rows: 5, bands: 20, find: rounds },
  { name: 'rounds', n: 2, rows: 5, bands: 24, find: rounds },
  { name: 'rounds', n: 2, rows: 6, bands: 24, find: rounds },
  { name: 'rounds', n: 3, rows: 4, bands: 16, find: rounds },
  { name: 'rounds', n: 3, rows: 4, bands: 24, find: rounds },
  { name: 'one permutation', n: 2, rows: 5, bands: 24, find: onePermutation },
  { name: 'one permutation', n: 3, rows: 4, bands: 16, find: onePermutation },
  { name: 'classic', n: 2, rows: 5, bands: 24, find: classic },
  { name: 'classic', n: 3, rows: 4, bands: 16, find: classic },
];

/** Pairs by share of single characters edited, the same for every variant. */
function scatteredPairs(share: number): [string, string][] {
  const writer = createWriter(share * 1000);
  return Array.from({ length: PAIRS }, (_, at) => {
    const text = writer.article(lengthOf(at));
    return [text, writer.edit(text, share)];
  });
}

function compareVariants(): void {
  const shares = [0.01, 0.05, 0.1];
  const pairs = shares.map(scatteredPairs);
  const unrelated = unrelatedTexts();
  show(`\n${PAIRS} pairs a share, ${LENGTHS.join(', ')} characters; missed by the bands, least agreement\n`);
  show(
    '| minima | n | rows × bands | 1 % | 5 % | 10 % | unrelated: most | candidates in a million | µs, 700 characters |',
  );
  show('|---|---|---|---|---|---|---|---|---|');
  for (const variant of VARIANTS) {
    const { name, n, rows, bands } = variant;
    const found = pairs.map((list) => missedAndLeast(variant, list));
    show(
      `| ${name} | ${n} | ${rows} × ${bands} | ${found.join(' | ')} | ${unrelatedRow(variant, unrelated)} | ${cost(variant)} |`,
    );
  }
}

function missedAndLeast(variant: Variant, pairs: readonly [string, string][]): string {
  let missed = 0;
  let least = 1;
  for (const [one, other] of pairs) {
    const [a, b] = [one, other].map((text) => signWith(variant, featuresOf(text, variant.n)));
    if (!a || !b) continue;
    if (!shareBand(a.bands, b.bands)) missed++;
    least = Math.min(least, agreement(a.slots, b.slots));
  }
  return `${missed}, ${least.toFixed(2)}`;
}

function shareBand(one: readonly number[], other: readonly number[]): boolean {
  return one.some((band, at) => band === other[at]);
}

function unrelatedTexts(): string[] {
  const writer = createWriter(77);
  return Array.from({ length: UNRELATED }, (_, at) => writer.article(lengthOf(at)));
}

function unrelatedRow(variant: Variant, texts: readonly string[]): string {
  const signed = texts.map((text) => signWith(variant, featuresOf(text, variant.n)));
  const { most, candidates } = compareAll(signed, agreement);
  return `${most.toFixed(2)} | ${Math.round(candidates * 1e6)}`;
}

function compareAll(
  signed: readonly Pick<TextSignature, 'slots' | 'bands'>[],
  measure: (one: Uint8Array, other: Uint8Array) => number,
): { most: number; candidates: number } {
  let [most, candidates, all] = [0, 0, 0];
  for (const [at, one] of signed.entries()) {
    for (const other of signed.slice(at + 1)) {
      all++;
      most = Math.max(most, measure(one.slots, other.slots));
      if (shareBand(one.bands, other.bands)) candidates++;
    }
  }
  return { most, candidates: candidates / all };
}

/** Of finding the minima alone; the features cost the same for all. */
function cost(variant: Variant): string {
  const writer = createWriter(5);
  const features = Array.from({ length: 200 }, () => featuresOf(writer.article(700), variant.n));
  const times = Array.from({ length: 9 }, () => {
    const began = performance.now();
    for (const each of features) signWith(variant, each);
    return ((performance.now() - began) * 1000) / features.length;
  });
  return spreadOf(times).min.toFixed(0);
}

const EDITS: Readonly<Record<string, (writer: Writer, text: string) => string>> = {
  '1 % of characters': (writer, text) => writer.edit(text, 0.01),
  '3 % of characters': (writer, text) => writer.edit(text, 0.03),
  '5 % of characters': (writer, text) => writer.edit(text, 0.05),
  '5 % of characters, all replaced': (writer, text) => writer.edit(text, 0.05, 1),
  '10 % of characters': (writer, text) => writer.edit(text, 0.1),
  'sentences in and out, 5 %': (writer, text) => writer.rewrite(text, 0.05),
  'sentences in and out, 20 %': (writer, text) => writer.rewrite(text, 0.2),
  'lines of the site around it': (writer, text) => writer.frame(text),
  'lines around it and 5 % of characters': (writer, text) => writer.frame(writer.edit(text, 0.05)),
};

function measureChosen(): void {
  show(`\nThe chosen one (near from ${NEAR}), ${PAIRS} pairs each\n`);
  show(
    '| edited | pairs | missed by the bands | below near | least | median similarity |\n|---|---|---|---|---|---|',
  );
  for (const [name, edit] of Object.entries(EDITS)) {
    const writer = createWriter(name.length);
    const pairs = Array.from({ length: PAIRS }, (_, at) => {
      const text = writer.article(lengthOf(at));
      return compare(text, edit(writer, text)) ?? [];
    }).flat();
    const likeness = pairs.map(({ similarity }) => similarity);
    const count = (of: (pair: (typeof pairs)[number]) => boolean) => pairs.filter(of).length;
    show(
      `| ${name} | ${pairs.length} | ${count(({ found }) => !found)} | ${count(({ similarity }) => similarity < NEAR)} | ` +
        `${Math.min(...likeness).toFixed(2)} | ${percentile(likeness, 0.5).toFixed(2)} |`,
    );
  }
  const signed = unrelatedTexts().flatMap((text) => signText(text) ?? []);
  const { most, candidates } = compareAll(signed, similarityOf);
  show(
    `\nunrelated: ${(signed.length * (signed.length - 1)) / 2} pairs, most alike ${most.toFixed(2)}, candidates ${Math.round(candidates * 1e6)} in a million`,
  );
}

interface Compared {
  found: boolean;
  similarity: number;
  sameFigures: boolean;
}

/** Undefined where an edit has made one of the shortest texts too short to sign. */
function compare(one: string, other: string): Compared | undefined {
  const [a, b] = [signText(one), signText(other)];
  if (!a || !b) return undefined;
  return {
    found: shareBand(a.bands, b.bands),
    similarity: similarityOf(a.slots, b.slots),
    sameFigures: a.figures === b.figures,
  };
}

function measureForms(): void {
  show(
    '\n| different notices from one form | linked | median similarity | same figures |\n|---|---|---|---|',
  );
  for (const [name, form] of Object.entries(FORMS)) {
    const writer = createWriter(11);
    const pairs = Array.from({ length: 1000 }, () => compare(form(writer), form(writer)) ?? []).flat();
    const linked = pairs.filter(({ found, similarity }) => found && similarity >= NEAR);
    const same = linked.filter(({ sameFigures }) => sameFigures).length;
    const median = percentile(
      pairs.map(({ similarity }) => similarity),
      0.5,
    );
    show(
      `| ${name} | ${(linked.length / 10).toFixed(1)} % | ${median.toFixed(2)} | ${same} of ${linked.length} |`,
    );
  }
}

function measureSigning(): void {
  show('\n| signature | processor time, µs a text, median | spread |\n|---|---|---|');
  signText('测绘'.repeat(100));
  for (const length of [300, 700, 3000]) {
    const writer = createWriter(length);
    const texts = Array.from({ length: 200 }, () => writer.article(length));
    const times = Array.from({ length: 15 }, () => {
      const before = process.cpuUsage();
      for (const text of texts) signText(text);
      return process.cpuUsage(before).user / texts.length;
    });
    const { median, min, max } = spreadOf(times);
    const bytes = Math.round(Buffer.byteLength(texts.join('')) / texts.length);
    show(
      `| ${length} characters (${bytes} bytes) | ${median.toFixed(1)} | ${min.toFixed(1)}–${max.toFixed(1)} |`,
    );
  }
}

show(machine());
compareVariants();
measureChosen();
measureForms();
measureSigning();
await measureClustering();
await measureLookups(STORED);
