import { Type, type Static } from 'typebox';
import { ItemState } from './content-item.js';
import { Disclosure, ItemAttachment, ItemImage } from './item-content.js';
import { ItemKind } from './item-kind.js';
import { Lane } from './lane.js';
import { count, instant, listOf, longText, oneOf, optional, shape, text } from './shape.js';
import { validator } from './validator.js';

const submissionContent = {
  url: optional(text('address of the article at the unit', 4000)),
  kind: optional(ItemKind),
  title: Type.String({ minLength: 1, maxLength: 2000, description: '标题' }),
  subtitle: optional(text('副标题')),
  summary: optional(text('摘要', 20000)),
  bodyHtml: optional(longText('正文 as HTML; sanitized on arrival')),
  bodyText: optional(longText('正文 as plain text, where there is no HTML')),
  author: optional(text('作者', 300)),
  contentSource: optional(text('来源', 300)),
  responsiblePerson: optional(text('责任人', 100)),
  publishedAt: optional(text('发布日期, RFC 3339 or a Chinese form; +08:00 unless it names a zone', 200)),
  signedAt: optional(text('成文日期', 200)),
  column: optional(text('栏目', 200)),
  keywords: optional(listOf(text('keyword', 200), '关键词', 100)),
  language: optional(text('BCP 47 tag', 35)),
  disclosure: optional(Disclosure),
  images: optional(
    listOf(
      Type.Pick(ItemImage, ['url', 'alt', 'mediaType', 'size'], { additionalProperties: false }),
      '图片',
      500,
    ),
  ),
  attachments: optional(
    listOf(
      Type.Pick(ItemAttachment, ['url', 'title', 'mediaType', 'size'], { additionalProperties: false }),
      '附件',
      500,
    ),
  ),
};

/** POST /api/v1/items: one item pushed by a unit. The same externalId again is a resubmission of the same item. */
export const Submission = shape(
  {
    externalId: optional(
      Type.String({ minLength: 1, maxLength: 1000, description: 'identity in the unit CMS' }),
    ),
    ...submissionContent,
    lane: optional(Lane),
    laneReason: optional(text('why this lane; required for flash', 300)),
  },
  '信息报送 submission',
);
export type Submission = Static<typeof Submission>;
export const submission = validator(Submission);

export const SubmissionAnswer = shape(
  {
    id: text('受理编号 submission number', 64),
    outcome: oneOf(
      ['created', 'revised', 'unchanged', 'merged'],
      'created 新收, revised 新修订, unchanged 无变化, merged 与已有条目重复',
    ),
    revision: count('revision stored'),
    state: ItemState,
    href: text('where to follow it', 4000),
  },
  '受理回复 answer to a submission',
);
export type SubmissionAnswer = Static<typeof SubmissionAnswer>;

/** POST /api/v1/items/{id}/corrections: fields to replace; a new revision that is reviewed again. */
export const CorrectionRequest = shape(
  {
    version: Type.Integer({ minimum: 1, description: 'version of the item the corrector saw' }),
    reason: Type.String({ minLength: 1, maxLength: 2000, description: '更正原因' }),
    changes: Type.Partial(shape(submissionContent), {
      additionalProperties: false,
      minProperties: 1,
      description: 'fields to replace',
    }),
  },
  '更正 correction',
);
export type CorrectionRequest = Static<typeof CorrectionRequest>;
export const correctionRequest = validator(CorrectionRequest);

/** POST /api/v1/items/{id}/withdrawals */
export const WithdrawalRequest = shape(
  { reason: Type.String({ minLength: 1, maxLength: 2000, description: '撤稿原因' }) },
  '撤稿 withdrawal',
);
export type WithdrawalRequest = Static<typeof WithdrawalRequest>;
export const withdrawalRequest = validator(WithdrawalRequest);

/** RFC 9457 problem details, with field errors by RFC 6901 pointer. */
export const Problem = shape(
  {
    type: text('urn:baosong:problem:<code>', 200),
    title: text('what kind of problem, in the language asked for', 300),
    status: Type.Integer({ description: 'HTTP status' }),
    code: text('error code from the closed list', 100),
    detail: optional(text('this occurrence', 4000)),
    instance: optional(text('request id', 200)),
    errors: optional(
      Type.Array(
        shape({ pointer: text('RFC 6901 pointer', 1000), detail: text('what was expected', 2000) }),
        { description: 'wrong fields' },
      ),
    ),
    details: optional(Type.Record(Type.String(), Type.Unknown(), { description: 'facts, by name' })),
  },
  '问题详情 problem details (RFC 9457)',
);
export type Problem = Static<typeof Problem>;

export const Readiness = shape(
  {
    status: oneOf(['ready', 'not-ready'], 'overall'),
    documents: Type.Boolean({ description: 'document store answers' }),
    redis: Type.Boolean({ description: 'Redis answers' }),
    at: instant('when'),
  },
  '就绪 readiness',
);
