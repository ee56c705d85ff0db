import type { ContentItem } from '../../../schemas/content-item.js';
import type { DecisionRequest } from '../../../schemas/decision.js';
import { AppError, type FieldError } from '../../../schemas/errors.js';
import { RETURN_REASON_CODES, type CodedReason, type Note } from '../../../schemas/review.js';

/** Reasons with known codes. Throws `unknown-reason`, or `missing-reason` where the decision needs one. */
export function readReasons({ decision, reasons = [], comment }: DecisionRequest): CodedReason[] {
  const known = reasons.map((reason, index) => toCodedReason(reason, index));
  if ((decision === 'return' || decision === 'decline') && known.length === 0) {
    throw missing(
      '/reasons',
      '退回或不予采用时至少写一条原因',
      `at least one coded reason is required to ${decision}`,
    );
  }
  if (decision === 'expire' && known.length === 0 && !comment) {
    throw missing('/comment', '作过期处理时须说明原因', 'say why the item is out of date');
  }
  return known;
}

function toCodedReason({ code, comment }: { code: string; comment?: string }, index: number): CodedReason {
  const known = RETURN_REASON_CODES.find((each) => each === code);
  if (known) return { code: known, ...(comment !== undefined && { comment }) };
  const codes = RETURN_REASON_CODES.join(', ');
  throw new AppError('unknown-reason', `there is no reason code ${code}`, {
    fields: [
      { pointer: `/reasons/${index}/code`, zh: `没有这个原因代码，可选：${codes}`, en: `one of: ${codes}` },
    ],
  });
}

function missing(pointer: string, zh: string, en: string): AppError {
  return new AppError('missing-reason', en, { fields: [{ pointer, zh, en }] });
}

/** Notes whose words stand where they say. Throws `validation-failed` naming those that do not. */
export function readNotes(
  { content }: Pick<ContentItem, 'content'>,
  { notes = [] }: DecisionRequest,
): Note[] {
  const fields = notes.flatMap(({ field, offset, quote }, index): FieldError[] => {
    if ((content[field] ?? '').startsWith(quote, offset)) return [];
    return [
      {
        pointer: `/notes/${index}/quote`,
        zh: '所引文字不在该位置，可能读的是旧修订',
        en: 'these words do not stand there; perhaps an older revision was read',
      },
    ];
  });
  if (fields.length > 0) throw new AppError('validation-failed', 'notes do not fit the text', { fields });
  return notes;
}
