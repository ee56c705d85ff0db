import { randomBytes } from 'node:crypto';
import type { Parts } from './compose.js';
import { toClusterId } from './domain/item-id.js';
import { createClusterItems } from './ingest/cluster-items.js';
import { createJoinCluster } from './ingest/join-cluster.js';
import { createShowCluster } from './ingest/show-cluster.js';

/** Items that tell the same thing. */
export function wireClusters({ stores, now }: Pick<Parts, 'stores' | 'now'>) {
  const { clusters, signatures, rankings, organizations } = stores;
  const newClusterId = () => toClusterId(now(), randomBytes(5));
  return {
    clusterItems: createClusterItems({
      ...{ clusters, signatures, now },
      joinCluster: createJoinCluster({ clusters, newClusterId }),
    }),
    showCluster: createShowCluster({ clusters, signatures, rankings, organizations }),
  };
}
