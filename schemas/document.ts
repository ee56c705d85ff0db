import { Type, type Static } from 'typebox';
import { ItemState } from './content-item.js';
import { ItemKind } from './item-kind.js';
import { Lane } from './lane.js';
import { Problem, SubmissionAnswer } from './requests.js';
import { count, listOf, oneOf, optional, shape, text } from './shape.js';
import { validator } from './validator.js';

/**
 * POST /api/v1/items/document: what the sender says of the document, as query parameters or as fields of the form. It goes
 * before what the document says of itself. For a batch sheet kind, column, lane and reason hold for rows that name none.
 */
export const DocumentQuery = shape(
  {
    filename: optional(text('文件名 name of the file; a title of last resort', 300)),
    externalId: optional(
      Type.String({
        minLength: 1,
        maxLength: 1000,
        description: '单位系统中的编号 identity in the unit CMS',
      }),
    ),
    url: optional(text('原文地址 address of the article at the unit', 4000)),
    title: optional(text('标题', 2000)),
    kind: optional(ItemKind),
    column: optional(text('栏目', 200)),
    author: optional(text('作者', 300)),
    contentSource: optional(text('来源', 300)),
    responsiblePerson: optional(text('责任人', 100)),
    publishedAt: optional(text('发布日期, RFC 3339 or a Chinese form', 200)),
    lane: optional(Lane),
    laneReason: optional(text('通道理由 why this lane; required for flash', 300)),
  },
  '文档的附加信息 what the sender says of a document',
);
export type DocumentQuery = Static<typeof DocumentQuery>;
export const documentQuery = validator(DocumentQuery);

/** One article out of a document. */
export const DocumentAnswer = shape(
  {
    ...SubmissionAnswer.properties,
    format: oneOf(['docx', 'pdf', 'html'], '识别出的格式 format found'),
    title: text('识别出的标题 title found', 500),
    embeddedImages: count('文档内嵌图片数 pictures inside the document'),
    embeddedImagesKept: count('其中已保存的 of these, kept'),
  },
  '文档受理回复 answer to a document',
);
export type DocumentAnswer = Static<typeof DocumentAnswer>;

export const CellProblem = shape(
  {
    column: optional(text('列 column as the sheet shows it, e.g. C', 3)),
    heading: optional(text('列名 heading of the column', 100)),
    zh: text('问题，指明行和列 what is wrong, naming row and column', 1000),
    en: text('the same in English', 1000),
  },
  '单元格问题 what is wrong with a cell',
);
export type CellProblem = Static<typeof CellProblem>;

export const SheetRowAnswer = shape(
  {
    row: Type.Integer({ minimum: 1, description: '行号，表头计算在内 row as the sheet shows it' }),
    outcome: oneOf(
      ['created', 'revised', 'unchanged', 'merged', 'failed'],
      'created 新收, revised 新修订, unchanged 无变化, merged 重复, failed 未受理',
    ),
    id: optional(text('受理编号 submission number', 64)),
    revision: optional(count('revision stored')),
    state: optional(ItemState),
    href: optional(text('where to follow it', 4000)),
    errors: optional(listOf(CellProblem, '未受理的原因 why it failed', 100)),
  },
  '一行的结果 what became of a row',
);
export type SheetRowAnswer = Static<typeof SheetRowAnswer>;

/** A batch sheet: rows that are well-formed are taken, whatever is wrong with others. */
export const SheetAnswer = shape(
  {
    sheet: text('工作表名 name of the sheet', 100),
    taken: count('受理的行数 rows taken'),
    failed: count('未受理的行数 rows that failed'),
    ignoredColumns: listOf(text('heading', 100), '未识别的列 columns that name no field', 50),
    rows: listOf(SheetRowAnswer, '逐行结果 row by row', 10_000),
  },
  '批量表受理回复 answer to a batch sheet',
);
export type SheetAnswer = Static<typeof SheetAnswer>;

export const DocumentOrSheetAnswer = Type.Union([DocumentAnswer, SheetAnswer], {
  description: '文档或批量表的受理回复 answer to a document or a batch sheet',
});

/** POST /api/v1/items/batch: one line of the answer; it has an outcome, or a problem. */
export const BatchLineAnswer = shape(
  {
    line: Type.Integer({ minimum: 1, description: '行号，空行计算在内 line of the request' }),
    ...Type.Partial(SubmissionAnswer).properties,
    problem: optional(Problem),
  },
  '批量报送逐行回复 answer to one line of a batch',
);
export type BatchLineAnswer = Static<typeof BatchLineAnswer>;
