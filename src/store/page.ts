import { AppError } from '../../schemas/errors.js';

/** One page of a listing; `nextCursor` is absent on the last one. */
export interface Page<T> {
  items: T[];
  nextCursor?: string;
}

export interface PageRequest {
  cursor?: string;
  /** 1 to 200. */
  limit: number;
}

/** A cursor is the sort key of the last row, made opaque so that nobody builds one. */
export function encodeCursor(key: string): string {
  return Buffer.from(`1${key}`).toString('base64url');
}

export function decodeCursor(cursor: string): string {
  const text = Buffer.from(cursor, 'base64url').toString();
  if (text.startsWith('1') && encodeCursor(text.slice(1)) === cursor) return text.slice(1);
  throw foreignCursor();
}

/** What decodes to a key that this listing has never given out is no cursor of it either. */
export function foreignCursor(): AppError {
  return new AppError('invalid-request', 'this cursor was not issued by this listing', {
    fields: [
      {
        pointer: '/cursor',
        zh: '游标无效，请从第一页重新开始',
        en: 'not a cursor of this listing; start from the first page',
      },
    ],
  });
}
