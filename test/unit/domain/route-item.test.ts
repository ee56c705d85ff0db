import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { RouteRule } from '../../../schemas/portal.js';
import type { RouteMatch } from '../../../schemas/route.js';
import { explainStep } from '../../../src/domain/explain-routing.js';
import { explainConditions, meetsConditions } from '../../../src/domain/route-conditions.js';
import { routeItem, type RoutingFacts, type RoutingRule } from '../../../src/domain/route-item.js';
import { sampleItem } from './sample-item.js';

const NOW = new Date('2026-11-23T09:05:00+08:00');

function itemWith(content: Partial<ReturnType<typeof sampleItem>['content']> = {}) {
  const item = sampleItem();
  return { ...item, content: { ...item.content, ...content } };
}

function rule(id: string, change: Partial<RoutingRule> = {}): RoutingRule {
  return {
    ...{ id, name: id, order: 100, enabled: true, match: {}, effect: 'send', next: 'continue' },
    targets: [{ portalId: 'bureau' }],
    ...change,
  };
}

function facts(rules: RoutingRule[], own: Record<string, RouteRule[]> = {}): RoutingFacts {
  const portals = ['bureau', 'central', 'partner'].map((id) => ({ id, name: id, routes: own[id] ?? [] }));
  return { rules, portals, now: NOW };
}

function placesBy(rules: RoutingRule[], own?: Record<string, RouteRule[]>): string[] {
  const { targets } = routeItem(itemWith(), facts(rules, own));
  return targets.map(({ portalId, column, ruleId }) => [portalId, column, ruleId].filter(Boolean).join(' '));
}

const central = { portalId: 'central' };
const bureau = { portalId: 'bureau' };

describe('an item goes', () => {
  test.each<[string, RoutingRule[], string[]]>([
    ['nowhere without rules', [], []],
    ['where a rule without conditions sends it', [rule('all')], ['bureau all']],
    [
      'to several portals of one rule, each with its column',
      [rule('all', { targets: [{ ...bureau, column: '要闻' }, central] })],
      ['bureau 要闻 all', 'central all'],
    ],
    [
      'by the lower order first, which decides the column',
      [
        rule('late', { order: 2, targets: [{ ...bureau, column: '乙' }] }),
        rule('early', { order: 1, targets: [{ ...bureau, column: '甲' }] }),
      ],
      ['bureau 甲 early'],
    ],
    ['by name where the order is the same', [rule('b'), rule('a')], ['bureau a']],
    [
      'no further after a rule that stops',
      [rule('one', { order: 1, next: 'stop' }), rule('two', { order: 2, targets: [central] })],
      ['bureau one'],
    ],
    [
      'on past a rule that would stop and does not match',
      [
        rule('one', { order: 1, next: 'stop', match: { kinds: [] } }),
        rule('two', { order: 2, targets: [central] }),
      ],
      ['central two'],
    ],
    [
      'not where an earlier rule excludes it',
      [
        rule('no', { order: 1, effect: 'exclude', targets: [central] }),
        rule('yes', { order: 2, targets: [central, bureau] }),
      ],
      ['bureau yes'],
    ],
    [
      'where an earlier rule sends it although a later one excludes',
      [
        rule('yes', { order: 1, targets: [central] }),
        rule('no', { order: 2, effect: 'exclude', targets: [central] }),
      ],
      ['central yes'],
    ],
    [
      'nowhere after a rule that excludes all',
      [rule('no', { order: 1, effect: 'exclude', targets: [] }), rule('yes', { order: 2 })],
      [],
    ],
    ['not by a rule that is switched off', [rule('off', { enabled: false })], []],
    ['not by a rule before its time', [rule('soon', { validFrom: '2026-11-23T09:06:00+08:00' })], []],
    ['by a rule from its first moment', [rule('now', { validFrom: '2026-11-23T01:05:00Z' })], ['bureau now']],
    ['not by a rule from its last moment', [rule('over', { validUntil: '2026-11-23T01:05:00Z' })], []],
    ['not to a portal that is unknown', [rule('all', { targets: [{ portalId: 'gone' }] })], []],
  ])('%s', (_where, rules, places) => {
    expect(placesBy(rules)).toEqual(places);
  });

  test("by a portal's own routes after all rules, unless one stops or excludes", () => {
    const own = { central: [{ kinds: ['notice' as const] }, {}] };
    expect(placesBy([rule('all')], own)).toEqual(['bureau all', 'central portal:central#2']);
    expect(placesBy([rule('all', { next: 'stop' })], own)).toEqual(['bureau all']);
    expect(placesBy([rule('no', { effect: 'exclude', targets: [central] })], own)).toEqual([]);
  });

  const rules = fc.array(
    fc.record({
      order: fc.nat(3),
      enabled: fc.boolean(),
      effect: fc.constantFrom('send' as const, 'exclude' as const),
      next: fc.constantFrom('continue' as const, 'stop' as const),
      match: fc.constantFrom<RouteMatch>({}, { kinds: [] }, { kinds: ['news'] }),
      targets: fc.subarray([bureau, central, { portalId: 'partner' }]),
    }),
    { maxLength: 8 },
  );

  test('to each portal once at most, by the first rule that decides about it', () => {
    fc.assert(
      fc.property(rules, (made) => {
        const given = made.map((each, index) => rule(`r${index}`, each));
        const { targets, steps } = routeItem(itemWith(), facts(given));
        const portalIds = targets.map(({ portalId }) => portalId);
        expect(new Set(portalIds).size).toBe(portalIds.length);
        const decided = steps.flatMap((step) => step.decided);
        expect(new Set(decided).size).toBe(decided.length);
        const stop = steps.findIndex(
          ({ outcome, rule: { next } }) => outcome === 'matched' && next === 'stop',
        );
        if (stop >= 0)
          expect(steps.slice(stop + 1).every(({ outcome }) => outcome === 'not-reached')).toBe(true);
      }),
    );
  });
});

describe('a rule matches', () => {
  const at = '2026-11-23T09:05:00.000+08:00';
  const item = itemWith({
    ...{
      column: '通知 公告',
      title: '关于发布ＧＮＳＳ测绘成果的通知',
      keywords: ['测绘成果'],
      publishedAt: at,
    },
  });
  test.each<[string, RouteMatch, boolean]>([
    ['without conditions', {}, true],
    ['its kind', { kinds: ['notice', 'news'] }, true],
    ['no other kind', { kinds: ['notice'] }, false],
    ['nothing by an empty list', { kinds: [] }, false],
    ['its lane', { lanes: ['routine'] }, true],
    ['no other lane', { lanes: ['flash', 'urgent'] }, false],
    ['its organization', { organizations: ['hubei'] }, true],
    ['no other organization', { organizations: ['hunan'] }, false],
    ['its column whatever the spaces', { columns: ['通知公告'] }, true],
    ['no part of its column', { columns: ['通知'] }, false],
    ['one of its keywords', { keywords: ['测绘成果'] }, true],
    ['a word in its title, whatever its width and case', { keywords: ['gnss'] }, true],
    ['no word that it has not', { keywords: ['地震'] }, false],
    ['from its very publication', { publishedFrom: at }, true],
    ['not until its very publication', { publishedUntil: at }, false],
    ['within a window in another zone', { publishedFrom: '2026-11-23T01:00:00Z' }, true],
    ['when every condition is met', { kinds: ['news'], keywords: ['gnss'] }, true],
    ['not when one of them is not', { kinds: ['news'], keywords: ['地震'] }, false],
  ])('%s', (_what, match, met) => {
    expect(meetsConditions(match, item)).toBe(met);
    expect(explainConditions(match, item).every((condition) => condition.met)).toBe(met);
  });

  test('no item without a date by a window', () => {
    const { publishedAt: _publishedAt, ...content } = item.content;
    expect(meetsConditions({ publishedFrom: '2000-01-01T00:00:00Z' }, { ...item, content })).toBe(false);
  });
});

describe('people are told of a rule', () => {
  const told = (rules: RoutingRule[]) => {
    const item = itemWith();
    return routeItem(item, facts(rules)).steps.map((step) => explainStep(step, item));
  };

  test('which condition fails, and what the item has instead', () => {
    const [verdict] = told([rule('notices', { match: { kinds: ['notice'], lanes: ['routine'] } })]);
    expect(verdict).toMatchObject({
      ...{ ruleId: 'notices', outcome: 'not-matched', zh: '条件不符', decided: [] },
      conditions: [
        { condition: 'kinds', met: false, zh: '内容类型不符：要求“通知公告”，条目为“工作动态”' },
        { condition: 'lanes', met: true },
      ],
    });
  });

  test('that others had decided, that it stops, that it was not asked', () => {
    const verdicts = told([
      rule('a', { order: 1 }),
      rule('b', { order: 2, next: 'stop' }),
      rule('c', { order: 3 }),
      rule('d', { order: 4, enabled: false }),
    ]);
    expect(verdicts.map(({ en }) => en)).toEqual([
      'matches and sends it to bureau',
      'matches, but rules before it have decided about its portals; no further rule is asked',
      'was not asked: a rule before it stops',
      'was not asked: a rule before it stops',
    ]);
  });
});
