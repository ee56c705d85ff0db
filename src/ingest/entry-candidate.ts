import { hash } from 'node:crypto';
import type { Fingerprints } from '../../schemas/content-item.js';
import type { ItemContent } from '../../schemas/item-content.js';
import type { IdentityCriterion } from '../../schemas/source-identity.js';
import type { EntryOrigin } from './entry-origin.js';

/** An entry that can become an item, and what it is told apart by. */
export interface Candidate {
  /** Place among the entries handed in. */
  position: number;
  origin: EntryOrigin;
  originKey: string;
  /** What the key is made of. */
  level: IdentityCriterion;
  content: ItemContent;
  fingerprints: Fingerprints;
}

/** Two items that say the same in fewer characters than this are a coincidence (empty notices), not a duplicate. */
const SHORTEST_DUPLICATE = 50;

export function isDistinctive({ bodyText }: Pick<ItemContent, 'bodyText'>): boolean {
  return bodyText.length >= SHORTEST_DUPLICATE;
}

/**
 * The key under which the store keeps an article apart: external id, else address, else content, beginning with what the
 * criterion trusts. Identities may be long; the key is bounded and says whose name space it is. Keys made under a lesser
 * criterion have a name space of their own: an id may look like another article's address.
 */
export function toOriginKey(
  space: string,
  content: ItemContent,
  digest: string,
  criterion: IdentityCriterion,
): Pick<Candidate, 'originKey' | 'level'> {
  const { externalId, url, publishedAt } = content;
  const key = (level: IdentityCriterion, kind: string, identity: string) => ({
    level,
    originKey: `${space} ${kind}${hash('sha256', identity, 'base64url')}`,
  });
  if (criterion === 'external-id') {
    if (externalId !== undefined) return key('external-id', '', externalId);
    return url !== undefined ? key('address', '', url) : key('content', '', digest);
  }
  if (criterion === 'address' && url !== undefined) return key('address', 'a.', url);
  return key('content', 'c.', `${digest} ${publishedAt?.slice(0, 'yyyy-mm-dd'.length) ?? ''}`);
}

/** The key that an entry has by an identity it only mentions. */
export function toReferenceKey(space: string, identity: string): string {
  return `${space} ${hash('sha256', identity, 'base64url')}`;
}
