import { toInstant, type Clock } from '../../schemas/instant.js';
import type { Lane } from '../../schemas/lane.js';
import { signText } from '../domain/near-duplicate.js';
import type { ClusterStore } from '../store/cluster-store.js';
import type { SignatureStore } from '../store/signature-store.js';
import { findNear } from './find-near.js';
import type { createJoinCluster } from './join-cluster.js';

export interface ClusterDependencies {
  clusters: ClusterStore;
  signatures: SignatureStore;
  joinCluster: ReturnType<typeof createJoinCluster>;
  now: Clock;
}

export interface ClusterSummary {
  clustered: number;
  /** Those of them that are in a cluster. */
  near: number;
}

/** Small enough that a batch holds the document store up for a few milliseconds only. */
const BATCH = 20;
/**
 * Finds the clusters of a batch of due items of one lane. Signatures are written before near ones are looked for: of two
 * items that come in at the same time, whoever looks second sees the first. Marks go last, so work cut short is due again.
 */
export function createClusterItems(deps: ClusterDependencies) {
  return async (lane: Lane): Promise<ClusterSummary> => {
    const at = toInstant(deps.now());
    const due = await deps.clusters.findDue(lane, at, BATCH);
    const signed = new Map(due.map((item) => [item.id, signText(item.text)]));
    await deps.signatures.save(signed);
    const near = await findNear(deps.signatures, signed);
    const clusterIds: (string | undefined)[] = [];
    for (const item of due) clusterIds.push(await deps.joinCluster(item, near.get(item.id) ?? [], at));
    await deps.clusters.markClustered(due);
    return { clustered: due.length, near: clusterIds.filter((id) => id !== undefined).length };
  };
}
