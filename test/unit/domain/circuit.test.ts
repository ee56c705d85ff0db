import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { addSeconds, toInstant } from '../../../schemas/instant.js';
import {
  afterWord,
  heldFor,
  newCircuit,
  passageOf,
  withoutProbe,
  withProbe,
  type CircuitRecord,
  type PortalWord,
} from '../../../src/domain/circuit.js';

const START = new Date('2026-11-25T09:00:00+08:00');
const later = (seconds: number) => addSeconds(START, seconds);

function hear(circuit: CircuitRecord, words: PortalWord['word'][], settings = {}): CircuitRecord {
  return words.reduce((at, word) => afterWord(at, { word }, START, settings), circuit);
}

const fresh = newCircuit('p', START);
const times = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);

describe('a circuit opens', () => {
  test.each<[string, PortalWord['word'][], object, string | undefined]>([
    ['at once when the portal is gone', ['gone'], {}, 'gone'],
    ['after so many refusals in a row', times(3, 'refused' as const), { refusalsInRow: 3 }, 'refusals'],
    ['not when one was taken in between', ['refused', 'taken', 'refused'], { refusalsInRow: 2 }, undefined],
    ['after so many failures in a row', times(4, 'failed' as const), { failuresInRow: 4 }, 'failures'],
    ['not when it refused in between', ['failed', 'refused', 'failed'], { failuresInRow: 2 }, undefined],
    [
      'on the share of failures in a window',
      ['failed', 'taken', 'failed', 'taken', 'failed'],
      { leastAttempts: 5, failureShare: 0.5 },
      'failures',
    ],
    [
      'not on a share of too few attempts',
      ['failed', 'taken', 'failed'],
      { leastAttempts: 5, failureShare: 0.5 },
      undefined,
    ],
  ])('%s', (_when, words, settings, cause) => {
    const { state, cause: found } = hear(fresh, words, settings);
    expect([state, found]).toEqual([cause === undefined ? 'closed' : 'open', cause]);
  });

  test('not on failures of a window that is over', () => {
    const settings = { leastAttempts: 4, failureShare: 0.5, windowSeconds: 60 };
    const before = hear(fresh, ['failed', 'taken', 'failed'], settings);
    expect(afterWord(before, { word: 'failed' }, later(61), settings).state).toBe('closed');
  });

  test('counting the successes that nobody wrote', () => {
    const settings = { leastAttempts: 4, failureShare: 0.5 };
    const said = { word: 'failed' as const, unwritten: 10 };
    expect(afterWord(hear(fresh, ['failed', 'failed'], settings), said, START, settings).state).toBe(
      'closed',
    );
  });
});

describe('an open circuit', () => {
  const open = hear(fresh, ['gone'], { probeSeconds: 5 });
  const probed = withProbe(open, 'mine', later(5), later(20));

  test('holds everything until its probe, and everything but the probe afterwards', () => {
    expect(passageOf(open, later(4))).toEqual({ may: 'wait', until: later(5) });
    expect(passageOf(open, later(5))).toEqual({ may: 'probe' });
    expect(passageOf(probed, later(6))).toEqual({ may: 'wait', until: later(20) });
    expect(passageOf(probed, later(20))).toEqual({ may: 'probe' });
    expect(passageOf(withoutProbe(probed, 'mine', later(6)), later(6))).toEqual({ may: 'probe' });
  });

  test('is probed at once when it opened while the clock was ahead, and by one', () => {
    const ahead = afterWord(fresh, { word: 'gone' }, later(600));
    expect(passageOf(ahead, later(5))).toEqual({ may: 'probe' });
    const probed = withProbe(ahead, 'mine', later(5), later(20));
    expect(passageOf(probed, later(6))).toEqual({ may: 'wait', until: later(20) });
    const again = withProbe(withProbe(ahead, 'a', later(600), later(620)), 'b', later(5), later(20));
    expect(passageOf(again, later(6)).may).toBe('wait');
  });

  test.each<[string, PortalWord, string]>([
    ['closes when the probe is taken', { word: 'taken', probe: 'mine' }, 'closed'],
    ['closes when the probe alone is refused', { word: 'refused', probe: 'mine' }, 'closed'],
    ['stays open when the probe fails', { word: 'failed', probe: 'mine' }, 'open'],
    ['hears nobody but its probe', { word: 'taken', probe: 'other' }, 'half-open'],
    ['hears nobody who began before', { word: 'taken' }, 'half-open'],
  ])('%s', (_what, said, state) => {
    expect(afterWord(probed, said, later(6)).state).toBe(state);
  });

  test('that refused everything stays open when the probe is refused', () => {
    const refused = withProbe(hear(fresh, ['refused'], { refusalsInRow: 1 }), 'mine', later(5), later(20));
    expect(afterWord(refused, { word: 'refused', probe: 'mine' }, later(6))).toMatchObject({
      ...{ state: 'open', cause: 'refusals', openings: 2 },
    });
  });

  test('waits twice as long after every probe that fails, up to a limit', () => {
    let circuit = open;
    const waits: number[] = [];
    for (let index = 0; index < 10; index++) {
      circuit = afterWord(
        withProbe(circuit, 'mine', START, START),
        { word: 'failed', probe: 'mine' },
        START,
        { probeSeconds: 5, longestProbeSeconds: 60 },
      );
      waits.push((Date.parse(circuit.probeAt ?? '') - START.getTime()) / 1000);
    }
    expect(waits).toEqual([10, 20, 40, ...times(7, 60)]);
  });
});

test('a portal that asked for patience is left alone for so long, whatever its circuit', () => {
  const held = heldFor(fresh, 30, START);
  expect(held.heldUntil).toBe(toInstant(later(30)));
  expect(passageOf(held, later(29)).may).toBe('wait');
  expect(passageOf(held, later(30)).may).toBe('send');
  expect(heldFor(held, 10, START)).toBe(held);
});

test('whatever portals say, a circuit that is open names its cause and when it is tried again', () => {
  const word = fc.constantFrom<PortalWord['word']>('taken', 'refused', 'failed', 'gone');
  const step = fc.record({ word, probes: fc.boolean(), after: fc.integer({ min: 0, max: 100 }) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
      let circuit = fresh;
      let now = START;
      for (const { word: said, probes, after } of steps) {
        now = addSeconds(now, after);
        const mayProbe = passageOf(circuit, now).may === 'probe';
        if (mayProbe && probes) circuit = withProbe(circuit, 'mine', now, addSeconds(now, 10));
        circuit = afterWord(circuit, { word: said, ...(probes && { probe: 'mine' }) }, now, {
          refusalsInRow: 3,
        });
        if (circuit.state === 'open') {
          expect(circuit.cause).toBeDefined();
          expect(circuit.probeAt).toBeDefined();
        }
        if (circuit.state === 'closed') expect(circuit.openings).toBe(0);
      }
    }),
  );
});
