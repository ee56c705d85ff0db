import { expect, test } from '@jest/globals';
import { createNoteRefusals } from '../../../src/audit/note-refusals.js';
import type { ActionRecord } from '../../../src/store/action-store.js';

const REFUSAL = { from: '10.1.2.3', wanted: 'bs_unknown' };

function openNotes() {
  const noted: ActionRecord[] = [];
  const warned: unknown[][] = [];
  const state = { now: new Date('2026-11-25T10:00:00+08:00'), isAway: false };
  const begin = (record: ActionRecord): Promise<boolean> => {
    if (state.isAway) return Promise.reject(new Error('the store is away'));
    noted.push(record);
    return Promise.resolve(true);
  };
  const note = createNoteRefusals({
    actions: { begin },
    now: () => state.now,
    log: { warn: (...line: unknown[]) => warned.push(line) },
  });
  return { note, noted, warned, state };
}

test('of one address the first refusal of ten minutes is noted', async () => {
  const { note, noted, state } = openNotes();
  await Promise.all([note(REFUSAL), note(REFUSAL)]);
  await note(REFUSAL);
  expect(noted).toHaveLength(1);
  state.now = new Date('2026-11-25T10:10:00+08:00');
  await note(REFUSAL);
  expect(noted.map(({ action }) => action)).toEqual(['sign-in-refused', 'sign-in-refused']);
});

test('a note that could not be written is logged, and the next refusal is noted in its place', async () => {
  const { note, noted, warned, state } = openNotes();
  state.isAway = true;
  await note(REFUSAL);
  expect(noted).toEqual([]);
  expect(warned).toMatchObject([[{ action: 'sign-in-refused', from: '10.1.2.3' }, 'refusal-not-noted']]);
  state.isAway = false;
  await note(REFUSAL);
  expect(noted).toMatchObject([{ action: 'sign-in-refused', from: '10.1.2.3', outcome: 'refused' }]);
});
