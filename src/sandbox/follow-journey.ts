import { setTimeout as wait } from 'node:timers/promises';
import { AppError } from '../../schemas/errors.js';
import { checkCensus } from './check-census.js';
import { describeProgress, isQuiet, readProgress } from './read-progress.js';
import type { Story } from './story.js';
import type { Census } from './take-census.js';

export interface JourneySettings {
  apiUrl: string;
  takeCensus(): Promise<Census | undefined>;
  story: Story;
  signal: AbortSignal;
}

const LOOK_EVERY_MS = 500;
const TELL_EVERY_MS = 2000;
/** Generous: an undisturbed journey takes well below a minute, a process that is killed costs up to half of one. */
const LONGEST_MS = 300_000;
const SHOWN_PROBLEMS = 20;

/** Tells how the journey goes and answers the census of its end. Throws when it does not end in time, naming what is amiss. */
export async function followJourney(settings: JourneySettings): Promise<Census> {
  const { apiUrl, signal } = settings;
  const tell = createTeller(settings.story);
  const stop = performance.now() + LONGEST_MS;
  let problems: string[] = ['还没有完成任何一次核对 nothing could be checked yet'];
  while (performance.now() < stop) {
    const progress = await readProgress(apiUrl);
    if (progress !== undefined) tell(progress);
    const census = progress !== undefined && isQuiet(progress) ? await settings.takeCensus() : undefined;
    if (census !== undefined) problems = checkCensus(census);
    if (census !== undefined && problems.length === 0) return census;
    await wait(LOOK_EVERY_MS, undefined, { signal });
  }
  const shown = problems.slice(0, SHOWN_PROBLEMS).map((problem) => `\n  · ${problem}`);
  throw new AppError(
    'internal',
    `${LONGEST_MS / 1000} 秒内未全部到位 not everything is where it belongs (${problems.length}):${shown.join('')}`,
  );
}

/** Tells every change of the counts; hand it each reading. */
export function createTeller(story: Story) {
  let last = '';
  let toldAt = -Infinity;
  return (progress: Parameters<typeof describeProgress>[0]): void => {
    const { zh, en } = describeProgress(progress);
    if (zh === last || performance.now() - toldAt < TELL_EVERY_MS) return;
    last = zh;
    toldAt = performance.now();
    story.tell(zh, en);
  };
}
