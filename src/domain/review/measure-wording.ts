import type { ItemContent } from '../../../schemas/item-content.js';
import { findEdits, sizeOf, type TextEdit } from './text-edits.js';

/** How much of a text a change concerns, or why it is more than a change of words. */
export type WordingChange =
  { characters: number; share: number } | { material: 'field' | 'markup' | 'sense' | 'size'; field: string };

/** Texts that may be worded differently; the times at which a source touched the page say nothing of its content. */
const WORDED = ['title', 'bodyText', 'bodyHtml'] as const;
const TIMES = ['updatedAt', 'publishedAt', 'publishedAtText'];
const OURS = ['schemaVersion'];
/** Compared by what the source says of them: what we know of their files is told by its hash. */
const FILES = ['images', 'attachments'] as const;

/** Numbers in figures and in words: one more digit is another amount, date or document. */
const NUMBER = /[\p{N}〇零一二三四五六七八九十百千万亿两半壹贰叁肆伍陆柒捌玖拾佰仟%％‰]/u;
/** Words that turn a sentence round, or say what has to be done. */
const TURN = /[不没無无非未否勿毋莫别禁免废停止拒撤除反失误应须必可准许得]/u;
/** What must stand in both texts in the same order, of more than one character. */
const KEPT = [
  /\b(?:not|no|none|never|neither|nor|without|cannot|unless|except|must|shall|should|may)\b|n['’]t\b/giu,
  /取消|暂缓|推迟|延期|作废|中断/gu,
  // Begun at no other place than a word's beginning: the time must grow with the text only.
  /(?:https?:\/\/|www\.)[^\s\p{Script=Han}]+|(?<![\w.+-])[\w.+-]+@[\w.-]+|(?<![\w-])[\w-]+(?:\.[\w-]+)+/giu,
];

/** A number in figures with what it counts: 15平方米 and 15平方公里 are not the same. */
const COUNTED = /\p{N}+(?=(.{0,4}))/gu;

/** The sanitizer wrote the body: `<` and `>` stand around tags only. */
const TAG = /<[^>]*>/g;

/**
 * Compares what people approved with what the source says now. Only the words of title and text may differ, and nowhere
 * by, or beside, a number or a word that turns the sense. Two of a kind that swap their cells count as well, for every
 * run of text between two tags is compared by itself.
 */
export function measureWording(before: ItemContent, after: ItemContent, most: number): WordingChange {
  const field = findOtherField(before, after);
  if (field !== undefined) return { material: 'field', field };
  if (tagsOf(before) !== tagsOf(after)) return { material: 'markup', field: 'bodyHtml' };
  const sizes: number[] = [];
  for (const name of WORDED) {
    const size = measureRuns(before[name].split(TAG), after[name].split(TAG), most);
    if (typeof size !== 'number') return { material: size, field: name };
    sizes.push(size);
  }
  // Body and plain text say the same.
  const [title = 0, text = 0, body = 0] = sizes;
  const characters = title + Math.max(text, body);
  if (characters > most) return { material: 'size', field: 'bodyText' };
  const length = Array.from(withoutSpace(before.title + before.bodyText)).length;
  return { characters, share: Math.min(1, characters / Math.max(1, length)) };
}

/** The first field that differs beside the words. */
function findOtherField(before: ItemContent, after: ItemContent): string | undefined {
  const [old, fresh] = [new Map(Object.entries(before)), new Map(Object.entries(after))];
  const aside = new Set<string>([...WORDED, ...TIMES, ...OURS, ...FILES]);
  const names = [...new Set([...old.keys(), ...fresh.keys()])].filter((name) => !aside.has(name)).sort();
  const other = names.find((name) => !isSame(old.get(name), fresh.get(name)));
  if (other !== undefined) return other;
  if (dayOf(before) !== dayOf(after)) return 'publishedAt';
  return FILES.find((name) => !isSame(before[name].map(toNamed), after[name].map(toNamed)));
}

/** Pages write "3 hours ago": the time of day is no statement of theirs. */
function dayOf({ publishedAt }: ItemContent): string | undefined {
  return publishedAt?.slice(0, 'yyyy-mm-dd'.length);
}

function toNamed(file: ItemContent['images'][number] | ItemContent['attachments'][number]) {
  const { mediaType: _type, size: _size, fetchedAt: _at, problem: _problem, ...named } = file;
  return Object.entries(named).sort();
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function tagsOf({ bodyHtml }: ItemContent): string {
  return (bodyHtml.match(TAG) ?? []).join('');
}

/** Characters changed in all of the runs, or why they are more than a change of words. */
function measureRuns(
  before: readonly string[],
  after: readonly string[],
  most: number,
): number | 'size' | 'sense' {
  let characters = 0;
  for (const [index, old] of before.entries()) {
    const fresh = after[index] ?? '';
    if (old === fresh) continue;
    const edits = findEdits(withoutSpace(old), withoutSpace(fresh), most - characters);
    if (!edits) return 'size';
    if (edits.some(touchesSense) || !isSame(keptIn(old), keptIn(fresh))) return 'sense';
    characters += sizeOf(edits);
  }
  return characters;
}

function keptIn(text: string): unknown[] {
  const counted = [...withoutSpace(text).matchAll(COUNTED)].map(([number, what]) => [number, what]);
  return [...KEPT.map((kept) => text.match(kept)), counted];
}

/** Beside a number stands its unit, beside a negation what is denied. */
function touchesSense({ deleted, inserted, previous, next }: TextEdit): boolean {
  const concerned = previous + deleted + inserted + next;
  return NUMBER.test(concerned) || TURN.test(concerned);
}

function withoutSpace(text: string): string {
  return text.replace(/\s+/g, '');
}
