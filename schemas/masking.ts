import { Type, type Static } from 'typebox';
import { count, listOf, longText, optional, shape, text } from './shape.js';
import { FieldDifference } from './revision.js';
import { validator } from './validator.js';

/** A finding of personal data as masking sees it. */
export const MaskingFinding = shape({
  finding: count('position in the findings of the item, from 0'),
  rule: text('rule', 100),
  field: text('field concerned', 100),
  excerpt: optional(text('excerpt, masked', 300)),
});
export type MaskingFinding = Static<typeof MaskingFinding>;

/** GET /api/v1/items/{id}/masking: what masking would make of the item; nothing is changed by looking. */
export const MaskingOffer = shape(
  {
    itemId: text('受理编号', 64),
    version: count('version of the item this was made from'),
    findings: listOf(MaskingFinding, '可打码的检查结果 findings that can be masked', 500),
    attachments: listOf(
      MaskingFinding,
      '附件中的检查结果 findings inside attachments: files are never changed, the unit must send others',
      500,
    ),
    fields: Type.Array(FieldDifference, { maxItems: 50, description: '逐字段差异 what would change' }),
    bodyHtml: longText('打码后的正文 the body as it would be'),
  },
  '打码建议 masking offer',
);
export type MaskingOffer = Static<typeof MaskingOffer>;

/** POST /api/v1/items/{id}/maskings: applied as a new revision, which is checked and reviewed like any other. */
export const MaskingRequest = shape(
  {
    version: Type.Integer({ minimum: 1, description: 'version of the item the caller saw' }),
    findings: optional(
      Type.Array(count('position in the findings of the item, from 0'), {
        minItems: 1,
        maxItems: 500,
        uniqueItems: true,
        description: '要打码的检查结果 findings to mask; all of them when absent',
      }),
    ),
    reason: Type.String({ minLength: 1, maxLength: 2000, description: '理由' }),
  },
  '打码 masking request',
);
export type MaskingRequest = Static<typeof MaskingRequest>;
export const maskingRequest = validator(MaskingRequest);
