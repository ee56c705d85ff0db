import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { RequestHandler } from 'express';
import type { Account } from '../../schemas/account.js';
import { AppError } from '../../schemas/errors.js';

/** What is known of a request while it runs. */
export interface RequestContext {
  readonly id: string;
  /** `performance.now()` at its start. */
  readonly startedAt: number;
  /** Pattern of the route, e.g. `/api/v1/items/{id}`; an address itself may hold what must not be logged. */
  route: string;
  account?: Account;
}

export const UNMATCHED_ROUTE = 'unmatched';

// Kept beside the request, not on it: typed without casts, and no other Express app sees a property of ours.
const contexts = new WeakMap<IncomingMessage, RequestContext>();

// What a caller may choose as request id: it is echoed and logged, so nothing that could break a header or a log line.
const SANE_ID = /^[A-Za-z0-9._:-]{1,128}$/;

/** First middleware: every later one, and the log, may rely on a context. */
export const openContext: RequestHandler = (req, res, next) => {
  const offered = req.headers['x-request-id'];
  const id = typeof offered === 'string' && SANE_ID.test(offered) ? offered : randomUUID();
  contexts.set(req, { id, startedAt: performance.now(), route: UNMATCHED_ROUTE });
  res.setHeader('X-Request-Id', id);
  next();
};

export function contextOf(request: IncomingMessage): RequestContext {
  const context = contexts.get(request);
  if (!context) throw new AppError('internal', 'request without context: openContext must come first');
  return context;
}
