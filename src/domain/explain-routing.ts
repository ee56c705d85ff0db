import type { Delivery } from '../../schemas/delivery.js';
import type { RoutedDelivery, RouteVerdict } from '../../schemas/route.js';
import { explainConditions, type RoutableItem } from './route-conditions.js';
import type { RoutingStep } from './route-item.js';

/** What one rule said of an item, in words for people. */
export function explainStep(step: RoutingStep, item: RoutableItem): RouteVerdict {
  const { rule, outcome, decided } = step;
  const { zh, en } = describe(step);
  return {
    ruleId: rule.id,
    name: rule.name,
    outcome,
    conditions: explainConditions(rule.match, item),
    decided,
    zh,
    en,
  };
}

function describe({ rule, outcome, decided }: RoutingStep): { zh: string; en: string } {
  switch (outcome) {
    case 'disabled':
      return { zh: '未启用', en: 'is switched off' };
    case 'not-in-force':
      return { zh: '不在有效期内', en: 'is not in force now' };
    case 'not-reached':
      return { zh: '已止于前面的规则，未再询问', en: 'was not asked: a rule before it stops' };
    case 'not-matched':
      return { zh: '条件不符', en: 'does not match' };
    case 'matched':
      return describeMatch(rule.effect, rule.next, decided);
  }
}

function describeMatch(
  effect: 'send' | 'exclude',
  next: 'continue' | 'stop',
  decided: readonly string[],
): { zh: string; en: string } {
  const portals = decided.join('、').slice(0, 1500);
  const stops =
    next === 'stop' ? { zh: '，后面的规则不再询问', en: '; no further rule is asked' } : { zh: '', en: '' };
  if (decided.length === 0) {
    return {
      zh: `符合，但其门户已由前面的规则决定${stops.zh}`,
      en: `matches, but rules before it have decided about its portals${stops.en}`,
    };
  }
  return effect === 'send'
    ? { zh: `符合，送往 ${portals}${stops.zh}`, en: `matches and sends it to ${portals}${stops.en}` }
    : { zh: `符合，不送 ${portals}${stops.zh}`, en: `matches and keeps it from ${portals}${stops.en}` };
}

/** Why an item was sent to a portal it was sent to. */
export function explainDelivery(delivery: Delivery): RoutedDelivery {
  const { portalId, status, column, route } = delivery;
  const rule = route && `${route.ruleId}${route.ruleVersion === undefined ? '' : `@${route.ruleVersion}`}`;
  return {
    ...{ portalId, status },
    ...(column !== undefined && { column }),
    ...route,
    zh: rule === undefined ? '分发规则启用之前已送' : `依规则 ${rule} 送出，规则改动不影响已送条目`,
    en:
      rule === undefined
        ? 'was sent before there were rules'
        : `was sent by rule ${rule}; later changes of the rules do not move it`,
  };
}
