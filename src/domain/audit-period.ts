import { AppError } from '../../schemas/errors.js';
import { addSeconds, toInstant } from '../../schemas/instant.js';

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const DAY_SECONDS = 86_400;

/**
 * A stretch of time as people write it: days of Beijing time, the last one whole, or instants of any offset. Throws
 * `invalid-request` for a day that no calendar has.
 */
export function readPeriod({ from, to }: { from?: string; to?: string }): { from?: string; before?: string } {
  return {
    ...(from !== undefined && { from: toInstant(readTime(from, '/from')) }),
    ...(to !== undefined && {
      before: toInstant(addSeconds(readTime(to, '/to'), DAY.test(to) ? DAY_SECONDS : 0)),
    }),
  };
}

function readTime(text: string, pointer: string): Date {
  const date = new Date(DAY.test(text) ? `${text}T00:00:00+08:00` : text);
  const isDay = DAY.test(text) && !Number.isNaN(date.getTime()) && toInstant(date).startsWith(text);
  if (isDay || (!DAY.test(text) && !Number.isNaN(date.getTime()))) return date;
  throw new AppError('invalid-request', `${text} is no day and no time`, {
    fields: [{ pointer, zh: '没有这一天或这一时刻', en: 'there is no such day or time' }],
  });
}
