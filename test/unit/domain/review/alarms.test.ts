import { describe, expect, test } from '@jest/globals';
import type { ContentItem, HistoryEvent } from '../../../../schemas/content-item.js';
import { addSeconds, toInstant } from '../../../../schemas/instant.js';
import type { AlarmLevel } from '../../../../schemas/review.js';
import { decideAddressees, type Desk } from '../../../../src/domain/review/alarm-addressees.js';
import { escalatedTo, findDueAlarm, findNextAlarmAt } from '../../../../src/domain/review/alarms.js';
import { openReview } from '../../../../src/domain/review/open-review.js';
import { findOpenWork } from '../../../../src/domain/review/open-work.js';
import { SETTINGS } from '../review-settings.js';
import { NOW, sampleAccount, sampleItem } from '../sample-item.js';

/** An urgent item: half an hour for each of its four stages. */
function waiting(lane: ContentItem['lane'] = 'urgent', history: HistoryEvent[] = []): ContentItem {
  const item = sampleItem({ state: 'in-review', lane, submittedBy: 'pusher', history });
  return { ...item, review: openReview(item, SETTINGS, NOW).review };
}
const after = (minutes: number) => addSeconds(NOW, minutes * 60);
const said = (level: AlarmLevel, subject?: string, minutes = 0): HistoryEvent => ({
  ...{ at: toInstant(after(minutes)), action: 'reminded', by: 'system', revision: 1 },
  ...{ stage: 'first-review', alarm: level, ...(subject !== undefined && { subject }) },
});
const levelAt = (minutes: number, ...history: HistoryEvent[]) =>
  findDueAlarm(waiting('urgent', history), after(minutes))?.level;

describe('the clock speaks', () => {
  test.each<[string, number, HistoryEvent[], AlarmLevel | undefined]>([
    ['of nothing while there is time', 22, [], undefined],
    ['when a quarter of the time is left', 22.5, [], 'due-soon'],
    ['once', 29, [said('due-soon')], undefined],
    ['when it is due', 30, [said('due-soon')], 'due'],
    ['only of what is true still', 31, [], 'due'],
    ['to somebody else a quarter of the time later', 37.5, [said('due')], 'overdue'],
    ['to the administrators after that', 45, [said('overdue')], 'escalated'],
    ['and never again', 9999, [said('escalated')], undefined],
    ['of the escalation first after a long silence', 9999, [], 'overdue'],
    ['and of the administrators then', 9999, [said('overdue')], 'escalated'],
  ])('%s', (_what, minutes, history, level) => {
    expect(levelAt(minutes, ...history)).toBe(level);
  });

  test('names the next time it will', () => {
    const next = (...history: HistoryEvent[]) => findNextAlarmAt(waiting('urgent', history));
    expect(next()).toBe(toInstant(after(22.5)));
    expect(next(said('due-soon'))).toBe(toInstant(after(30)));
    expect(next(said('overdue'))).toBe(toInstant(after(45)));
    expect(next(said('escalated'))).toBeUndefined();
    expect(findNextAlarmAt({ ...waiting(), state: 'returned' })).toBeUndefined();
  });

  test('at once where an officer is on duty', () => {
    expect(findDueAlarm(waiting('flash'), NOW)?.level).toBe('waiting');
    expect(findDueAlarm(waiting('urgent'), NOW)).toBeUndefined();
  });

  test('anew of a stage that opened again', () => {
    const before = { ...said('due-soon'), at: toInstant(after(-60)) };
    expect(levelAt(22.5, before)).toBe('due-soon');
  });

  test('of work from before it had times: by its deadline', () => {
    const { review, ...item } = waiting();
    if (!review) throw new Error('no review');
    const stages = review.stages.map(({ alarms: _none, ...stage }) => stage);
    const old = { ...item, review: { ...review, stages } };
    expect(findNextAlarmAt(old)).toBe(toInstant(after(30)));
    expect(findDueAlarm(old, after(37.5))?.level).toBe('overdue');
  });
});

describe('it speaks to', () => {
  const desk: Desk = {
    accounts: [
      sampleAccount('rev', ['reviewer']),
      sampleAccount('rev2', ['reviewer']),
      sampleAccount('own', ['reviewer'], 'hubei'),
      sampleAccount('chief', ['liaison']),
      sampleAccount('sec', ['secrecy-reviewer']),
      sampleAccount('duty', ['duty-officer']),
      sampleAccount('duty2', ['duty-officer']),
      sampleAccount('admin', ['system-administrator']),
    ],
    onDuty: ['own', 'duty', 'sec'],
  };
  const claim = { by: 'rev', at: toInstant(NOW), until: toInstant(after(120)) };
  const told = (item: ContentItem, minutes: number, people: Desk = desk) => {
    const alarm = findDueAlarm(item, after(minutes));
    if (!alarm) throw new Error('nothing is due');
    return decideAddressees(item, alarm, people, after(minutes));
  };

  test('whoever claimed the item, or all who may decide', () => {
    expect(told(waiting(), 23).told).toEqual(['rev', 'rev2']);
    expect(told({ ...waiting(), claim }, 23).told).toEqual(['rev']);
    expect(told({ ...waiting(), claim: { ...claim, until: toInstant(NOW) } }, 23).told).toEqual([
      'rev',
      'rev2',
    ]);
  });

  test('the first on duty who may decide, and to who is late', () => {
    expect(told({ ...waiting(), claim }, 40)).toEqual({
      ...{ told: ['duty', 'rev'], escalatedTo: 'duty', nobodyOnDuty: false },
    });
    expect(told({ ...waiting(), claim: { ...claim, by: 'duty' } }, 40)).toMatchObject({ escalatedTo: 'sec' });
  });

  test('the administrators where nobody on duty may, and at last', () => {
    expect(told(waiting(), 40, { ...desk, onDuty: ['own'] })).toEqual({
      told: ['admin'],
      nobodyOnDuty: true,
    });
    expect(told(waiting('urgent', [said('overdue', 'duty')]), 50)).toMatchObject({ told: ['admin'] });
  });

  test('officers on duty; without any to all of them and the administrators', () => {
    expect(told(waiting('flash'), 0)).toEqual({ told: ['duty'], nobodyOnDuty: false });
    expect(told(waiting('flash'), 0, { ...desk, onDuty: [] })).toEqual({
      ...{ told: ['duty', 'duty2', 'admin'], nobodyOnDuty: true },
    });
    const both = { ...desk, onDuty: ['duty', 'duty2'] };
    expect(told(waiting('flash'), 9999, both)).toMatchObject({ escalatedTo: 'duty2' });
  });

  test('nobody without the training about the secrecy check', () => {
    const item = waiting();
    if (!item.review) throw new Error('no review');
    const last = { ...item, review: { ...item.review, stage: 3 } };
    const [work] = findOpenWork(last);
    if (!work) throw new Error('nothing waits');
    const who = decideAddressees(last, { work, level: 'overdue' }, desk, NOW);
    expect(who.escalatedTo).toBe('sec');
    expect(escalatedTo(last, work)).toEqual([]);
  });
});
