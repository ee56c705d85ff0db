import { AppError, type FieldError } from '../../schemas/errors.js';
import { toInstant, type Clock } from '../../schemas/instant.js';
import type { Organization } from '../../schemas/organization.js';
import type { Policy, PolicyChange } from '../../schemas/policy.js';
import { checkPolicy } from '../domain/review/check-policy.js';
import { DEFAULT_POLICIES } from '../domain/review/default-policies.js';
import type { Caller } from '../review/caller.js';
import { withDefaults } from '../review/current-settings.js';
import type { VersionedStore } from '../store/versioned-store.js';

interface PolicyDependencies {
  policies: VersionedStore<Policy>;
  organizations: { find(id: string): Promise<Organization | undefined> };
  now: Clock;
}

/** The current version of every policy, in the order they are tried. */
export async function listPolicies({ policies }: Pick<PolicyDependencies, 'policies'>): Promise<Policy[]> {
  return withDefaults(await policies.listCurrent());
}

export async function findPolicy(
  { policies }: Pick<PolicyDependencies, 'policies'>,
  id: string,
  version?: number,
): Promise<Policy | undefined> {
  const found = await policies.find(id, version);
  return (
    found ??
    DEFAULT_POLICIES.find((policy) => policy.id === id && policy.version === (version ?? policy.version))
  );
}

/** A stage for a department there is none of would wait for ever. */
async function checkDepartments(
  { organizations }: Pick<PolicyDependencies, 'organizations'>,
  { stages }: Policy,
): Promise<FieldError[]> {
  const named = stages.flatMap(({ departments = [], copyTo = [] }, stage) => [
    ...departments.map((id, at) => ({ id, pointer: `/stages/${stage}/departments/${at}` })),
    ...copyTo.map((id, at) => ({ id, pointer: `/stages/${stage}/copyTo/${at}` })),
  ]);
  const found = await Promise.all(named.map(({ id }) => organizations.find(id)));
  return named.flatMap(({ id, pointer }, at) =>
    found[at] ? [] : [{ pointer, zh: `没有机构 ${id}`, en: `there is no organization ${id}` }],
  );
}

/**
 * Writes a new version of a policy, or a new one; items in review keep the version they started with. Throws
 * `stale-version` when the caller did not see the current one, `validation-failed` for a policy that lets too few people
 * decide.
 */
export function createChangePolicy(deps: PolicyDependencies) {
  return async (id: string, change: PolicyChange, { account }: Caller): Promise<Policy> => {
    const current = await findPolicy(deps, id);
    const known = current?.version ?? 0;
    if (change.version !== known) {
      throw new AppError(
        'stale-version',
        `policy ${id} is at version ${known}, the request saw ${change.version}`,
        {
          details: { id, version: known },
        },
      );
    }
    const policy: Policy = {
      ...{ ...change, id, version: change.version + 1 },
      ...{ changedAt: toInstant(deps.now()), changedBy: account.id },
    };
    const fields = [...checkPolicy(policy), ...(await checkDepartments(deps, policy))];
    if (fields.length > 0) throw new AppError('validation-failed', 'not a review policy', { fields });
    await deps.policies.add(policy);
    return policy;
  };
}
