import { setMaxListeners } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';

/** Somebody of the story, who looks at what is there and does what it asks for. */
export interface Person {
  name: string;
  /** One look; true when there was something to do. */
  work(): Promise<boolean>;
}

const BUSY_PAUSE_MS = 20;
const IDLE_PAUSE_MS = 250;

/** Lets everybody work side by side until the signal; rejects when somebody meets what no restart explains. */
export async function workShift(people: readonly Person[], signal: AbortSignal): Promise<void> {
  // Everybody waits for the same end, with a pause and a request each: no leak, but more than Node takes for granted.
  setMaxListeners(2 * people.length + 10, signal);
  await Promise.all(people.map((person) => workOn(person, signal)));
}

async function workOn(person: Person, signal: AbortSignal): Promise<void> {
  const isOver = (): boolean => signal.aborted;
  while (!isOver()) {
    try {
      const busy = await person.work();
      await wait(busy ? BUSY_PAUSE_MS : IDLE_PAUSE_MS, undefined, { signal });
    } catch (error) {
      if (isOver()) return;
      throw error;
    }
  }
}
