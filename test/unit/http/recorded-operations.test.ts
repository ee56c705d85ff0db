import { expect, test } from '@jest/globals';
import type { Account } from '../../../schemas/account.js';
import type { Doing } from '../../../src/audit/record-action.js';
import type { OperationId } from '../../../src/http/operation-roles.js';
import { OPERATIONS } from '../../../src/http/operations.js';
import { recordChanges } from '../../../src/http/record-changes.js';
import { EXCHANGES } from '../../integration/http/exchanges.js';
import { createInMemory } from '../../integration/http/in-memory-dependencies.js';

/** Changes that the history of the item itself tells, in the same write. */
const TOLD_BY_ITEMS: readonly OperationId[] = [
  ...(['submitItem', 'submitBatch', 'submitDocument', 'correctItem', 'withdrawItem', 'maskItem'] as const),
  ...(['decideItem', 'decideItems', 'claimItem', 'releaseItem', 'reassignItem', 'overrideFindings'] as const),
  ...(['exemptItem', 'withdrawExemption', 'decideProposal', 'rerouteItem', 'acceptReceipts'] as const),
  ...(['replayDeadLetter', 'replayDeadLetters'] as const),
];

/** Asked with a body, and change nothing. */
const CHANGES_NOTHING: readonly OperationId[] = [
  ...(['checkSource', 'previewSource', 'previewPortal', 'dryRunRoutes', 'tryPolicies'] as const),
];

const account: Account = {
  ...{ id: 'li', name: '李', organizationId: 'bureau', roles: ['auditor'], apiKeys: [] },
  createdAt: '2026-01-01T00:00:00.000+08:00',
};

/** What somebody has seen is their own affair. */
const PERSONAL: readonly OperationId[] = ['readNotice', 'readNotices'];

/** The use case that an operation calls, by the name under which the table of exchanges knows it. */
function useCaseOf(operation: OperationId): string | undefined {
  const exchange = EXCHANGES.find((each) => each.operation === operation);
  return operation === 'importOpml' ? 'sources.importOpml' : exchange?.call[0];
}

async function recordedOf(useCase: string): Promise<string[]> {
  const { deps } = createInMemory();
  const recorded: Doing[] = [];
  const wrapped = recordChanges(deps, (doing, work) => {
    recorded.push(doing);
    return work();
  });
  const [group = '', name = ''] = useCase.split('.');
  const groups = new Map<string, object>(Object.entries(wrapped));
  const useCases = Object.entries(groups.get(group) ?? {}) as [
    string,
    (...args: unknown[]) => Promise<unknown>,
  ][];
  const call = new Map(useCases).get(name);
  // What is not its caller is passed on unread, but for names: any object will do.
  const args = Array.from({ length: 3 }, () => ({ id: 'x', account, from: '127.0.0.1' }));
  await call?.(...args);
  return recorded.map(({ action }) => action);
}

test('every operation that changes something is told by its items, or recorded', async () => {
  const changing = OPERATIONS.filter(({ method }) => method !== 'get').map(({ id }) => id);
  const others = changing.filter((id) => ![...TOLD_BY_ITEMS, ...CHANGES_NOTHING, ...PERSONAL].includes(id));
  expect(others.length).toBeGreaterThan(15);
  const unrecorded: string[] = [];
  for (const operation of others) {
    const recorded = await recordedOf(useCaseOf(operation) ?? '');
    if (recorded.length !== 1) unrecorded.push(operation);
  }
  expect(unrecorded).toEqual([]);
});
