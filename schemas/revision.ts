import { Type, type Static } from 'typebox';
import { HISTORY_ACTIONS } from './content-item.js';
import { ItemContent } from './item-content.js';
import { count, instant, listOf, longText, oneOf, optional, shape, text } from './shape.js';

const revisionFacts = {
  revision: Type.Integer({ minimum: 1, description: 'number of the revision, from 1' }),
  at: instant('when it came in'),
  action: oneOf(HISTORY_ACTIONS, 'how it came about'),
  by: text('account id, or system', 128),
  comment: optional(text('why, where people gave a reason', 2000)),
  changed: optional(listOf(text('field', 100), 'fields in which it differs from the one before', 50)),
};

/** 修订: one state of an item's content. */
export const RevisionSummary = shape(revisionFacts, '修订 revision');
export type RevisionSummary = Static<typeof RevisionSummary>;

export const Revision = shape(
  { itemId: text('受理编号', 64), ...revisionFacts, content: ItemContent },
  '修订及内容 revision with its content',
);
export type Revision = Static<typeof Revision>;

export const DifferenceSegment = shape({
  operation: oneOf(['equal', 'delete', 'insert'], 'equal 相同, delete 只在前者, insert 只在后者'),
  text: longText('the piece of text'),
});
export type DifferenceSegment = Static<typeof DifferenceSegment>;

export const FieldDifference = shape({
  field: text('field of the content', 100),
  change: oneOf(['added', 'removed', 'changed'], 'added 新增, removed 删除, changed 修改'),
  segments: optional(
    Type.Array(DifferenceSegment, {
      description:
        '逐字比较 of a text: equal and delete together are the old one, equal and insert the new one',
    }),
  ),
  coarse: optional(
    Type.Boolean({ description: 'too much changed, or too long, to compare character by character' }),
  ),
  before: optional(Type.Unknown({ description: 'old value of a field that is no text' })),
  after: optional(Type.Unknown({ description: 'new value of a field that is no text' })),
});
export type FieldDifference = Static<typeof FieldDifference>;

/** GET /api/v1/items/{id}/differences: field by field; markup is named when it changed, its text is compared. */
export const Difference = shape(
  {
    itemId: text('受理编号', 64),
    from: count('revision compared'),
    to: count('revision compared with it'),
    fields: Type.Array(FieldDifference, { maxItems: 50, description: 'fields that differ, by name' }),
  },
  '修订对比 difference of two revisions',
);
export type Difference = Static<typeof Difference>;
