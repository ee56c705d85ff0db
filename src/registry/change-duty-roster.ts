import type { Account, Role } from '../../schemas/account.js';
import type { DutyRoster, DutyRosterAnswer, DutyRosterChange } from '../../schemas/duty-roster.js';
import { AppError, type FieldError } from '../../schemas/errors.js';
import { toInstant, type Clock } from '../../schemas/instant.js';
import { ROSTER_ID, checkShifts, findGaps, onDutyAt } from '../domain/duty-roster.js';
import type { Caller } from '../review/caller.js';
import type { VersionedStore } from '../store/versioned-store.js';

interface RosterDependencies {
  rosters: Pick<VersionedStore<DutyRoster>, 'find' | 'add'>;
  accounts: { find(id: string): Promise<Pick<Account, 'roles'> | undefined> };
  now: Clock;
}

/** Whom work can be escalated to. */
const DECIDING: readonly Role[] = ['reviewer', 'secrecy-reviewer', 'duty-officer', 'liaison'];

const NONE: DutyRoster = {
  ...{ id: ROSTER_ID, version: 0, changedAt: '2026-01-01T00:00:00.000+08:00', changedBy: 'system' },
  ...{ comment: '尚未排班 nobody has entered one', shifts: [] },
};

/** The roster in force or one version of it, with who is on duty now and when nobody will be. */
export async function findDutyRoster(
  { rosters, now }: Pick<RosterDependencies, 'rosters' | 'now'>,
  version?: number,
): Promise<DutyRosterAnswer | undefined> {
  const found = await rosters.find(ROSTER_ID, version);
  const roster = found ?? (version === undefined ? NONE : undefined);
  return roster && toAnswer(roster, now());
}

/**
 * Writes a new version of the roster. Throws `stale-version` when the caller did not see the current one,
 * `validation-failed` for shifts that overlap, or for somebody who could decide nothing.
 */
export function createChangeDutyRoster(deps: RosterDependencies) {
  return async (change: DutyRosterChange, { account }: Caller): Promise<DutyRosterAnswer> => {
    const { version } = (await deps.rosters.find(ROSTER_ID)) ?? NONE;
    if (change.version !== version)
      throw new AppError(
        'stale-version',
        `the roster is at version ${version}, the request saw ${change.version}`,
        { details: { version } },
      );
    const fields = [...checkShifts(change.shifts), ...(await checkOfficers(deps, change))];
    if (fields.length > 0) throw new AppError('validation-failed', 'not a duty roster', { fields });
    const at = deps.now();
    const roster: DutyRoster = {
      ...{ ...change, id: ROSTER_ID, version: version + 1, changedAt: toInstant(at), changedBy: account.id },
    };
    await deps.rosters.add(roster);
    return toAnswer(roster, at);
  };
}

function toAnswer(roster: DutyRoster, at: Date): DutyRosterAnswer {
  const { id: _id, ...rest } = roster;
  return { ...rest, onDuty: [...onDutyAt(roster, at)], gaps: findGaps(roster, at) };
}

async function checkOfficers(
  { accounts }: Pick<RosterDependencies, 'accounts'>,
  { shifts }: DutyRosterChange,
): Promise<FieldError[]> {
  const ids = [...new Set(shifts.flatMap(({ officers }) => officers))];
  const found = await Promise.all(ids.map(async (id) => [id, await accounts.find(id)] as const));
  const roles = new Map(found.map(([id, account]) => [id, account?.roles]));
  return shifts.flatMap(({ officers }, shift) =>
    officers.flatMap((id, at) => {
      const pointer = `/shifts/${shift}/officers/${at}`;
      const known = roles.get(id);
      if (!known) return [{ pointer, zh: `没有账号 ${id}`, en: `there is no account ${id}` }];
      if (known.some((role) => DECIDING.includes(role))) return [];
      return [{ pointer, zh: `${id} 没有审核角色`, en: `${id} has no role that decides` }];
    }),
  );
}
