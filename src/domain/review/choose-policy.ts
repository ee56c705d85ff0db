import type { Policy, PolicyMatch } from '../../../schemas/policy.js';
import type { ItemKind } from '../../../schemas/item-kind.js';
import type { Lane } from '../../../schemas/lane.js';
import { ROUTINE_POLICY } from './default-policies.js';

/** What a policy is chosen by. */
export interface PolicyFacts {
  lane: Lane;
  kind: ItemKind;
  organizationId: string;
  column?: string;
  /** Portals that the item would go to. */
  portalIds: readonly string[];
}

export type Mismatch = 'disabled' | 'lane' | 'kind' | 'organization' | 'column' | 'portal';

export interface PolicyChoice {
  policy: Policy;
  passedOver: { policy: Policy; because: Mismatch }[];
}

/** The first policy in order that matches; what comes with the gateway where none does. */
export function choosePolicy(facts: PolicyFacts, policies: readonly Policy[]): PolicyChoice {
  const ordered = [...policies].sort((a, b) => a.order - b.order || (a.id < b.id ? -1 : 1));
  const passedOver: PolicyChoice['passedOver'] = [];
  for (const policy of ordered) {
    const because = policy.enabled ? findMismatch(policy.match, facts) : 'disabled';
    if (because === undefined) return { policy, passedOver };
    passedOver.push({ policy, because });
  }
  return { policy: ROUTINE_POLICY, passedOver };
}

function findMismatch(match: PolicyMatch, facts: PolicyFacts): Mismatch | undefined {
  if (match.lanes && !match.lanes.includes(facts.lane)) return 'lane';
  if (match.kinds && !match.kinds.includes(facts.kind)) return 'kind';
  if (match.organizations && !match.organizations.includes(facts.organizationId)) return 'organization';
  if (match.columns && !(facts.column !== undefined && match.columns.includes(facts.column))) return 'column';
  if (match.portals && !match.portals.some((id) => facts.portalIds.includes(id))) return 'portal';
  return undefined;
}
