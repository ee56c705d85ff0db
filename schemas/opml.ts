import { Type, type Static } from 'typebox';
import { ItemKind } from './item-kind.js';
import { Lane } from './lane.js';
import { count, identifier, oneOf, optional, shape, text } from './shape.js';
import { validator } from './validator.js';

/** POST /api/v1/sources/opml: what all the feeds of the file are registered with. */
export const OpmlImportQuery = shape(
  {
    organization: identifier('单位 organization whose feeds these are'),
    lane: optional(Lane),
    kind: optional(ItemKind),
    interval: optional(
      Type.Integer({ minimum: 5, maximum: 604_800, description: '采集间隔（秒） seconds between polls' }),
    ),
    dryRun: optional(
      oneOf(['true', 'false'], 'true 只报告不登记; reports what would happen and registers nothing'),
    ),
  },
  'OPML 导入 import of an OPML file',
);
export type OpmlImportQuery = Static<typeof OpmlImportQuery>;

/** GET /api/v1/sources.opml */
export const OpmlExportQuery = shape(
  { organization: optional(identifier('单位 organization whose feeds to export')) },
  'OPML 导出 export as OPML',
);
export type OpmlExportQuery = Static<typeof OpmlExportQuery>;

const OPML_OUTCOMES = ['registered', 'would-register', 'already-there', 'repeated', 'refused'] as const;

/** What became of one outline of the file. */
export const OpmlOutcome = shape(
  {
    title: text('名称 as the outline has it', 200),
    url: optional(text('address of the feed, as written', 4000)),
    column: optional(text('栏目, from the outlines around it', 200)),
    outcome: oneOf(
      OPML_OUTCOMES,
      'registered 已登记, would-register 将登记, already-there 已有此来源, repeated 文件内重复, refused 未登记',
    ),
    sourceId: optional(text('来源 source registered, or there already', 128)),
    code: optional(text('error code of a refusal', 100)),
    reason: optional(text('原因 why it was refused, in Chinese and English', 1000)),
  },
  'OPML 条目结果 outcome of one outline',
);
export type OpmlOutcome = Static<typeof OpmlOutcome>;

export const OpmlImportAnswer = shape(
  {
    registered: count('已登记 (or, in a dry run, would be)'),
    alreadyThere: count('已有或重复 there already, or repeated in the file'),
    refused: count('未登记'),
    outlines: Type.Array(OpmlOutcome, {
      maxItems: 5000,
      description: '逐条结果，按文件顺序 one outcome an outline, in the order of the file',
    }),
  },
  'OPML 导入结果 what became of an OPML file',
);
export type OpmlImportAnswer = Static<typeof OpmlImportAnswer>;
export const opmlImportAnswer = validator(OpmlImportAnswer);
