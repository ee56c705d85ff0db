import type { ItemContent } from '../../schemas/item-content.js';
import type { FieldDifference } from '../../schemas/revision.js';
import { compareText } from './compare-text.js';

/** Fields that people read as text. */
const TEXTS = new Set([
  ...['title', 'subtitle', 'summary', 'bodyText', 'author', 'contentSource', 'responsiblePerson', 'column'],
]);
/** Markup is compared by its text; the version of the schema is ours, not the article's. */
const MARKUP = 'bodyHtml';
const OURS = 'schemaVersion';

/** Field by field what one content has that the other has not, by name; equal contents give none. */
export function compareContents(before: ItemContent, after: ItemContent): FieldDifference[] {
  const [old, fresh] = [new Map(Object.entries(before)), new Map(Object.entries(after))];
  const names = [...new Set([...old.keys(), ...fresh.keys()])].filter((name) => name !== OURS).sort();
  return names.flatMap((field) => {
    const values = { before: old.get(field) as unknown, after: fresh.get(field) as unknown };
    return JSON.stringify(values.before) === JSON.stringify(values.after)
      ? []
      : [toDifference(field, values)];
  });
}

function toDifference(
  field: string,
  { before, after }: { before: unknown; after: unknown },
): FieldDifference {
  const change = before === undefined ? 'added' : after === undefined ? 'removed' : 'changed';
  if (field === MARKUP) return { field, change };
  if (TEXTS.has(field)) {
    const { segments, coarse } = compareText(toText(before), toText(after));
    return { field, change, segments, ...(coarse && { coarse }) };
  }
  return { field, change, ...(before !== undefined && { before }), ...(after !== undefined && { after }) };
}

function toText(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
