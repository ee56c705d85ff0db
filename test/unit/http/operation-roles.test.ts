import { describe, expect, test } from '@jest/globals';
import { ROLES, type Role } from '../../../schemas/account.js';
import { OPERATION_ROLES, rolesFor } from '../../../src/http/operation-roles.js';
import { OPERATIONS } from '../../../src/http/operations.js';

function operationsOf(role: Role): string[] {
  return OPERATIONS.filter(({ id }) => rolesFor(id).includes(role))
    .map(({ id }) => id)
    .sort();
}

/** What one may decide oneself is nothing to an account that decides nothing. */
const OWN: readonly string[] = ['listQueue'];
const reading = OPERATIONS.filter(({ id, method }) => method === 'get' && !OWN.includes(id)).map(
  ({ id }) => id,
);

test('every operation is in the table once, and the table names no other', () => {
  expect(OPERATIONS.map(({ id }) => id).sort()).toEqual(Object.keys(OPERATION_ROLES).sort());
});

test('a portal may hand in receipts and nothing else', () => {
  expect(operationsOf('portal')).toEqual(['acceptReceipts']);
});

describe('三员分立: no one administrator can do what another must', () => {
  test('the auditor reads everything and changes nothing but what they have seen of their own notices', () => {
    expect(operationsOf('auditor')).toEqual([...reading, 'readNotice', 'readNotices'].sort());
  });

  test('who creates accounts issues no keys, and the reverse', () => {
    const changes = (role: Role) =>
      operationsOf(role).filter((id) => /Account|Key/.test(id) && !/^(get|list)/.test(id));
    expect(changes('system-administrator')).toEqual(['createAccount']);
    expect(changes('security-administrator')).toEqual(['issueKey', 'revokeKey']);
  });

  test('none of the three touches content', () => {
    for (const role of ['system-administrator', 'security-administrator', 'auditor'] as const) {
      expect(operationsOf(role).filter((id) => /^(submit|decide|correct|withdraw)Item$/.test(id))).toEqual(
        [],
      );
    }
  });
});

test('who writes items does not decide on them', () => {
  const decides = ROLES.filter((role) => rolesFor('decideItem').includes(role));
  const submits = ROLES.filter((role) => rolesFor('submitItem').includes(role));
  // The liaison has the last word on what goes up, and may send in what is theirs: of the same item never both, which
  // the decision itself sees to.
  expect(decides.filter((role) => submits.includes(role))).toEqual(['liaison']);
});
