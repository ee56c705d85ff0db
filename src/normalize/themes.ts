import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../package-root.js';
import { cleanText } from './clean-text.js';

const MAX_THEMES = 20;
const tree = readTree();
const classes = new Set(tree.keys());
const paths = new Set([...tree].flatMap(([name, children]) => children.map((child) => `${name}\\${child}`)));
const parentsOf = groupByChild();

/**
 * 主题分类 by the official tree of 22 classes, as `父\子`: `父/子` and spaces around the sign are read alike, a child
 * alone is completed where only one class has it, a class alone stays. What the tree does not know is dropped.
 */
export function toThemes(fields: readonly string[]): string[] {
  const found = new Set<string>();
  for (const field of fields) for (const theme of splitThemes(field)) found.add(theme);
  return [...found].slice(0, MAX_THEMES);
}

function splitThemes(field: string): string[] {
  const whole = toTheme(field);
  if (whole !== undefined) return [whole];
  return field
    .split(/[;；|\n]/)
    .map(toTheme)
    .filter((theme) => theme !== undefined);
}

function toTheme(field: string): string | undefined {
  const parts = cleanText(field)
    .replaceAll('(', '（')
    .replaceAll(')', '）')
    .split(/\s*(?:\\|\/|＼|／|>|＞|--|—)+\s*/)
    .map((part) => part.replace(/[,，]/g, '、').replace(/\s/g, ''))
    .filter((part) => part !== '');
  const [first = '', second] = parts;
  if (parts.length === 1) return classes.has(first) ? first : soleParent(first);
  const path = `${first}\\${second ?? ''}`;
  return parts.length === 2 && paths.has(path) ? path : undefined;
}

function soleParent(child: string): string | undefined {
  const parents = parentsOf.get(child);
  return parents?.length === 1 ? `${parents[0] ?? ''}\\${child}` : undefined;
}

function groupByChild(): Map<string, string[]> {
  const parents = new Map<string, string[]>();
  for (const [name, children] of tree)
    for (const child of children) parents.set(child, [...(parents.get(child) ?? []), name]);
  return parents;
}

function readTree(): Map<string, string[]> {
  const file = join(packageRoot, 'schemas', 'data', 'government-information-themes.json');
  const data: unknown = JSON.parse(readFileSync(file, 'utf8'));
  const entries = typeof data === 'object' && data !== null ? Object.entries(data) : [];
  return new Map(entries.map(([name, children]) => [name, asTexts(children)]));
}

function asTexts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((part) => typeof part === 'string') : [];
}
