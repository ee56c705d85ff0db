import type { Portal } from '../../schemas/portal.js';
import type { CandidateRoute, RoutedTo, RouteVerdict } from '../../schemas/route.js';
import { meetsConditions, type RoutableItem } from './route-conditions.js';

/** A rule to decide by; without a version it is a draft, or a portal's own route. */
export type RoutingRule = CandidateRoute & { version?: number };

export interface RoutingFacts {
  rules: readonly RoutingRule[];
  portals: readonly Pick<Portal, 'id' | 'name' | 'routes'>[];
  now: Date;
}

/** What one rule said: which portals it decided about, beyond what earlier rules had decided. */
export interface RoutingStep {
  rule: RoutingRule;
  outcome: RouteVerdict['outcome'];
  decided: string[];
}

export interface Routing {
  targets: RoutedTo[];
  steps: RoutingStep[];
}

/**
 * Where an item goes. Rules are asked in order; the first that matches and names a portal decides about it, send or
 * exclude, and the column there; a rule that stops is the last one asked. The portals' own routes come after all rules.
 */
export function routeItem(item: RoutableItem, facts: RoutingFacts): Routing {
  const known = facts.portals.map(({ id }) => id);
  const decided = new Set<string>();
  const routing: Routing = { targets: [], steps: [] };
  let stopped = false;
  for (const rule of [...facts.rules.toSorted(byOrder), ...facts.portals.flatMap(toOwnRules)]) {
    const outcome = stopped ? 'not-reached' : judge(rule, item, facts.now);
    const step: RoutingStep = { rule, outcome, decided: [] };
    routing.steps.push(step);
    if (outcome !== 'matched') continue;
    step.decided = namedPortals(rule, known).filter((id) => !decided.has(id));
    for (const id of step.decided) decided.add(id);
    if (rule.effect === 'send') routing.targets.push(...step.decided.map((id) => toTarget(rule, id)));
    stopped = rule.next === 'stop';
  }
  return routing;
}

function judge(rule: RoutingRule, item: RoutableItem, now: Date): RoutingStep['outcome'] {
  if (!rule.enabled) return 'disabled';
  if (!isInForce(rule, now)) return 'not-in-force';
  return meetsConditions(rule.match, item) ? 'matched' : 'not-matched';
}

function isInForce({ validFrom, validUntil }: RoutingRule, now: Date): boolean {
  if (validFrom !== undefined && now.getTime() < Date.parse(validFrom)) return false;
  return validUntil === undefined || now.getTime() < Date.parse(validUntil);
}

/** Portals that a rule speaks of; one that excludes without naming any speaks of all. */
function namedPortals({ effect, targets }: RoutingRule, known: readonly string[]): string[] {
  if (effect === 'exclude' && targets.length === 0) return [...known];
  const named = new Set(targets.map(({ portalId }) => portalId));
  return known.filter((id) => named.has(id));
}

function toTarget({ id, version, targets }: RoutingRule, portalId: string): RoutedTo {
  const column = targets.find((target) => target.portalId === portalId)?.column;
  return {
    portalId,
    ruleId: id,
    ...(column !== undefined && { column }),
    ...(version !== undefined && { ruleVersion: version }),
  };
}

function toOwnRules({ id, name, routes }: RoutingFacts['portals'][number]): RoutingRule[] {
  return routes.map((match, index) => ({
    ...{ id: `portal:${id}#${index + 1}`, name: `${name} ${index + 1}`, order: Infinity, enabled: true },
    ...{ match, effect: 'send', targets: [{ portalId: id }], next: 'continue' },
  }));
}

function byOrder(a: RoutingRule, b: RoutingRule): number {
  return a.order - b.order || (a.id < b.id ? -1 : 1);
}
