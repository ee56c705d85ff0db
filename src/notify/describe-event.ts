import type { CodedReason, Note } from '../../schemas/review.js';
import { RETURN_REASONS } from '../../schemas/review.js';
import { UNIT_EVENT_WORDS, type UnitEvent } from '../../schemas/unit-event.js';
import { textToHtml } from '../normalize/html-to-text.js';

const FIELDS: Record<Note['field'], string> = {
  title: '标题',
  subtitle: '副标题',
  summary: '摘要',
  bodyText: '正文',
};

/** An event in one line, as it stands in a feed. */
export function toHeadline({ type, data }: UnitEvent): string {
  const where = data.portal ? `（${data.portal.id}）` : '';
  return `${UNIT_EVENT_WORDS[type]}${where}：${data.title ?? data.itemId}`;
}

/** Everything that it says, for people: reasons, comments with the words they are about, what follows. */
function toParagraphs({ data }: UnitEvent): string[] {
  const { itemId, revision, stage, reasons = [], notes = [], comment, portal } = data;
  return [
    `受理编号 ${itemId}${revision === undefined ? '' : `，第 ${revision} 版`}${stage === undefined ? '' : `，环节：${stage}`}`,
    ...reasons.map(toReason),
    ...(comment === undefined ? [] : [`说明：${comment}`]),
    ...notes.map(({ field, quote, comment: words }) => `批注（${FIELDS[field]}“${quote}”）：${words}`),
    ...(portal?.receiptNumber === undefined ? [] : [`回执号 ${portal.receiptNumber}`]),
    ...(portal?.url === undefined ? [] : [`门户地址 ${portal.url}`]),
  ];
}

export function toHtml(event: UnitEvent): string {
  return textToHtml(toParagraphs(event).join('\n'));
}

function toReason({ code, comment }: CodedReason): string {
  return `原因：${RETURN_REASONS[code]}${comment === undefined ? '' : `（${comment}）`}`;
}
