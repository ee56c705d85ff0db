import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { AuditEntry, FIRST_PREVIOUS_HASH, type AuditFacts } from '../../../schemas/audit.js';
import { validator } from '../../../schemas/validator.js';
import { chainAfter, hashOf } from '../../../src/audit/audit-chain.js';
import { inOrder, toAuditFacts } from '../../../src/domain/audit-facts.js';

const AT = '2026-11-23T09:05:00.000+08:00';
const facts = (itemId: string, position: number, at = AT): AuditFacts => ({
  ...{ at, action: 'checked', itemId, position, organizationId: 'hubei', revision: 1 },
  who: { account: 'system' },
});
const START = { number: 0, hash: FIRST_PREVIOUS_HASH };

describe('the chain', () => {
  test('numbers entries behind the head, each naming the hash of the one before', () => {
    const first = chainAfter(START, [facts('a', 0), facts('a', 1)], AT);
    const next = chainAfter(first[1] ?? START, [facts('b', 0)], AT);
    const all = [...first, ...next];
    expect(all.map(({ number }) => number)).toEqual([1, 2, 3]);
    expect(all.map(({ previousHash }) => previousHash)).toEqual([
      FIRST_PREVIOUS_HASH,
      all[0]?.hash,
      all[1]?.hash,
    ]);
    const check = validator(AuditEntry);
    for (const entry of all) expect(check.parse(entry, 'entry')).toEqual(entry);
  });

  test('is hashed as an outsider would: JSON with its names in order, without the hash', () => {
    const [entry] = chainAfter(START, [facts('a', 0)], AT);
    const text =
      `{"action":"checked","at":"${AT}","itemId":"a","number":1,"organizationId":"hubei","position":0,` +
      `"previousHash":"${FIRST_PREVIOUS_HASH}","revision":1,"sealedAt":"${AT}","who":{"account":"system"}}`;
    expect(entry?.hash).toBe(createHash('sha256').update(text).digest('hex'));
  });

  test.each([
    ['a fact', { comment: '改过' }],
    ['the number', { number: 7 }],
    ['the predecessor', { previousHash: 'f'.repeat(64) }],
    ['the time of sealing', { sealedAt: '2026-11-24T00:00:00.000+08:00' }],
  ])('has another hash when %s is another', (_what, change) => {
    const [entry] = chainAfter(START, [facts('a', 0)], AT);
    if (!entry) throw new Error('no entry');
    expect(hashOf(entry)).toBe(entry.hash);
    expect(hashOf({ ...entry, ...change })).not.toBe(entry.hash);
  });
});

describe('entries to be sealed', () => {
  const later = '2026-11-23T09:06:00.000+08:00';
  test('are in the order they happened, whoever their item is', () => {
    const ordered = inOrder([[facts('a', 0, later)], [facts('b', 0), facts('b', 1, later)]]);
    expect(ordered.map(({ itemId, position }) => [itemId, position])).toEqual([
      ['b', 0],
      ['a', 0],
      ['b', 1],
    ]);
  });

  test('keep the order of their history although a clock was set back', () => {
    const ordered = inOrder([[facts('a', 0, later), facts('a', 1)], [facts('b', 0)]]);
    expect(ordered.map(({ itemId, position }) => [itemId, position])).toEqual([
      ['b', 0],
      ['a', 0],
      ['a', 1],
    ]);
  });

  test('tell who did it, of which organization, from where, about whose item', () => {
    const event = {
      ...{ at: AT, action: 'approved' as const, by: 'li', byOrganization: 'bureau', from: '10.0.0.7' },
      ...{ revision: 2, stage: '终审', comment: '同意' },
      ...{ before: { state: 'in-review' as const }, after: { state: 'approved' as const } },
    };
    expect(toAuditFacts({ id: 'a', organizationId: 'hubei' }, event, 4)).toEqual({
      ...{ at: AT, action: 'approved', itemId: 'a', position: 4, organizationId: 'hubei', revision: 2 },
      ...{
        who: { account: 'li', organizationId: 'bureau' },
        from: '10.0.0.7',
        stage: '终审',
        comment: '同意',
      },
      ...{ before: { state: 'in-review' }, after: { state: 'approved' } },
    });
  });
});
