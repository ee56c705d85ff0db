import type { Express, RequestHandler } from 'express';
import type { HttpMethod } from './operation.js';
import { contextOf } from './request-context.js';
import { refusal } from './words.js';

export interface MethodChain {
  method: HttpMethod;
  handlers: RequestHandler[];
}

/**
 * Registers one path: its methods, then an answer for every other method. `pattern` is how the path is shown in logs and
 * metrics.
 */
export function mountRoute(
  app: Express,
  path: string,
  pattern: string,
  chains: readonly MethodChain[],
): void {
  const route = app.route(path);
  route.all((req, _res, next) => {
    contextOf(req).route = pattern;
    next();
  });
  for (const { method, handlers } of chains) route[method](...handlers);
  route.all(refuseMethod(allowedMethods(chains)));
}

function allowedMethods(chains: readonly MethodChain[]): string {
  const methods = chains.map(({ method }) => method.toUpperCase());
  return [...methods, ...(methods.includes('GET') ? ['HEAD'] : []), 'OPTIONS'].join(', ');
}

function refuseMethod(allow: string): RequestHandler {
  return (req, res) => {
    res.setHeader('Allow', allow);
    if (req.method === 'OPTIONS') {
      res.status(204).end();
      return;
    }
    throw refusal('method-not-allowed', {
      zh: `此地址不支持 ${req.method}，可用的方法：${allow}。`,
      en: `This address does not support ${req.method}; allowed: ${allow}.`,
    });
  };
}
