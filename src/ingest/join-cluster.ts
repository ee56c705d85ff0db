import { AppError } from '../../schemas/errors.js';
import type { ClusterStore, UnclusteredItem } from '../store/cluster-store.js';

export interface JoinDependencies {
  clusters: ClusterStore;
  /** A new cluster id, greater than all before it. */
  newClusterId: () => string;
}

/** Larger clusters are series of bulletins: taking one apart because a member left it would cost more than it tells. */
const LARGEST_REGROUPED = 200;
const TRIES = 20;

/**
 * Brings an item into one cluster with the items near it, or out of one that it does not resemble any more. Safe against
 * others doing the same with any of them at the same time; repeating it changes nothing. Answers the cluster.
 */
export function createJoinCluster({ clusters, newClusterId }: JoinDependencies) {
  return async (
    item: Pick<UnclusteredItem, 'id' | 'clusterId'>,
    near: readonly string[],
    at: string,
  ): Promise<string | undefined> => {
    if (near.length === 0 && item.clusterId === undefined) return undefined;
    await leaveFormer(clusters, item, near, at);
    let common: string | undefined;
    let open = [item.id, ...near];
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const found = await clusters.clustersOf(open);
      // An item that is gone, whose signature is still there, is nobody to join.
      if (common === undefined && (found.size < 2 || !found.has(item.id))) return undefined;
      const known = [common, ...found.values()].filter((id) => id !== undefined).sort();
      const [oldest = newClusterId(), ...others] = new Set(known);
      for (const other of others) await clusters.unite(oldest, other, at);
      open = [...found].flatMap(([id, clusterId]) => (clusterId === undefined ? [id] : []));
      if (open.length > 0) await clusters.label(open, oldest);
      common = await clusters.settle(oldest);
      if (open.length === 0) return common;
      // Others may have been quicker with some of these: looked at once more, and united with where they are.
    }
    throw new AppError('conflict', `the cluster of item ${item.id} is being changed by others`, {
      retryable: true,
      details: { id: item.id },
    });
  };
}

/** An item that was revised may have nothing to do any more with those it was together with. */
async function leaveFormer(
  clusters: ClusterStore,
  { id, clusterId }: Pick<UnclusteredItem, 'id' | 'clusterId'>,
  near: readonly string[],
  at: string,
): Promise<void> {
  if (clusterId === undefined) return;
  const former = await clusters.settle(clusterId);
  const theirs = await clusters.clustersOf(near);
  if ([...theirs.values()].includes(former)) return;
  await clusters.leave(id, former);
  const left = await clusters.countMembers(former, LARGEST_REGROUPED + 1);
  if (left > 0 && left <= LARGEST_REGROUPED) await clusters.dissolve(former, at);
}
