import type { RequestHandler } from 'express';
import type { ApiDependencies } from './api-dependencies.js';
import { readApiKey } from '../registry/api-key.js';
import { addressOf } from './authorize.js';
import { contextOf } from './request-context.js';
import { refusal } from './words.js';

const BEARER = /^bearer +([\x21-\x7e]{1,256})$/i;

/** Everything behind this middleware has an account in its context. */
export function authenticate(deps: Pick<ApiDependencies, 'authenticate' | 'audit'>): RequestHandler {
  return async (req, _res, next) => {
    const apiKey = readBearer(req.headers.authorization);
    const account = await deps.authenticate(apiKey);
    if (!account) {
      await deps.audit.refused({ from: addressOf(req), wanted: readApiKey(apiKey)?.id ?? 'unreadable' });
      throw refusal('unauthenticated', {
        zh: 'API 密钥无效、已撤销或已过期。',
        en: 'The API key is unknown, revoked or expired.',
      });
    }
    contextOf(req).account = account;
    next();
  };
}

function readBearer(header: string | undefined): string {
  const apiKey = header === undefined ? undefined : BEARER.exec(header)?.[1];
  if (apiKey !== undefined) return apiKey;
  throw refusal('unauthenticated', {
    zh: '请在请求头中提供 Authorization: Bearer <API 密钥>。',
    en: 'Send the header Authorization: Bearer <api key>.',
  });
}
