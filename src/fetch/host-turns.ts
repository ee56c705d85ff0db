import type { FileClaim } from './file-line.js';
import { OneHost } from './one-host.js';
import { createSlowFiles } from './slow-files.js';

/**
 * Requests of this process to one host follow each other: one at a time, with a gap between the end of one and the start
 * of the next. The host owns the turn, whoever asks: the page of a source, the picture of an item, a redirect.
 *
 * Pages wait for their turn; files never do, because many of them would wait in the places of files of other hosts. A
 * file that has no turn is told when to come again and keeps its place in the host's line until then. Pages go before
 * files, but after a few of them a file that is expected gets its turn. A file that takes long keeps other files away,
 * and pages only for a while: news must not wait for a video.
 *
 * One turn is one exchange. Nobody may wait for anything, another host's turn least of all, while it has one: so no two
 * can ever wait for each other.
 */
export interface HostTurns {
  /** The host's turn, waited for. Rejects with `fetch-aborted` when the signal ends the waiting. */
  take: (host: string, signal: AbortSignal) => Promise<Turn>;
  /** The host's turn, if it is free. */
  ask: (host: string, claim: FileClaim) => Turn | ComeAgain;
}

export interface Turn {
  /** The exchange has ended: the host rests for `gapMs`. Saying it again does nothing. */
  end: (gapMs: number) => void;
}

export interface ComeAgain {
  /** When the turn is expected. */
  afterMs: number;
}

export interface HostTurnSettings {
  /** Files of slow hosts that may be under way at once, by the rank of their lane; any number where none is given. */
  slowFiles?: readonly number[];
  nowMs?: () => number;
}

/** Hosts where nobody is and nobody waits are forgotten when there are more than these. */
const MOST_HOSTS = 2000;

export function createHostTurns(settings: HostTurnSettings = {}): HostTurns {
  const { nowMs = () => performance.now() } = settings;
  const slowFiles = createSlowFiles(settings.slowFiles ?? []);
  const hosts = new Map<string, OneHost>();

  function hostNamed(name: string): OneHost {
    const known = hosts.get(name);
    if (known) return known;
    if (hosts.size >= MOST_HOSTS) forgetIdle();
    const host = new OneHost(nowMs, slowFiles);
    hosts.set(name, host);
    return host;
  }

  function forgetIdle(): void {
    for (const [name, host] of hosts) if (host.isIdle()) hosts.delete(name);
  }

  return {
    take: (host, signal) => hostNamed(host).take(signal),
    ask: (host, claim) => hostNamed(host).ask(claim),
  };
}
