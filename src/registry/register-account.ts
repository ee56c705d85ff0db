import { SEPARATED_ROLES, type Account, type IssuedApiKey, type NewAccount } from '../../schemas/account.js';
import { AppError } from '../../schemas/errors.js';
import { toInstant, type Clock } from '../../schemas/instant.js';
import type { Organization } from '../../schemas/organization.js';
import { toAccount, type AccountStore } from '../store/account-store.js';
import { makeApiKey } from './api-key.js';

interface AccountDependencies {
  accounts: AccountStore;
  organizations: { find(id: string): Promise<Organization | undefined> };
  now: Clock;
}

/** Throws `validation-failed` for an unknown organization or for one person holding two of the three administrators. */
export function createRegisterAccount(deps: AccountDependencies) {
  return async (request: NewAccount): Promise<Account> => {
    requireSeparation(request);
    if (!(await deps.organizations.find(request.organizationId))) throw unknownOrganization();
    const record = { ...request, createdAt: toInstant(deps.now()), apiKeys: [] };
    return toAccount(await deps.accounts.create(record));
  };
}

export function createIssueKey(deps: AccountDependencies) {
  return async (accountId: string): Promise<IssuedApiKey> => {
    const { id, hash, text } = makeApiKey();
    const known = await deps.accounts.addKey(accountId, { id, hash, createdAt: toInstant(deps.now()) });
    if (!known) throw new AppError('not-found', `there is no account ${accountId}`);
    return { keyId: id, apiKey: text };
  };
}

export function createRevokeKey(deps: AccountDependencies) {
  return async (accountId: string, keyId: string): Promise<void> => {
    const known = await deps.accounts.revokeKey(accountId, keyId, toInstant(deps.now()));
    if (!known) throw new AppError('not-found', `account ${accountId} has no key ${keyId}`);
  };
}

function requireSeparation({ roles }: NewAccount): void {
  if (roles.filter((role) => SEPARATED_ROLES.includes(role)).length < 2) return;
  throw new AppError('validation-failed', 'the three administrators are three different people', {
    fields: [
      {
        pointer: '/roles',
        zh: '系统、安全、审计管理员须由不同人员担任（三员分立）',
        en: 'system, security and audit administrator must be different people',
      },
    ],
  });
}

function unknownOrganization(): AppError {
  return new AppError('validation-failed', 'the organization is not registered', {
    fields: [{ pointer: '/organizationId', zh: '单位未登记', en: 'no such organization' }],
  });
}
