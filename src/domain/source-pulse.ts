/** One new entry, in numbers because they are kept with the source: [came, published or 0, 1 when it was but a title]. */
export type Arrival = readonly [cameAt: number, publishedAt: number, thin: 0 | 1];

/** What a source itself says of how often to ask (RSS ttl, skipHours, skipDays, the syndication module). */
export interface SourcePace {
  /** Shortest sensible time between two polls, in seconds. */
  seconds?: number;
  /** Hours of the day in UTC, 0 to 23, in which asking is useless. */
  skipHours?: number[];
  /** Days of the week in UTC, 0 is Sunday, on which asking is useless. */
  skipDays?: number[];
}

/** Rolling statistics of a source: what the next interval and the alarms are decided by. Times in seconds since 1970. */
export interface SourcePulse {
  /** The newest entries, by the time they appeared. */
  arrivals: Arrival[];
  /** Collections in a row that ended well and brought nothing new. */
  quiet: number;
  /** Listings have named entries before. */
  hasListed: boolean;
  /** Collections in a row whose listings were read and named nothing. */
  emptyListings: number;
  /** Collections in a row whose listings named entries of which none could be read. */
  unreadable: number;
  /** Addresses refused by robots.txt in the last collection that ended. */
  robotsRefusals: number;
  failingSince?: number;
  /** Collections in a row that the site answered with a challenge or a refusal. */
  blocked: number;
  /** Collections in a row that found the source's own address gone (410). */
  gone: number;
  pace?: SourcePace;
  certificateEndsAt?: number;
}

/** What one collection showed. */
export interface CollectionRun {
  at: Date;
  failed: boolean;
  /** The error that ended it. */
  failure?: { code: string; httpStatus?: number; transport?: string };
  /** Listings read anew, and the entries they named; unchanged ones say nothing either way. */
  listingsRead: number;
  listed: number;
  /** Entries that could be read. */
  entries: number;
  /** Entries and pages that could not, by error code. */
  problems: Readonly<Record<string, number>>;
  arrivals: readonly Arrival[];
  pace?: SourcePace;
  /** How long the listing is fresh by its cache headers, in seconds. */
  freshForSeconds?: number;
  certificateEndsAt?: Date;
}

const DAY = 86_400;
/** Enough for a rhythm and a share, small enough to be written with every collection. */
const ARRIVALS_KEPT = 60;

export const NO_PULSE: SourcePulse = {
  ...{ arrivals: [], quiet: 0, hasListed: false, emptyListings: 0 },
  ...{ unreadable: 0, robotsRefusals: 0, blocked: 0, gone: 0 },
};

export function toSeconds(at: Date): number {
  return Math.floor(at.getTime() / 1000);
}

/** The statistics after one more collection. */
export function nextPulse(pulse: SourcePulse, run: CollectionRun): SourcePulse {
  const { failingSince, certificateEndsAt, pace, ...before } = pulse;
  const certificate = run.certificateEndsAt ? toSeconds(run.certificateEndsAt) : certificateEndsAt;
  const saidPace = run.listingsRead > 0 ? run.pace : pace;
  const kept = {
    ...(certificate !== undefined && { certificateEndsAt: certificate }),
    ...(saidPace !== undefined && { pace: saidPace }),
  };
  return run.failed
    ? { ...before, ...kept, ...afterFailure(pulse, run) }
    : { ...before, ...kept, ...afterSuccess(pulse, run) };
}

function afterFailure(pulse: SourcePulse, run: CollectionRun): Partial<SourcePulse> {
  const { code, httpStatus } = run.failure ?? {};
  return {
    arrivals: withArrivals(pulse, run),
    failingSince: pulse.failingSince ?? toSeconds(run.at),
    blocked: code === 'fetch-blocked-by-site' ? pulse.blocked + 1 : 0,
    gone: httpStatus === 410 ? pulse.gone + 1 : 0,
  };
}

function afterSuccess(pulse: SourcePulse, run: CollectionRun): Partial<SourcePulse> {
  const readAnything = run.listingsRead > 0;
  // A listing that is unchanged since it was empty is empty still.
  const isEmpty = run.listed === 0 && (readAnything || pulse.emptyListings > 0);
  return {
    arrivals: withArrivals(pulse, run),
    quiet: run.arrivals.length > 0 ? 0 : pulse.quiet + 1,
    hasListed: pulse.hasListed || run.listed > 0,
    emptyListings: isEmpty ? pulse.emptyListings + 1 : 0,
    ...(run.listed > 0 && { unreadable: isUnreadable(run) ? pulse.unreadable + 1 : 0 }),
    ...(readAnything && { robotsRefusals: run.problems['fetch-robots-disallowed'] ?? 0 }),
    blocked: 0,
    gone: 0,
  };
}

/** The newest by appearance: a walk into the archive brings old entries late, and they must not push the news out. */
function withArrivals(pulse: SourcePulse, run: CollectionRun): Arrival[] {
  if (run.arrivals.length === 0) return pulse.arrivals;
  const all = [...pulse.arrivals, ...run.arrivals];
  return all.sort((a, b) => appearedAt(a) - appearedAt(b)).slice(-ARRIVALS_KEPT);
}

/** A date of publication is believed unless it lies ahead of the arrival by more than a zone may explain. */
export function appearedAt([cameAt, publishedAt]: Arrival): number {
  return publishedAt > 0 && publishedAt <= cameAt + DAY ? Math.min(publishedAt, cameAt) : cameAt;
}

/** Entries were named and every attempt to read one failed. Refusals by robots.txt have an alarm of their own. */
function isUnreadable({ entries, problems }: CollectionRun): boolean {
  const { 'fetch-robots-disallowed': refused = 0, ...others } = problems;
  const failures = Object.values(others).reduce((sum, count) => sum + count, 0);
  return entries === 0 && failures >= 3 && refused === 0;
}
