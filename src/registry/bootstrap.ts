import type { NewAccount } from '../../schemas/account.js';
import { toInstant, type Clock } from '../../schemas/instant.js';
import type { Organization } from '../../schemas/organization.js';
import type { AccountStore } from '../store/account-store.js';
import type { RegistryStore } from '../store/registry-store.js';
import { makeApiKey } from './api-key.js';

const BUREAU: Omit<Organization, 'createdAt'> = {
  id: 'bureau',
  name: '局机关',
  kind: 'bureau',
  responsible: { name: '待登记' },
  liaison: { name: '待登记' },
};

const FIRST_ACCOUNTS: NewAccount[] = [
  { id: 'system-admin', name: '系统管理员', organizationId: 'bureau', roles: ['system-administrator'] },
  { id: 'security-admin', name: '安全管理员', organizationId: 'bureau', roles: ['security-administrator'] },
  { id: 'auditor', name: '审计员', organizationId: 'bureau', roles: ['auditor'] },
];

/**
 * On a store without accounts: the bureau and its three administrators, each with a first key. `keep` gets the keys by
 * account before anything is stored; it is the only time they are shown. False when there are accounts already.
 */
export async function bootstrap(
  deps: { accounts: AccountStore; organizations: RegistryStore<Organization>; now: Clock },
  keep: (keys: Record<string, string>) => Promise<void>,
): Promise<boolean> {
  if (!(await deps.accounts.isEmpty())) return false;
  const made = FIRST_ACCOUNTS.map((account) => ({ account, key: makeApiKey() }));
  await keep(Object.fromEntries(made.map(({ account, key }) => [account.id, key.text])));
  const createdAt = toInstant(deps.now());
  if (!(await deps.organizations.find(BUREAU.id))) await deps.organizations.create({ ...BUREAU, createdAt });
  for (const { account, key } of made) {
    const apiKeys = [{ id: key.id, hash: key.hash, createdAt }];
    await deps.accounts.create({ ...account, createdAt, apiKeys });
  }
  return true;
}
