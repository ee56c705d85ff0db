import type { Request } from 'express';

/** RFC 9110 section 13: an entity tag, where one is sent, is asked alone. */
export function isKnown(req: Request, etag: string, updated: string): boolean {
  const tags = req.headers['if-none-match'];
  if (tags !== undefined) return tags.trim() === '*' || tags.split(',').some((tag) => tag.trim() === etag);
  const since = req.headers['if-modified-since'];
  return since !== undefined && Math.floor(Date.parse(updated) / 1000) * 1000 <= Date.parse(since);
}
