import type { SourceProblem } from '../../schemas/source.js';
import { decideIdentity } from '../domain/identity-criterion.js';
import type { ItemStore } from '../store/item-store.js';
import type { LeasedSource } from '../store/source-record.js';
import type { SourceFindings } from '../store/source-store.js';
import type { EntryRecognition } from './entry-recognition.js';

export interface SettledIdentity {
  findings: SourceFindings;
  problem?: SourceProblem;
}

/**
 * At the end of a collection: known articles get the names they go by now, and the criterion degrades where the listing
 * showed that it cannot be trusted.
 */
export function createSettleIdentity({ items }: { items: Pick<ItemStore, 'rename'> }) {
  return async (
    source: LeasedSource,
    recognition: EntryRecognition,
    at: string,
  ): Promise<SettledIdentity> => {
    const statistics = recognition.statistics();
    if (statistics.recognized === 0) return { findings: {} };
    await items.rename(recognition.newIdentities());
    const watched = source.memory?.identityWatch ?? {};
    const { criterion } = recognition;
    const setByPerson = source.identity?.reason === 'set-by-person';
    const { watch, degraded } = decideIdentity({ criterion, watch: watched, setByPerson }, statistics);
    const findings = JSON.stringify(watch) === JSON.stringify(watched) ? {} : { identityWatch: watch };
    if (!degraded) return { findings };
    const { reason } = degraded;
    const conflicting = statistics.conflicts[reason];
    const evidence = {
      recognized: statistics.recognized,
      conflicting,
      examples: recognition.examplesOf(reason),
    };
    const message =
      `${reason}: ${conflicting} of ${statistics.recognized} known articles; entries are told apart by ` +
      `${degraded.criterion} instead of ${criterion}`;
    return {
      findings: { ...findings, identity: { criterion: degraded.criterion, since: at, reason, evidence } },
      problem: { at, code: 'source-identity-degraded', message },
    };
  };
}

export type SettleIdentity = ReturnType<typeof createSettleIdentity>;
