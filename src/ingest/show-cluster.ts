import { MOST_SHOWN_MEMBERS, type Cluster, type ClusterMember } from '../../schemas/cluster.js';
import type { Organization } from '../../schemas/organization.js';
import { chooseLeader, firstReporter } from '../domain/choose-leader.js';
import { similarityOf } from '../domain/near-duplicate.js';
import { seesAll, type Caller } from '../review/caller.js';
import type { ClusterStore, MemberRecord } from '../store/cluster-store.js';
import type { RankingStore } from '../store/ranking-store.js';
import type { KeptSignature, SignatureStore } from '../store/signature-store.js';

export interface ShowClusterDependencies {
  clusters: ClusterStore;
  signatures: SignatureStore;
  rankings: RankingStore;
  organizations: { find(id: string): Promise<Organization | undefined> };
}

/** Members that are weighed against each other for the lead: a series of bulletins may have more, and has no leader worth it. */
const MOST_WEIGHED = 1000;

/**
 * A cluster as its items and the ranking are now: who leads is decided when it is asked, so a withdrawal, a decision or a
 * new ranking needs no work of its own to count. People bound to their own organization see a cluster that it is in, and
 * of the members only its own. Undefined when there is no such cluster for them.
 */
export function createShowCluster(deps: ShowClusterDependencies) {
  return async (id: string, caller: Caller): Promise<Cluster | undefined> => {
    const current = await deps.clusters.follow(id);
    const members = await deps.clusters.findMembers(current, MOST_WEIGHED);
    const seen = members.filter(
      ({ organizationId }) => seesAll(caller.account) || organizationId === caller.account.organizationId,
    );
    const weighed = await withKinds(deps.organizations, members);
    const first = firstReporter(weighed);
    if (!first || seen.length === 0) return undefined;
    const leader = chooseLeader(weighed, await deps.rankings.find());
    const size = members.length < MOST_WEIGHED ? members.length : await deps.clusters.countMembers(current);
    return {
      id: current,
      size,
      ...(leader && { leader: leader.itemId }),
      firstReporter: first.itemId,
      members: await compare(deps.signatures, seen.slice(0, MOST_SHOWN_MEMBERS), (leader ?? first).itemId),
    };
  };
}

async function withKinds(organizations: ShowClusterDependencies['organizations'], members: MemberRecord[]) {
  const ids = [...new Set(members.map(({ organizationId }) => organizationId))];
  const found = await Promise.all(ids.map((id) => organizations.find(id)));
  const kinds = new Map(found.flatMap((each) => (each ? [[each.id, each.kind] as const] : [])));
  return members.map(({ id, ...rest }) => {
    const organizationKind = kinds.get(rest.organizationId);
    return { itemId: id, ...rest, ...(organizationKind && { organizationKind }) };
  });
}

async function compare(
  signatures: SignatureStore,
  members: readonly MemberRecord[],
  with_: string,
): Promise<ClusterMember[]> {
  const found = await signatures.findMany([with_, ...members.map(({ id }) => id)]);
  const measure = found.get(with_);
  return members.map(({ id, ...rest }) => ({ itemId: id, ...rest, ...likeness(found.get(id), measure) }));
}

/** Nothing while one of the two has no signature, as after a revision that was not clustered yet. */
function likeness(one: KeptSignature | undefined, other: KeptSignature | undefined) {
  if (!one || !other) return {};
  const similarity = Math.round(similarityOf(one.slots, other.slots) * 100) / 100;
  return { similarity, sameFigures: one.figures === other.figures };
}
