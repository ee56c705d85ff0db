import type { ServerResponse } from 'node:http';
import type { RequestHandler } from 'express';
import { contextOf } from './request-context.js';

/** The part of a pino logger that the HTTP side uses. */
export interface HttpLog {
  info(fields: object, event: string): void;
  warn(fields: object, event: string): void;
  error(fields: object, event: string): void;
}

/** One answered request, for metrics. */
export interface ObservedRequest {
  method: string;
  route: string;
  status: number;
  seconds: number;
}

/**
 * One line and one observation a request, when its connection is done with it. Neither headers, nor query, nor the
 * address itself are logged: keys and personal data turn up in all three.
 */
export function logRequests(log: HttpLog, onRequest?: (request: ObservedRequest) => void): RequestHandler {
  function finished(this: ServerResponse): void {
    const { id, startedAt, route, account } = contextOf(this.req);
    const ms = performance.now() - startedAt;
    const method = this.req.method ?? '';
    const status = this.statusCode;
    onRequest?.({ method, route, status, seconds: ms / 1000 });
    // Node finishes an answer even to a peer that left in the middle of its request.
    const left = !this.writableFinished || (this.req.destroyed && !this.req.complete);
    log.info(
      {
        requestId: id,
        method,
        route,
        status,
        ms: Math.round(ms * 10) / 10,
        account: account?.id,
        ...(left && { aborted: true }),
      },
      'http.request',
    );
  }
  return (_req, res, next) => {
    res.on('close', finished);
    next();
  };
}
