import type { SourceAdapter } from '../../adapters/source-adapter.js';
import { AppError, type FieldError } from '../../schemas/errors.js';
import { toInstant, type Clock } from '../../schemas/instant.js';
import type { Organization } from '../../schemas/organization.js';
import type { NewSource, Source, SourceChange } from '../../schemas/source.js';
import type { IdentityCriterion, SourceIdentity } from '../../schemas/source-identity.js';
import { validator } from '../../schemas/validator.js';
import { requireOrganization, seesAll, type Caller } from '../review/caller.js';
import type { SourceStore, SourceUpdate } from '../store/source-store.js';

interface SourceDependencies {
  sources: SourceStore;
  organizations: { find(id: string): Promise<Organization | undefined> };
  adapters: readonly SourceAdapter[];
  now: Clock;
}

type Intervals = Pick<Source, 'minIntervalSeconds' | 'maxIntervalSeconds'>;

/**
 * Registers a source of the caller's organization, which then waits for approval by the bureau. What the bureau's own
 * people register, for any organization, is approved by that and due at once.
 */
export function createRegisterSource(deps: SourceDependencies) {
  return async (request: NewSource, caller: Caller): Promise<Source> => {
    requireOrganization(caller.account, request.organizationId);
    if (!(await deps.organizations.find(request.organizationId))) {
      throw wrong({ pointer: '/organizationId', zh: '单位未登记', en: 'no such organization' });
    }
    requireOptions(deps.adapters, request);
    requireIntervals(request);
    const at = toInstant(deps.now());
    return deps.sources.create({
      ...request,
      lane: request.lane ?? 'routine',
      ...toApproval(caller, at),
      nextPollAt: at,
      createdAt: at,
      consecutiveFailures: 0,
      ...{ collections: 0, unchanged: 0, items: 0, duplicates: 0, revisions: 0, skipped: 0 },
    });
  };
}

function toApproval({ account }: Caller, at: string): Pick<Source, 'state' | 'approval'> {
  if (!seesAll(account)) return { state: 'pending' };
  return { state: 'active', approval: { decision: 'approve', by: account.id, at } };
}

function requireOptions(adapters: readonly SourceAdapter[], request: NewSource): void {
  const adapter = adapters.find((each) => each.name === request.adapter);
  if (!adapter) {
    const names = adapters.map((each) => each.name).join(', ');
    throw wrong({
      pointer: '/adapter',
      zh: `没有这种来源类型，可选：${names}`,
      en: `no such adapter; choose one of: ${names}`,
    });
  }
  const checked = validator(adapter.optionsSchema).check(request.options);
  if (checked.ok) return;
  throw wrong(...checked.fields.map((field) => ({ ...field, pointer: `/options${field.pointer}` })));
}

function requireIntervals({ minIntervalSeconds: min, maxIntervalSeconds: max }: Intervals): void {
  if (min === undefined || max === undefined || min <= max) return;
  throw wrong({
    pointer: '/maxIntervalSeconds',
    zh: '不得小于最短间隔 minIntervalSeconds',
    en: 'must not be below minIntervalSeconds',
  });
}

function wrong(...fields: FieldError[]): AppError {
  return new AppError('validation-failed', 'this source cannot be registered', { fields });
}

export function createChangeSource(deps: SourceDependencies) {
  return async (id: string, change: SourceChange, caller: Caller): Promise<Source> => {
    const source = await requireSource(deps, id, caller);
    if (change.state !== undefined) requireApproved(source);
    requireIntervals({ ...source, ...change });
    const at = toInstant(deps.now());
    return (await deps.sources.change(id, toUpdate(source, change, caller, at))) ?? source;
  };
}

function toUpdate(source: Source, change: SourceChange, { account }: Caller, at: string): SourceUpdate {
  const { identity, ...fields } = change;
  return {
    ...fields,
    ...(identity && { identity: toIdentity(identity.criterion, account.id, at) }),
    ...(source.stopped && change.state === 'active' && { resumedAt: at, nextPollAt: at }),
  };
}

function toIdentity(criterion: IdentityCriterion, by: string, since: string): SourceIdentity {
  const evidence = { recognized: 0, conflicting: 0, examples: [] };
  return { criterion, since, reason: 'set-by-person', evidence, by };
}

/** Pausing and resuming is for sources that the bureau has let in. */
function requireApproved({ id, state }: Source): void {
  if (state !== 'pending' && state !== 'declined') return;
  throw new AppError('wrong-state', `source ${id} is ${state}`, { details: { state } });
}

/** Makes a source due now. Throws `wrong-state` for one that is not active: nothing would collect it. */
export function createRequestCollect(deps: SourceDependencies) {
  return async (id: string, caller: Caller): Promise<Source> => {
    const source = await requireSource(deps, id, caller);
    if (source.state !== 'active') {
      throw new AppError('wrong-state', `source ${id} is ${source.state}`, {
        details: { state: source.state },
      });
    }
    return (await deps.sources.change(id, { nextPollAt: toInstant(deps.now()) })) ?? source;
  };
}

async function requireSource({ sources }: SourceDependencies, id: string, caller: Caller): Promise<Source> {
  const source = await sources.find(id);
  if (!source) throw new AppError('not-found', `there is no source ${id}`);
  requireOrganization(caller.account, source.organizationId);
  return source;
}
