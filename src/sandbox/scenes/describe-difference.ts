import type { Difference, FieldDifference } from '../../../schemas/revision.js';

const FIELD_NAMES: Readonly<Record<string, string>> = {
  ...{ title: '标题', subtitle: '副标题', summary: '摘要', bodyText: '正文', bodyHtml: '版式' },
  ...{ images: '图片', attachments: '附件', responsiblePerson: '责任人' },
};
const LONGEST = 60;
const AROUND = 8;

/** What a unit changed, for people: a line for each piece of text that is gone or new, with the words before it. */
export function describeDifference({ fields }: Difference): string[] {
  return fields.flatMap(describeField);
}

function describeField({ field, change, segments }: FieldDifference): string[] {
  const name = `${FIELD_NAMES[field] ?? field} ${field}`;
  // The markup around a text that is compared itself.
  if (field === 'bodyHtml') return [];
  if (segments === undefined) return [`${name}：${WORDS[change]} ${change}`];
  return segments.flatMap(({ operation, text }, at) => {
    if (operation === 'equal' || text.trim() === '') return [];
    const before = segments[at - 1];
    const context = before?.operation === 'equal' ? `…${before.text.slice(-AROUND)}` : '';
    return [`${name}：${operation === 'delete' ? '－' : '＋'} ${oneLine(context)}「${shorten(text)}」`];
  });
}

const WORDS = { added: '新增', removed: '去掉', changed: '有改动' } as const;

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ');
}

/** On one line of the story. */
export function shorten(text: string): string {
  const line = oneLine(text.trim());
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line;
}
