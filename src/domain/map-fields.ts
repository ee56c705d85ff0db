import {
  MAPPING_TARGETS,
  type FieldMapping,
  type MappingSource,
  type MappingTarget,
} from '../../schemas/field-mapping.js';
import { AppError, type FieldError } from '../../schemas/errors.js';
import type { ItemContent } from '../../schemas/item-content.js';
import { toInstant } from '../../schemas/instant.js';

/** What a mapping reads from. */
export interface MappedItem {
  itemId: string;
  organization: { id: string; name: string };
  content: ItemContent;
}

export type MappedValue = string | string[];

/** Fields as the portal wants them, by its names. Throws `validation-failed` naming required ones without a value. */
export function toPortalFields(
  mapping: readonly FieldMapping[],
  item: MappedItem,
): Record<string, MappedValue> {
  requireValues(mapping, item);
  const values = mapping.map((entry) => [entry.to, valueOf(entry, item)] as const);
  return Object.fromEntries(
    values.filter((entry): entry is readonly [string, MappedValue] => entry[1] !== undefined),
  );
}

/**
 * The content with the mapped fields in place of its own; one that the mapping leaves without a value is left out, but
 * for the title and the language, which an item cannot be without.
 */
export function toMappedContent(mapping: readonly FieldMapping[], item: MappedItem): ItemContent {
  const values = toPortalFields(mapping, item);
  const content: ItemContent = { ...item.content };
  for (const { to } of mapping) {
    const target = MAPPING_TARGETS.find((name) => name === to);
    const value = values[to];
    if (target !== undefined && value !== undefined) content[target] = asText(value);
  }
  const emptied = mapping.map(({ to }) => to).filter((to) => !(to in values) && !KEPT.has(to));
  return leaveOut(content, new Set(emptied));
}

const KEPT: ReadonlySet<string> = new Set<MappingTarget>(['title', 'language']);

function leaveOut(content: ItemContent, names: ReadonlySet<string>): ItemContent {
  const { subtitle, summary, author, contentSource, responsiblePerson, column, ...rest } = content;
  const optional = { subtitle, summary, author, contentSource, responsiblePerson, column };
  const kept = Object.entries(optional).filter(([name, value]) => value !== undefined && !names.has(name));
  return { ...rest, ...Object.fromEntries(kept) };
}

function requireValues(mapping: readonly FieldMapping[], item: MappedItem): void {
  const missing = mapping.filter((entry) => entry.required === true && valueOf(entry, item) === undefined);
  if (missing.length === 0) return;
  const fields = missing.map(({ to }): FieldError => ({
    pointer: `/${to}`,
    zh: `门户必填“${to}”，条目没有可用的值`,
    en: `the portal requires "${to}", and the item has no value for it`,
  }));
  throw new AppError('validation-failed', fields.map(({ zh, en }) => `${zh} ${en}`).join('; '), { fields });
}

function valueOf(
  { from = [], constant, as, maxLength }: FieldMapping,
  item: MappedItem,
): MappedValue | undefined {
  const found = from.map((source) => read(source, item)).find((value) => value !== undefined);
  const value = found ?? constant;
  if (value === undefined || value === '') return undefined;
  if (Array.isArray(value)) return value.map((each) => cut(each, maxLength));
  return cut(as === undefined ? value : toLocalTime(value, as), maxLength);
}

function read(source: MappingSource, { itemId, organization, content }: MappedItem): MappedValue | undefined {
  const [group, name] = source.split('.');
  if (source === 'itemId') return itemId;
  if (group === 'organization') return name === 'id' ? organization.id : organization.name;
  const holder: object = group === 'disclosure' ? (content.disclosure ?? {}) : content;
  const value: unknown = Object.entries(holder).find(([key]) => key === (name ?? group))?.[1];
  if (Array.isArray(value)) return value.length === 0 ? undefined : value.map(String);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** What is no time stays as it is: a mapping may name a text that holds a date. */
function toLocalTime(value: string, as: 'date' | 'minute'): string {
  const at = Date.parse(value);
  if (Number.isNaN(at)) return value;
  const local = toInstant(new Date(at));
  return as === 'date' ? local.slice(0, 10) : `${local.slice(0, 10)} ${local.slice(11, 16)}`;
}

/** Characters as people count them: half of one would be nothing that can be shown. */
function cut(text: string, maxLength: number | undefined): string {
  if (maxLength === undefined || text.length <= maxLength) return text;
  return Array.from(text).slice(0, maxLength).join('');
}

function asText(value: MappedValue): string {
  return typeof value === 'string' ? value : value.join(' ');
}
