import type { SourceProblem } from '../../schemas/source.js';
import type { VanishRules } from '../domain/vanished-items.js';
import type { ItemStore } from '../store/item-store.js';
import type { LeasedSource } from '../store/source-record.js';
import type { SourceFindings, SourceStore } from '../store/source-store.js';
import type { CollectionWatch } from './collection-watch.js';
import { createSettleIdentity } from './settle-identity.js';
import { createSettleVanished } from './settle-vanished.js';

export interface SettledCollection {
  findings: SourceFindings;
  problems: SourceProblem[];
}

/** What a collection that went through to its end says of the source as a whole. */
export function createSettleCollection(deps: {
  items: ItemStore;
  sources: Pick<SourceStore, 'expectMissing'>;
  rules: VanishRules;
}) {
  const settleIdentity = createSettleIdentity(deps);
  const settleVanished = createSettleVanished(deps);
  return async (
    source: LeasedSource,
    watch: CollectionWatch,
    ended: { unchanged: boolean; at: string },
  ): Promise<SettledCollection> => {
    const identity = await settleIdentity(source, watch.recognition, ended.at);
    const vanished = await settleVanished(source, watch, ended);
    const problems = [identity.problem, vanished.problem].filter((problem) => problem !== undefined);
    return { findings: { ...identity.findings, ...vanished.findings }, problems };
  };
}

export type SettleCollection = ReturnType<typeof createSettleCollection>;
