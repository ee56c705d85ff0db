import type { Connection } from 'mongoose';
import type { Account } from '../../schemas/account.js';
import { createRegistryStore } from './registry-store.js';

interface StoredKey {
  id: string;
  /** SHA-256 of the secret part, hex: the secret has 256 random bits, so a slow hash would protect nothing. */
  hash: string;
  createdAt: string;
  expiresAt?: string;
  revokedAt?: string;
}

type AccountRecord = Omit<Account, 'apiKeys'> & { apiKeys: StoredKey[] };

export type AccountStore = ReturnType<typeof createAccountStore>;

export function createAccountStore(connection: Connection) {
  const registry = createRegistryStore<AccountRecord>(connection, 'accounts', [
    {
      keys: { 'apiKeys.id': 1 },
      options: { unique: true, partialFilterExpression: { 'apiKeys.id': { $exists: true } } },
    },
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

  async function isEmpty(): Promise<boolean> {
    return (await registry.collection.findOne({})) === null;
  }

  return { ...registry, findByKeyId, addKey, revokeKey, isEmpty };
}

/** An account as the API shows it: keys without their hashes. */
export function toAccount(record: AccountRecord): Account {
  return { ...record, apiKeys: record.apiKeys.map(({ hash, ...key }) => key) };
}
