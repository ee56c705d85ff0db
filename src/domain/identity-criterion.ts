import type { IdentityCriterion, IdentityReason } from '../../schemas/source-identity.js';

/** What can be wrong with the identities of a source. */
export type IdentitySymptom = Exclude<IdentityReason, 'set-by-person'>;

/** What one collection showed of a source's identities. */
export interface IdentityStatistics {
  /** Entries that are, or claim to be, an article known here: the only ones that can say anything. */
  recognized: number;
  entries: number;
  /** Different addresses that they name. */
  addresses: number;
  conflicts: Record<IdentitySymptom, number>;
}

/** Collections in a row, among those that recognized anything, in which a symptom was prominent. */
export type IdentityWatch = Partial<Record<IdentitySymptom, number>>;

export interface IdentityInForce {
  criterion: IdentityCriterion;
  watch: IdentityWatch;
  /** A person set it: stronger evidence is asked for before it is given up again. */
  setByPerson: boolean;
}

export interface IdentityVerdict {
  watch: IdentityWatch;
  degraded?: { criterion: IdentityCriterion; reason: IdentitySymptom };
}

/** Conflicts at once that need no second collection to be believed. */
const PLENTY = 3;
/** Collections in a row that a symptom must be seen in otherwise: a site that moved shows it once. */
const CONFIRMED = 2;
/** Share of the recognized entries that makes a symptom that of the source, and not of some entries. */
const PROMINENT = 0.5;
/** Different addresses to entries that let the address stand in for the id. */
const ADDRESSED = 0.9;

/** Symptoms that a criterion can show, the ones that an earlier step cures first. */
const SYMPTOMS: Record<IdentityCriterion, readonly IdentitySymptom[]> = {
  'external-id': ['ids-reused', 'ids-renewed', 'addresses-reused', 'addresses-renewed'],
  address: ['addresses-reused', 'addresses-renewed'],
  content: [],
};

/**
 * Whether a source's entries must be told apart by less than now: external id → address → content. It only ever goes
 * this way, so it cannot swing; a person may set it back. Giving up addresses costs the most (a changed article is then
 * a new one), so that is never done on the evidence of one collection.
 */
export function decideIdentity(now: IdentityInForce, seen: IdentityStatistics): IdentityVerdict {
  const watch: IdentityWatch = {};
  let degraded: IdentityVerdict['degraded'];
  for (const symptom of SYMPTOMS[now.criterion]) {
    const count = seen.conflicts[symptom];
    const prominent = isProminent(symptom, seen);
    const inRow = prominent ? (now.watch[symptom] ?? 0) + 1 : seen.recognized > 0 ? 0 : now.watch[symptom];
    if (inRow !== undefined && inRow > 0) watch[symptom] = inRow;
    const criterion = nextCriterion(symptom, seen);
    const atOnce = prominent && count >= PLENTY && criterion === 'address' && !now.setByPerson;
    if (atOnce || (prominent && (inRow ?? 0) >= CONFIRMED)) degraded ??= { criterion, reason: symptom };
  }
  return degraded ? { watch: {}, degraded } : { watch };
}

/** Whether it is the source that shows the symptom, and not some of its entries. */
export function isProminent(
  symptom: IdentitySymptom,
  { conflicts, recognized }: IdentityStatistics,
): boolean {
  return conflicts[symptom] > 0 && conflicts[symptom] >= recognized * PROMINENT;
}

function nextCriterion(symptom: IdentitySymptom, { addresses, entries }: IdentityStatistics) {
  const byAddress = symptom === 'ids-reused' || symptom === 'ids-renewed';
  return byAddress && addresses >= entries * ADDRESSED ? ('address' as const) : ('content' as const);
}
