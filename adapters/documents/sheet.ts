/** Fields that a column of a batch sheet may hold, each with the headings it goes by; compared by `normalHeading`. */
export const SHEET_HEADINGS = {
  externalId: [
    '编号',
    '文章编号',
    '信息编号',
    '稿件编号',
    '标识',
    '唯一标识',
    'id',
    'externalid',
    '外部编号',
  ],
  title: ['标题', '题目', '文章标题', '信息标题', '稿件标题', 'title', 'headline'],
  subtitle: ['副标题', 'subtitle'],
  summary: ['摘要', '简介', '内容摘要', '内容概述', 'summary', 'abstract', 'description'],
  body: [
    '正文',
    '内容',
    '正文内容',
    '文章内容',
    '信息内容',
    'body',
    'content',
    'text',
    'bodyhtml',
    'bodytext',
  ],
  author: ['作者', '撰稿', '撰稿人', '供稿人', 'author'],
  contentSource: ['来源', '信息来源', '文章来源', '稿件来源', '供稿单位', 'source', 'contentsource'],
  responsiblePerson: ['责任人', '责任编辑', '责编', 'responsible', 'responsibleperson', 'editor'],
  publishedAt: [
    ...['发布日期', '发布时间', '发稿日期', '发稿时间', '发表日期', '发表时间', '公开日期', '日期', '时间'],
    ...['publishedat', 'published', 'publishdate', 'pubdate', 'publicationdate', 'date'],
  ],
  signedAt: ['成文日期', '成文时间', '签发日期', '印发日期', 'signedat', 'signed', 'datesigned'],
  updatedAt: ['更新日期', '更新时间', '修改时间', 'updatedat', 'updated'],
  column: ['栏目', '所属栏目', '栏目名称', 'column', 'channel', 'section'],
  kind: ['类别', '类型', '内容类型', '内容类别', '信息类型', '信息类别', 'kind', 'type', 'category'],
  url: ['链接', '网址', '链接地址', '原文链接', '原文地址', '地址', 'url', 'link', 'address'],
  keywords: ['关键词', '关键字', '主题词', '标签', 'keywords', 'keyword', 'tags'],
  language: ['语言', '语种', 'language', 'lang'],
  lane: ['通道', '缓急', '紧急程度', 'lane', 'priority'],
  laneReason: ['通道理由', '特急理由', '加急理由', '紧急理由', 'lanereason', 'reason'],
  images: ['图片', '图片链接', '图片地址', 'images', 'image'],
  attachments: ['附件', '附件链接', '附件地址', 'attachments', 'attachment'],
  indexNumber: ['索引号', '信息索引号', 'indexnumber'],
  themes: ['主题分类', '主题类别', 'themes', 'theme'],
  genre: ['体裁分类', '公文种类', '体裁', 'genre'],
  issuer: ['发文机关', '发布机构', '发文单位', '发布单位', 'issuer'],
  documentNumber: ['发文字号', '文号', '发文号', '文件编号', 'documentnumber'],
  effectiveAt: ['实施日期', '施行日期', '生效日期', 'effectiveat', 'effective'],
  expiresAt: ['废止日期', '失效日期', 'expiresat', 'expires'],
  validity: ['有效性', '时效性', 'validity'],
} as const;

export type SheetField = keyof typeof SHEET_HEADINGS;

const fieldByHeading = new Map(
  (Object.keys(SHEET_HEADINGS) as SheetField[]).flatMap((field) =>
    SHEET_HEADINGS[field].map((heading) => [heading as string, field] as const),
  ),
);

/** The field that a heading names, `*标题（必填）` and `External ID` included; a running number (序号) names none. */
export function fieldOfHeading(heading: string): SheetField | undefined {
  return fieldByHeading.get(normalHeading(heading));
}

function normalHeading(heading: string): string {
  return heading
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[(（[【].*$/s, '')
    .replace(/[\s*_:：.\-]/g, '');
}

/** One cell as text; a date is `2026-11-23 09:05:00`, local time. */
export interface SheetCell {
  text: string;
  /** The number behind the text, where the cell holds one: a date that nobody formatted as one. */
  number?: number;
  /** The spreadsheet itself shows an error here, e.g. `#N/A`. */
  error?: string;
  /** Address behind the text. */
  link?: string;
}

export interface SheetColumn {
  /** As people see it: `A`, `B`. */
  letter: string;
  /** As written in the sheet. */
  heading: string;
  field: SheetField;
}

export interface SheetRow {
  /** As people see it, from 1, the heading included. */
  row: number;
  cells: Partial<Record<SheetField, SheetCell>>;
}

/** A batch sheet: one row an item. */
export interface Sheet {
  name: string;
  columns: SheetColumn[];
  /** Headings that name no field of ours: the answer tells of them. */
  ignored: string[];
  rows: SheetRow[];
}
