import type { Request } from 'express';
import type { Account } from '../../schemas/account.js';
import type { Caller } from './api-dependencies.js';
import { rolesFor, type OperationId } from './operation-roles.js';
import { contextOf } from './request-context.js';
import { refusal } from './words.js';

/** Throws `forbidden` unless one of the account's roles may run the operation. */
export function authorize(operation: OperationId, account: Account): void {
  const allowed = rolesFor(operation);
  if (mayRun(operation, account)) return;
  throw refusal(
    'forbidden',
    {
      zh: `此账号的角色不能进行该操作，需要以下角色之一：${allowed.join('、')}。`,
      en: `The roles of this account do not allow this; one of these is needed: ${allowed.join(', ')}.`,
    },
    { details: { operation, roles: allowed } },
  );
}

export function mayRun(operation: OperationId, { roles }: Account): boolean {
  const allowed = rolesFor(operation);
  return roles.some((role) => allowed.includes(role));
}

export function callerOf(req: Request): Caller {
  const { account } = contextOf(req);
  if (!account) throw refusal('unauthenticated', { zh: '未通过身份验证。', en: 'Not authenticated.' });
  return { account, from: addressOf(req) };
}

export function addressOf(req: Request): string {
  return plainAddress(req.ip ?? '');
}

/** An IPv4 peer of a dual-stack socket is shown as people know it. */
function plainAddress(address: string): string {
  return address.startsWith('::ffff:') ? address.slice('::ffff:'.length) : address;
}
