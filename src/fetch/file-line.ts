/** Who wants a file of a host: an item, in the order of its lane. */
export interface FileClaim {
  /** Of the item: it has one place in the line of a host, however many files of it are there. */
  id: string;
  /** Smaller goes first. */
  rank: number;
}

interface Place extends FileClaim {
  /** When it was told to come again. */
  expectedAt: number;
}

/** A turn is kept for who is expected for so long: jobs come back through a queue, and not to the millisecond. */
const PATIENCE_MS = 1000;
/** Who does not come keeps its place for so long; another process may have taken its work. */
const FORGOTTEN_MS = 120_000;
/** More than these need no place of their own: they come again one turn apart, after the others. */
const LONGEST_LINE = 200;
/** Who comes too early is told again; when nobody is there the host stands idle. */
const EAGERNESS = 0.8;
const LONGEST_WAIT_MS = 3_600_000;

export type FileLine = ReturnType<typeof fileLine>;

/**
 * The line of files before one host. Nobody stands in it: who was told a time comes back then, in its order by lane and
 * age, and the host's next turn is kept for whoever is expected about now.
 */
export function fileLine() {
  let places: Place[] = [];
  let lastExpectedAt = 0;

  /** Gives a place, or keeps the one it has; the answer is the time after which its turn is expected. */
  function join(claim: FileClaim, now: number, host: { freeIn: number; turnMs: number }): number {
    forget(now);
    const freeAt = now + Math.max(0, host.freeIn);
    let place = places.find(({ id }) => id === claim.id);
    if (place === undefined) {
      if (isLong(claim)) return joinAfterAll(now, freeAt, host.turnMs);
      place = { ...claim, expectedAt: 0 };
      insert(place);
    }
    place.expectedAt = freeAt + EAGERNESS * places.indexOf(place) * host.turnMs;
    return place.expectedAt - now;
  }

  /** However long the backlog of the lanes below is. */
  function isLong(claim: FileClaim): boolean {
    return places.filter(({ rank }) => rank <= claim.rank).length >= LONGEST_LINE;
  }

  function joinAfterAll(now: number, freeAt: number, turnMs: number): number {
    const last = Math.max(lastExpectedAt, freeAt + places.length * turnMs);
    lastExpectedAt = Math.min(last + turnMs, now + LONGEST_WAIT_MS);
    return lastExpectedAt - now;
  }

  /** Behind everyone of its lane and the lanes above. */
  function insert(place: Place): void {
    const behind = places.findIndex(({ rank }) => rank > place.rank);
    places.splice(behind === -1 ? places.length : behind, 0, place);
  }

  function leave({ id }: FileClaim): void {
    places = places.filter((each) => each.id !== id);
  }

  /** Whether the turn at this moment is kept for another who goes before this one. */
  function isPromised(claim: FileClaim, now: number, turnMs: number): boolean {
    const own = places.findIndex(({ id }) => id === claim.id);
    const before = own === -1 ? places.filter(({ rank }) => rank <= claim.rank) : places.slice(0, own);
    return before.some((each) => isExpected(each, now, turnMs));
  }

  /** Until when a page that could go at this moment leaves the turn to a file; undefined when none is expected soon. */
  function promisedUntil(at: number): number | undefined {
    const expected = places.find((each) => isExpected(each, at, PATIENCE_MS));
    return expected && expected.expectedAt + PATIENCE_MS;
  }

  function isEmpty(now: number): boolean {
    forget(now);
    return places.length === 0;
  }

  function forget(now: number): void {
    if (places.some((each) => isForgotten(each, now)))
      places = places.filter((each) => !isForgotten(each, now));
  }

  return { join, leave, isPromised, promisedUntil, isEmpty };
}

/** It comes within `soonMs`, or should be here. */
function isExpected({ expectedAt }: Place, now: number, soonMs: number): boolean {
  return expectedAt - soonMs < now && now < expectedAt + PATIENCE_MS;
}

function isForgotten({ expectedAt }: Place, now: number): boolean {
  return now > expectedAt + FORGOTTEN_MS;
}
