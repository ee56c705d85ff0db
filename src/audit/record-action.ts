import { createHash, randomUUID } from 'node:crypto';
import type { ActedThing, RegistryAction } from '../../schemas/audit.js';
import { isAppError } from '../../schemas/errors.js';
import { addSeconds, toInstant, type Clock } from '../../schemas/instant.js';
import { canonicalJson } from '../domain/canonical-json.js';
import type { Caller } from '../review/caller.js';
import type { ActionRecord, ActionStore } from '../store/action-store.js';
import { HERE } from '../store/stamp-event.js';

/** What somebody is about to do. */
export interface Doing {
  action: RegistryAction;
  thing: Pick<ActedThing, 'kind' | 'id'>;
  /** Absent for what a machine of ours does by itself. */
  caller?: Caller;
  /** Whose thing it is, where it belongs to somebody. */
  organizationId?: string;
  /** Why, in the words of who does it. */
  comment?: string;
  /** The thing as anybody may read it; asked before and after. */
  read?: () => Promise<object | undefined>;
}

export type RecordAction = <T>(doing: Doing, work: () => Promise<T>) => Promise<T>;

/**
 * What is noted when its process dies in between goes into the log this much later, as of unknown outcome. Longer than
 * any request lasts. Seconds.
 */
const GIVEN_UP_SECONDS = 900;
const LONGEST_COMMENT = 2000;
/** A value longer than this is told by its digest: a word list is kept in all its versions anyhow. Characters. */
const LONGEST_VALUE = 4000;

/**
 * Does something to a thing other than an item so that no change goes unrecorded: the intention is written first, the
 * outcome after. A process that dies in between leaves an entry that says that the outcome is unknown, never a change
 * without one.
 */
export function createRecordAction(deps: {
  actions: Pick<ActionStore, 'begin' | 'finish'>;
  now: Clock;
}): RecordAction {
  return async (doing, work) => {
    const record = toRecord(doing, deps.now());
    await deps.actions.begin(record);
    const finish = (end: Partial<ActionRecord>) =>
      deps.actions.finish({ ...record, ...end, sealDueAt: toInstant(deps.now()) });
    const attempt = async () => ({ before: await doing.read?.(), done: await work() });
    const { before, done } = await attempt().catch(async (error: unknown) => {
      await finish(toFailure(error));
      throw error;
    });
    const { thing } = doing;
    await finish({ outcome: 'done', thing: { ...thing, ...compare(before, await doing.read?.()) } });
    return done;
  };
}

function toRecord({ action, thing, caller, organizationId, comment }: Doing, now: Date): ActionRecord {
  return {
    ...{ id: randomUUID(), at: toInstant(now), action, thing, outcome: 'unknown' },
    ...(organizationId !== undefined && { organizationId }),
    who: caller
      ? { account: caller.account.id, organizationId: caller.account.organizationId }
      : { account: 'system' },
    from: caller?.from ?? HERE,
    ...(comment !== undefined && { comment: comment.slice(0, LONGEST_COMMENT) }),
    sealDueAt: toInstant(addSeconds(now, GIVEN_UP_SECONDS)),
  };
}

function toFailure(error: unknown): Pick<ActionRecord, 'outcome' | 'code'> {
  if (!isAppError(error)) return { outcome: 'failed', code: 'internal' };
  return { outcome: error.status < 500 ? 'refused' : 'failed', code: error.code };
}

/** What differs between two readings of a thing. */
function compare(
  before: object | undefined,
  after: object | undefined,
): Pick<ActedThing, 'before' | 'after'> {
  const [old, fresh] = [new Map(Object.entries(before ?? {})), new Map(Object.entries(after ?? {}))];
  const differs = (name: string): boolean => text(old.get(name)) !== text(fresh.get(name));
  const told = (side: ReadonlyMap<string, unknown>) =>
    Object.fromEntries(
      [...side].filter(([name]) => differs(name)).map(([name, value]) => [name, short(value)]),
    );
  return { ...(before && { before: told(old) }), ...(after && { after: told(fresh) }) };
}

function text(value: unknown): string {
  return value === undefined ? '' : canonicalJson(value);
}

function short(value: unknown): unknown {
  const whole = text(value);
  if (whole.length <= LONGEST_VALUE) return value;
  return { sha256: createHash('sha256').update(whole).digest('hex'), characters: whole.length };
}
