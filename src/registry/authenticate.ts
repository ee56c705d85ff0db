import type { Account } from '../../schemas/account.js';
import { toInstant, type Clock } from '../../schemas/instant.js';
import { toAccount, type AccountStore } from '../store/account-store.js';
import { isSecretOf, readApiKey } from './api-key.js';

type Found = Awaited<ReturnType<AccountStore['findByKeyId']>>;

/** A key may go on working this long after it was revoked; in return a busy unit costs one look-up, not one a request. */
const REMEMBERED_MS = 2000;
const MOST_REMEMBERED = 1000;

/** Finds the account a key belongs to; undefined for an unknown, wrong, expired or revoked key. */
export function createAuthenticate(deps: { accounts: Pick<AccountStore, 'findByKeyId'>; now: Clock }) {
  const remembered = new Map<string, { found: Found; until: number }>();

  async function find(keyId: string, now: number): Promise<Found> {
    const known = remembered.get(keyId);
    if (known && known.until > now) return known.found;
    const found = await deps.accounts.findByKeyId(keyId);
    if (remembered.size >= MOST_REMEMBERED) remembered.clear();
    remembered.set(keyId, { found, until: now + REMEMBERED_MS });
    return found;
  }

  return async (apiKey: string): Promise<Account | undefined> => {
    const parts = readApiKey(apiKey);
    if (!parts) return undefined;
    const now = deps.now();
    const account = await find(parts.id, now.getTime());
    const key = account?.apiKeys.find((each) => each.id === parts.id);
    if (!account || !key || !isSecretOf(parts.secret, key.hash)) return undefined;
    const ended =
      key.revokedAt !== undefined || (key.expiresAt !== undefined && key.expiresAt <= toInstant(now));
    return ended ? undefined : toAccount(account);
  };
}
