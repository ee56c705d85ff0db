import type { Connection } from 'mongoose';
import type { Account, Role } from '../../schemas/account.js';
import { createRegistryStore } from './registry-store.js';

interface StoredKey {
  id: string;
  /** SHA-256 of the secret part, hex: the secret has 256 random bits, so a slow hash would protect nothing. */
  hash: string;
  createdAt: string;
  expiresAt?: string;
  revokedAt?: string;
}

type Person = Pick<Account, 'id' | 'roles' | 'organizationId'>;
type AccountRecord = Omit<Account, 'apiKeys'> & { apiKeys: StoredKey[] };

export type AccountStore = ReturnType<typeof createAccountStore>;

export function createAccountStore(connection: Connection) {
  const registry = createRegistryStore<AccountRecord>(connection, 'accounts', [
    {
      keys: { 'apiKeys.id': 1 },
      options: { unique: true, partialFilterExpression: { 'apiKeys.id': { $exists: true } } },
    },
    { keys: { roles: 1 } },
  ]);

  async function findByKeyId(keyId: string): Promise<AccountRecord | undefined> {
    const found = await registry.collection.findOne({ 'apiKeys.id': keyId });
    if (!found) return undefined;
    const { _id, ...rest } = found;
    return { id: _id, ...rest };
  }

  /** False when the account does not exist. */
  async function addKey(accountId: string, key: StoredKey): Promise<boolean> {
    const result = await registry.collection.updateOne({ _id: accountId }, { $push: { apiKeys: key } });
    return result.matchedCount === 1;
  }

  /** False when the account has no such key. */
  async function revokeKey(accountId: string, keyId: string, at: string): Promise<boolean> {
    const result = await registry.collection.updateOne(
      { _id: accountId, 'apiKeys.id': keyId },
      { $set: { 'apiKeys.$.revokedAt': at } },
    );
    return result.matchedCount === 1;
  }

  /** Everybody who has one of these roles; at most a thousand, for a desk is a few dozen people. */
  async function findWithRoles(roles: readonly Role[]): Promise<Person[]> {
    const projection = { roles: 1, organizationId: 1 };
    const found = await registry.collection
      .find({ roles: { $in: [...roles] } }, { projection })
      .sort({ _id: 1 })
      .limit(1000)
      .toArray();
    return found.map(({ _id, roles: has, organizationId }) => ({ id: _id, roles: has, organizationId }));
  }

  async function isEmpty(): Promise<boolean> {
    return (await registry.collection.findOne({})) === null;
  }

  return { ...registry, findByKeyId, addKey, revokeKey, findWithRoles, isEmpty };
}

/** An account as the API shows it: keys without their hashes. */
export function toAccount(record: AccountRecord): Account {
  return { ...record, apiKeys: record.apiKeys.map(({ hash, ...key }) => key) };
}
