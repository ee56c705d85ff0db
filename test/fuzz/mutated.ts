import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { packageRoot } from '../../src/package-root.js';

/** Documents to start from: what adapters are tested with, and what once broke something. */
export function readSeeds(folder: string, kinds: RegExp): Buffer[] {
  const path = join(packageRoot, 'test', folder);
  return readdirSync(path)
    .filter((file) => kinds.test(file))
    .sort()
    .map((file) => readFileSync(join(path, file)));
}

type Mutation = (bytes: Buffer) => Buffer;

/** Tokens that parsers stumble over when they stand where nobody expects them. */
const TOKENS = [
  ...[
    '<',
    '>',
    '</',
    '/>',
    '"',
    "'",
    '=',
    '&',
    '&#',
    '&#x',
    ';',
    '<!--',
    '-->',
    '--',
    '<![CDATA[',
    ']]>',
    '<?',
    '?>',
  ],
  ...[
    '<!DOCTYPE x [',
    '<!ENTITY a "&a;&a;">',
    ']>',
    '&a;',
    '&amp;lt;',
    '&#0;',
    '&#xD800;',
    '&#x110000;',
    '\0',
    '\ufeff',
  ],
  ...[
    '<item>',
    '</item>',
    '<entry>',
    '</channel>',
    '<title>',
    '</title>',
    '<content type="xhtml">',
    ' xml:base="//["',
  ],
  ...[
    ' xmlns="http://www.w3.org/2005/Atom"',
    ' xmlns:a="',
    '<a:',
    'mode="base64"',
    '<script>',
    '</script>',
    '<style>',
  ],
  ...['<table>', '<td>', '<svg>', '<math>', '<template>', '<plaintext>', '<select>', '<iframe srcdoc="'],
  ...[
    'charset=utf-7',
    'encoding="utf-16"',
    '\u2028',
    '\ud83d',
    '{',
    '[',
    '}',
    ']',
    ':',
    ',',
    '\\u0000',
    'null',
    '1e999',
  ],
];

const at = (bytes: Buffer, part: number): number => Math.floor(part * bytes.length);
const insert = (bytes: Buffer, part: number, piece: Uint8Array): Buffer =>
  Buffer.concat([bytes.subarray(0, at(bytes, part)), piece, bytes.subarray(at(bytes, part))]);

const part = fc.double({ min: 0, max: 1, noNaN: true });
const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  // One bit is flipped.
  fc.tuple(part, fc.integer({ min: 0, max: 7 })).map(([where, bit]) => (bytes: Buffer) => {
    const changed = Buffer.from(bytes);
    const index = at(bytes, where);
    if (index < changed.length) changed[index] = (changed[index] ?? 0) ^ (1 << bit);
    return changed;
  }),
  // The rest is missing.
  part.map((where) => (bytes: Buffer) => bytes.subarray(0, at(bytes, where))),
  // A block is missing, or repeated.
  fc.tuple(part, part, fc.integer({ min: 0, max: 3 })).map(([from, to, times]) => (bytes: Buffer) => {
    const [start, end] = [at(bytes, Math.min(from, to)), at(bytes, Math.max(from, to))];
    const block = bytes.subarray(start, Math.min(end, start + 2000));
    const repeated = Array.from({ length: times }, () => block);
    return Buffer.concat([bytes.subarray(0, start), ...repeated, bytes.subarray(start + block.length)]);
  }),
  // A token stands where none should, once or many times.
  fc.tuple(part, fc.constantFrom(...TOKENS), fc.constantFrom(1, 1, 1, 3, 300)).map(
    ([where, token, times]) =>
      (bytes: Buffer) =>
        insert(bytes, where, Buffer.from(token.repeat(times))),
  ),
  // Bytes of any kind.
  fc.tuple(part, fc.uint8Array({ maxLength: 12 })).map(
    ([where, noise]) =>
      (bytes: Buffer) =>
        insert(bytes, where, noise),
  ),
);

/** Seeds with a few things wrong with them. */
export function mutated(seeds: readonly Buffer[]): fc.Arbitrary<Buffer> {
  return fc
    .tuple(fc.constantFrom(...seeds), fc.array(mutation, { minLength: 1, maxLength: 5 }))
    .map(([seed, mutations]) => mutations.reduce((bytes, mutate) => mutate(bytes), seed));
}

/** Bytes of any kind, and seeds with a few things wrong with them. */
export function hostileBytes(seeds: readonly Buffer[]): fc.Arbitrary<Buffer> {
  const noise = fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes));
  return fc.oneof({ weight: 8, arbitrary: mutated(seeds) }, { weight: 1, arbitrary: noise });
}
