/** What a labelled line, list or table of an article page can tell, each as written. */
export const LABELLED_FIELDS = {
  publishedAtText: [
    '发布时间',
    '发布日期',
    '公开日期',
    '公开时间',
    '发稿时间',
    '发表时间',
    '发表日期',
    '日期',
    '时间',
  ],
  signedAtText: ['成文日期', '成文时间', '发文日期', '签发日期', '签署日期', '印发日期', '制发日期'],
  updatedAtText: ['更新时间', '更新日期', '修改时间'],
  contentSource: ['信息来源', '文章来源', '稿件来源', '新闻来源', '内容来源', '来源', '供稿单位', '供稿'],
  author: ['文章作者', '作者', '撰稿'],
  responsiblePerson: ['责任人', '责任编辑', '责编'],
  indexNumber: ['信息索引号', '索引号'],
  themes: ['主题分类', '主题类别'],
  genre: ['体裁分类', '公文种类', '体裁'],
  issuer: ['发文机关', '发布机构', '发布机关', '发布单位', '发文单位', '制发机关', '成文机关'],
  documentNumberText: ['发文字号', '文件编号', '发文文号', '发文号', '文号'],
  keywords: ['主题词', '关键词', '关键字'],
  summary: ['内容概述', '内容摘要', '信息概述', '摘要'],
  title: ['信息名称', '文件名称', '名称', '标题'],
  validity: ['有效性', '时效性', '是否有效', '效力状态'],
  effectiveAtText: ['实施日期', '生效日期', '施行日期', '生效时间', '实施时间'],
  expiresAtText: ['废止日期', '失效日期', '废止时间', '失效时间'],
  /** Known, so that the value before ends there; not kept. */
  ignored: [
    ...['浏览次数', '浏览量', '浏览', '点击次数', '点击数', '点击率', '点击量', '点击', '访问次数', '访问量'],
    ...['阅读次数', '阅读量', '阅读', '字体大小', '字体', '字号', '打印', '分享到', '分享', '附件'],
    ...['编辑', '审核', '校对', '信息分类', '服务对象', '视力保护色', '保护视力色', '我要纠错', '关闭'],
  ],
} as const;

export type LabelledField = Exclude<keyof typeof LABELLED_FIELDS, 'ignored'>;
export type LabelledValues = Partial<Record<LabelledField, string>>;

const fieldByLabel = new Map<string, keyof typeof LABELLED_FIELDS>(
  (Object.keys(LABELLED_FIELDS) as (keyof typeof LABELLED_FIELDS)[]).flatMap((field) =>
    LABELLED_FIELDS[field].map((label) => [label, field] as const),
  ),
);

// Longest first, so that 发布时间 is not read as 时间; spaces inside are typesetting: 来　源.
const LABEL = [...fieldByLabel.keys()]
  .sort((a, b) => b.length - a.length)
  .map((label) => label.split('').join('\\s*'))
  .join('|');
// A Han character before it makes it another word: 会议时间, 资料来源.
const LABEL_IN_TEXT = new RegExp(`(?<![\\u4e00-\\u9fff])(${LABEL})\\s*[:：]`, 'g');
const LABEL_ALONE = new RegExp(`^[【[]?(${LABEL})[】\\]]?\\s*[:：]?$`);
// A value with no label after it still ends where the page's furniture or another label begins.
const VALUE_END =
  /\s*(?:[【|｜]|\[\s*(?:字体|大|打印)|(?:作\s*者|来\s*源|编辑|字体|字号|浏览|点击|打印|发布时间|分享)\s*[:：【[]).*$/s;
const NOTHING = /^(?:null|undefined|-+|—+|\/|无|暂无)?$/i;

/** The field that a cell names when it holds a label and nothing else; undefined for every other text. */
export function fieldOfLabel(text: string): keyof typeof LABELLED_FIELDS | undefined {
  const label = LABEL_ALONE.exec(text)?.[1];
  return label === undefined ? undefined : fieldByLabel.get(label.replace(/\s/g, ''));
}

/** Reads `发布时间：2026-11-23 09:05　来源：国家测绘局　作者：…` into fields; of repeated labels the first. */
export function parseLabelledText(text: string): LabelledValues {
  const values: LabelledValues = {};
  const labels = [...text.matchAll(LABEL_IN_TEXT)];
  labels.forEach((match, index) => {
    const field = fieldByLabel.get((match[1] ?? '').replace(/\s/g, ''));
    const raw = text.slice(match.index + match[0].length, labels[index + 1]?.index ?? text.length);
    const value = cleanValue(raw);
    if (field !== undefined && field !== 'ignored' && value !== undefined) values[field] ??= value;
  });
  return values;
}

/** A value without the page's furniture; undefined where it says nothing. */
export function cleanValue(raw: string): string | undefined {
  const value = raw
    .replace(VALUE_END, '')
    .replace(/^[\s:：]+|[\s】;；,，|]+$/g, '')
    .replace(/^([^(（[]*)[)）\]]$/, '$1')
    .trim();
  return NOTHING.test(value) ? undefined : value;
}
