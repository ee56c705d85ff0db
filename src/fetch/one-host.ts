import { AppError } from '../../schemas/errors.js';
import { fileLine, type FileClaim } from './file-line.js';
import type { ComeAgain, Turn } from './host-turns.js';
import type { SlowFiles } from './slow-files.js';

/** Pages that go before a file, while both are there. */
const PAGES_BEFORE_A_FILE = 4;
/** A file that has taken longer no longer keeps pages waiting, and its host is slow. */
const LONG_FILE_MS = 10_000;
/** While nothing is known of it. */
const FIRST_TURN_MS = 500;
/** Weight of the latest turn in the mean. */
const LATEST = 0.2;
/** Who comes for a turn that should have been over asks again after half of what it has taken, within these. */
const SHORTEST_WAIT_MS = 100;
const LONGEST_OVERDUE_MS = 10_000;

type StartPage = (turn: Turn) => void;

/** Whose turn it is at one host. */
export class OneHost {
  private pages: StartPage[] = [];
  private readonly line = fileLine();
  /** When the exchange under way began. */
  private pageSince: number | undefined;
  private fileSince: number | undefined;
  private freeAt = 0;
  /** What a turn takes, with its gap: the mean of the latest ones. */
  private turnMs = FIRST_TURN_MS;
  private turns = 0;
  /** Pages since files have been waiting in vain. */
  private pagesBefore = 0;
  /** Its last file took long. */
  private isSlow = false;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly nowMs: () => number,
    private readonly slowFiles: SlowFiles,
  ) {}

  take(signal: AbortSignal): Promise<Turn> {
    if (signal.aborted) return Promise.reject(givenUp());
    return new Promise((resolve, reject) => {
      const onAbort = (): void => {
        this.pages = this.pages.filter((each) => each !== start);
        reject(givenUp());
        this.advance();
      };
      const start: StartPage = (turn) => {
        signal.removeEventListener('abort', onAbort);
        resolve(turn);
      };
      signal.addEventListener('abort', onAbort, { once: true });
      this.pages.push(start);
      this.advance();
    });
  }

  ask(claim: FileClaim): Turn | ComeAgain {
    const now = this.nowMs();
    const freeIn = this.fileFreeIn(now);
    if (freeIn > 0 || this.line.isPromised(claim, now, this.turnMs))
      return { afterMs: this.line.join(claim, now, { freeIn, turnMs: this.turnMs }) };
    if (this.isSlow && !this.slowFiles.hasRoom(claim.rank)) return { afterMs: LONG_FILE_MS };
    this.line.leave(claim);
    return this.beginFile(claim.rank, now);
  }

  isIdle(): boolean {
    const now = this.nowMs();
    const isFree = this.pageSince === undefined && this.fileSince === undefined && this.freeAt <= now;
    return isFree && this.pages.length === 0 && this.line.isEmpty(now);
  }

  /** Lets the first page go when its time has come, and otherwise looks again when it may have. */
  private advance(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.pages.length === 0 || this.pageSince !== undefined) return;
    const now = this.nowMs();
    const wait = this.pageMayGoAt(now) - now;
    if (wait <= 0) {
      this.beginPage(now);
      return;
    }
    this.timer = setTimeout(() => {
      this.advance();
    }, Math.ceil(wait));
  }

  private beginPage(now: number): void {
    const start = this.pages.shift();
    this.pagesBefore = this.line.isEmpty(now) ? 0 : this.pagesBefore + 1;
    this.pageSince = now;
    start?.(
      once((gapMs) => {
        this.pageSince = undefined;
        this.rest(now, gapMs);
      }),
    );
  }

  private beginFile(rank: number, now: number): Turn {
    const countsAsSlow = this.isSlow;
    if (countsAsSlow) this.slowFiles.begin(rank);
    this.pagesBefore = 0;
    this.fileSince = now;
    return once((gapMs) => {
      if (countsAsSlow) this.slowFiles.end(rank);
      this.isSlow = this.nowMs() - now >= LONG_FILE_MS;
      this.fileSince = undefined;
      this.rest(now, gapMs);
    });
  }

  private rest(began: number, gapMs: number): void {
    const now = this.nowMs();
    this.freeAt = Math.max(this.freeAt, now + gapMs);
    // One file of five minutes does not make five minutes of every turn.
    const took = Math.min(now - began, LONG_FILE_MS) + gapMs;
    this.turns += 1;
    this.turnMs += Math.max(LATEST, 1 / this.turns) * (took - this.turnMs);
    this.advance();
  }

  private pageMayGoAt(now: number): number {
    const free = Math.max(now, this.freeAt);
    if (this.fileSince !== undefined) return Math.max(free, this.fileSince + LONG_FILE_MS);
    return this.isOwedToFiles() ? Math.max(free, this.line.promisedUntil(free) ?? 0) : free;
  }

  /** Zero or less when a file may go now, as far as those who are there and the pages are concerned. */
  private fileFreeIn(now: number): number {
    const since = this.fileSince ?? this.pageSince;
    if (since !== undefined) return remaining(now - since, this.turnMs);
    const pagesFirst = Math.min(this.pages.length, Math.max(0, PAGES_BEFORE_A_FILE - this.pagesBefore));
    return this.freeAt - now + pagesFirst * this.turnMs;
  }

  private isOwedToFiles(): boolean {
    return this.pagesBefore >= PAGES_BEFORE_A_FILE;
  }
}

function once(end: (gapMs: number) => void): Turn {
  let hasEnded = false;
  return {
    end(gapMs) {
      if (hasEnded) return;
      hasEnded = true;
      end(gapMs);
    },
  };
}

function remaining(elapsed: number, usual: number): number {
  if (elapsed < usual) return Math.max(SHORTEST_WAIT_MS, usual - elapsed);
  return Math.min(LONGEST_OVERDUE_MS, Math.max(SHORTEST_WAIT_MS, elapsed / 2));
}

function givenUp(): AppError {
  return new AppError('fetch-aborted', 'the request was given up before its turn came');
}
