import type { ErrorRequestHandler, Request, Response } from 'express';
import type { AppError } from '../../schemas/errors.js';
import { isPrivate, PROBLEM_MEDIA_TYPE, toProblem } from './problem.js';
import { contextOf } from './request-context.js';
import type { HttpLog } from './request-log.js';
import { toAppError } from './to-app-error.js';
import type { Language } from './words.js';

/** The one place where an error becomes an answer. What callers must not see goes to the log with its stack. */
export function handleErrors(log: HttpLog): ErrorRequestHandler {
  return (error: unknown, req, res, _next) => {
    const known = toAppError(error);
    if (isPrivate(known.code)) logFailure(log, req, known, error);
    if (res.headersSent) {
      // Half an answer is out: only closing the connection tells the caller that it is not whole.
      res.destroy();
      return;
    }
    sendProblem(req, res, known);
  };
}

function logFailure(log: HttpLog, req: Request, known: AppError, error: unknown): void {
  const { id, route, account } = contextOf(req);
  const fields = {
    err: error,
    code: known.code,
    requestId: id,
    method: req.method,
    route,
    account: account?.id,
  };
  if (known.retryable) log.warn(fields, 'http.unavailable');
  else log.error(fields, 'http.failure');
}

/** Answers with problem details; `Vary` because the same address answers in two languages. */
export function sendProblem(req: Request, res: Response, error: AppError): void {
  const language = languageOf(req);
  const problem = toProblem(error, language, contextOf(req).id);
  if (error.status === 401) res.setHeader('WWW-Authenticate', challenge(req));
  if (error.retryAfterSeconds !== undefined) {
    res.setHeader('Retry-After', Math.ceil(error.retryAfterSeconds));
  }
  res.setHeader('Content-Language', language === 'zh' ? 'zh-CN' : 'en');
  res.vary('Accept-Language');
  res.status(error.status).type(PROBLEM_MEDIA_TYPE).send(JSON.stringify(problem));
}

/** RFC 6750: a challenge names an error only when a credential was sent. */
function challenge(req: Request): string {
  const realm = 'Bearer realm="baosong"';
  return req.headers.authorization === undefined ? realm : `${realm}, error="invalid_token"`;
}

/** The language of texts for people that this request asks for; Chinese unless it prefers English. */
export function languageOf(req: Request): Language {
  return req.acceptsLanguages('zh', 'en') === 'en' ? 'en' : 'zh';
}
