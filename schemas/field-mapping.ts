import { Type, type Static } from 'typebox';
import { listOf, oneOf, optional, shape } from './shape.js';

/** What a mapping may take its values from. */
export const MAPPING_SOURCES = [
  'itemId',
  'kind',
  'title',
  'subtitle',
  'summary',
  'bodyHtml',
  'bodyText',
  'author',
  'contentSource',
  'responsiblePerson',
  'publishedAt',
  'publishedAtText',
  'signedAt',
  'updatedAt',
  'column',
  'keywords',
  'language',
  'url',
  'externalId',
  'organization.id',
  'organization.name',
  'disclosure.indexNumber',
  'disclosure.genre',
  'disclosure.issuer',
  'disclosure.documentNumber',
  'disclosure.effectiveAt',
  'disclosure.expiresAt',
  'disclosure.validity',
] as const;
export const MappingSource = oneOf(MAPPING_SOURCES, '来源字段 field of ours');
export type MappingSource = Static<typeof MappingSource>;

/** Fields that a mapping may replace where the family's contract fixes the names. */
export const MAPPING_TARGETS = [
  'title',
  'subtitle',
  'summary',
  'author',
  'contentSource',
  'responsiblePerson',
  'column',
  'language',
] as const;
export type MappingTarget = (typeof MAPPING_TARGETS)[number];

/** One field as the portal wants it. */
export const FieldMapping = shape(
  {
    to: Type.String({
      pattern: '^[\\p{L}_][\\p{L}\\p{N}_.-]{0,99}$',
      description:
        "门户字段 field there: one of our own where the family's contract fixes the names, else any name",
    }),
    from: optional(listOf(MappingSource, '来源字段 the first of these that the item has', 10)),
    constant: optional(Type.String({ maxLength: 2000, description: '常量 where the item has none of them' })),
    as: optional(
      oneOf(
        ['date', 'minute'],
        'date: a time as 2026-11-23, minute: as 2026-11-23 09:05, both at +08:00; default: unchanged',
      ),
    ),
    maxLength: optional(
      Type.Integer({ minimum: 1, maximum: 100_000, description: '最多字数 cut to this many characters' }),
    ),
    required: optional(
      Type.Boolean({ description: '必填 without a value the item is not sent, and people are told' }),
    ),
  },
  '字段映射 one field as the portal wants it; with neither from nor constant the field is left out',
);
export type FieldMapping = Static<typeof FieldMapping>;
