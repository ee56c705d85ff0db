import { createHash } from 'node:crypto';
import type { AuditEntry, AuditFacts, AuditHead } from '../../schemas/audit.js';
import { canonicalJson } from '../domain/canonical-json.js';

/** SHA-256, hex, of an entry without its own hash, as JSON by RFC 8785. */
export function hashOf(entry: AuditEntry | Omit<AuditEntry, 'hash'>): string {
  const { hash: _own, ...sealed } = { hash: '', ...entry };
  return createHash('sha256').update(canonicalJson(sealed)).digest('hex');
}

/** Gives facts their numbers and hashes behind the end of the log, in the order given. */
export function chainAfter(head: AuditHead, facts: readonly AuditFacts[], sealedAt: string): AuditEntry[] {
  let { number, hash } = head;
  return facts.map((each) => {
    const entry = { ...each, number: ++number, sealedAt, previousHash: hash };
    hash = hashOf(entry);
    return { ...entry, hash };
  });
}
