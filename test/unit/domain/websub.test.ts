import { describe, expect, test } from '@jest/globals';
import {
  canCallBack,
  decideSubscription,
  isPushed,
  renewalSeconds,
  subscriptionPauseSeconds,
  toLeaseSeconds,
  type SubscriptionFacts,
} from '../../../src/domain/websub.js';

const BEFORE = '2026-11-24T09:00:00.000+08:00';
const NOW = '2026-11-24T10:00:00.000+08:00';
const LATER = '2026-11-24T11:00:00.000+08:00';
const HUB = 'https://hub.example.org/';

describe('decideSubscription', () => {
  const decide = (
    facts: Partial<SubscriptionFacts>,
    state: 'active' | 'paused',
    publicUrl = 'https://gateway.gov.cn',
  ) =>
    decideSubscription(
      { state: 'announced', hub: HUB, failures: 0, ...facts },
      { state },
      { now: NOW, publicUrl },
    );

  test.each<[Partial<SubscriptionFacts>, string]>([
    [{ state: 'announced', dueAt: BEFORE }, 'subscribe'],
    [{ state: 'active', dueAt: NOW }, 'subscribe'],
    [{ state: 'active', dueAt: LATER }, 'nothing'],
    [{ state: 'requested', dueAt: LATER }, 'nothing'],
    [{ state: 'requested', dueAt: BEFORE }, 'subscribe'],
    [{ state: 'denied', dueAt: BEFORE }, 'subscribe'],
    [{ state: 'denied', dueAt: LATER }, 'nothing'],
    [{ state: 'ended' }, 'subscribe'],
    [{ state: 'active', dueAt: LATER, dropped: true }, 'unsubscribe'],
    [{ state: 'announced', dueAt: BEFORE, dropped: true }, 'end'],
    [{ state: 'ending', dueAt: BEFORE }, 'subscribe'],
  ])('%j of a source that is collected: %s', (facts, step) => {
    expect(decide(facts, 'active')).toBe(step);
  });

  test.each<[Partial<SubscriptionFacts>, string]>([
    [{ state: 'active', dueAt: LATER }, 'unsubscribe'],
    [{ state: 'requested', dueAt: LATER }, 'unsubscribe'],
    [{ state: 'ending', dueAt: LATER }, 'nothing'],
    [{ state: 'ending', dueAt: BEFORE, failures: 2 }, 'unsubscribe'],
    [{ state: 'ending', dueAt: BEFORE, failures: 5 }, 'end'],
    [{ state: 'announced', dueAt: BEFORE }, 'end'],
    [{ state: 'denied', dueAt: BEFORE }, 'end'],
    [{ state: 'ended' }, 'nothing'],
    [{ state: 'ended', dropped: true }, 'end'],
  ])('%j of a source that is paused: %s', (facts, step) => {
    expect(decide(facts, 'paused')).toBe(step);
  });

  test('a hub elsewhere is not told to call this machine', () => {
    expect(decide({ dueAt: BEFORE }, 'active', 'http://127.0.0.1:8080')).toBe('mark-unreachable');
  });
});

test.each([
  ['https://gateway.gov.cn', HUB, true],
  ['http://127.0.0.1:8080', HUB, false],
  ['http://localhost:8080', HUB, false],
  ['http://a.localhost', HUB, false],
  ['http://[::1]:8080', HUB, false],
  ['http://0x7f.1:8080', HUB, false],
  ['http://[::ffff:127.0.0.1]', HUB, false],
  ['http://127.0.0.1:8080', 'http://127.0.0.1:9000/hub', true],
  ['http://127.0.0.1:8080', 'http://localhost/hub', true],
  ['http://10.1.2.3', HUB, true],
])('from %s to be called back by %s: %s', (publicUrl, hub, expected) => {
  expect(canCallBack(publicUrl, hub)).toBe(expected);
});

test.each([
  ['3600', 3600],
  [undefined, 864_000],
  ['', 864_000],
  ['-5', 864_000],
  ['1e9', 864_000],
  ['0', 60],
  ['1', 60],
  ['999999999', 2_592_000],
])('a lease of %s seconds counts as %i', (written, seconds) => {
  expect(toLeaseSeconds(written)).toBe(seconds);
});

test('a lease is renewed before it ends, however long it is', () => {
  for (const lease of [60, 3600, 864_000])
    for (const random of [0, 0.999]) {
      expect(renewalSeconds(lease, random)).toBeLessThan(lease);
      expect(renewalSeconds(lease, random)).toBeGreaterThanOrEqual(lease / 2);
    }
});

test('pauses grow to a day and no further', () => {
  expect([0, 1, 5, 50].map(subscriptionPauseSeconds)).toEqual([60, 120, 1920, 86_400]);
});

test.each([
  [{ hub: HUB, topic: HUB, state: 'active' as const, expiresAt: LATER }, true],
  [{ hub: HUB, topic: HUB, state: 'active' as const, expiresAt: BEFORE }, false],
  [{ hub: HUB, topic: HUB, state: 'requested' as const, expiresAt: LATER }, false],
  [undefined, false],
])('changes are pushed with %j: %s', (websub, expected) => {
  expect(isPushed(websub === undefined ? {} : { websub }, NOW)).toBe(expected);
});
