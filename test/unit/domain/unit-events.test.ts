import { describe, expect, test } from '@jest/globals';
import { HISTORY_ACTIONS } from '../../../schemas/content-item.js';
import { UNIT_EVENT_TYPES, type UnitEventType } from '../../../schemas/unit-event.js';
import { EVENT_ACTIONS, eventIdOf, eventTypeOf } from '../../../src/domain/unit-events.js';

type Entry = Parameters<typeof eventTypeOf>[0];

describe('what an entry of the log means to the unit', () => {
  test.each<[Entry, UnitEventType | undefined]>([
    [{ action: 'submitted' }, 'item.received'],
    [{ action: 'collected' }, 'item.received'],
    [{ action: 'resubmitted' }, 'item.revised'],
    [{ action: 'merged' }, 'item.merged'],
    [{ action: 'returned' }, 'item.returned'],
    [{ action: 'stage-approved' }, undefined],
    [{ action: 'approved' }, 'item.approved'],
    [{ action: 'declined' }, 'item.declined'],
    [{ action: 'withdrawn' }, 'item.withdrawn'],
    [{ action: 'expired' }, 'item.expired'],
    [{ action: 'escalated' }, 'item.overdue'],
    [{ action: 'refused' }, 'item.refused'],
    [{ action: 'claimed' }, undefined],
    [{ action: 'checked' }, undefined],
    [{ action: 'delivery-applied', after: { delivery: 'publish@1 delivered' } }, 'item.delivered'],
    [{ action: 'delivery-applied', after: { delivery: 'publish@1 adopted' } }, 'item.adopted'],
    [{ action: 'delivery-applied', after: { delivery: 'withdraw@2 withdrawn' } }, 'item.taken-down'],
    [{ action: 'delivery-applied' }, 'item.delivered'],
    [{ action: 'receipt', comment: 'accepted' }, undefined],
    [{ action: 'receipt', comment: 'adopted' }, 'item.adopted'],
    [{ action: 'receipt', comment: 'declined' }, 'item.declined'],
    [{ action: 'receipt', comment: 'withdrawn' }, 'item.taken-down'],
    [{ action: 'receipt', comment: 'something new' }, undefined],
    [{ action: 'receipt' }, undefined],
  ])('%j: %s', (entry, type) => {
    expect(eventTypeOf(entry)).toBe(type);
  });

  test('every type comes of some action, and no action is read that can be none', () => {
    const statuses = ['delivered', 'adopted', 'declined', 'withdrawn'];
    const typesOf = (action: (typeof HISTORY_ACTIONS)[number]) => [
      eventTypeOf({ action }),
      ...statuses.map((comment) =>
        eventTypeOf({ action, comment, after: { delivery: `publish@1 ${comment}` } }),
      ),
    ];
    const all = new Set(HISTORY_ACTIONS.flatMap(typesOf));
    expect(UNIT_EVENT_TYPES.filter((type) => !all.has(type))).toEqual([]);
    const telling = HISTORY_ACTIONS.filter((action) => typesOf(action).some((type) => type !== undefined));
    expect([...EVENT_ACTIONS].sort()).toEqual([...telling].sort());
  });

  test('the same entry has the same id', () => {
    expect(eventIdOf({ itemId: '20261123-1', position: 4 })).toBe('20261123-1.4');
  });
});
