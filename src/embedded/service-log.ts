/** The part of a structured logger that the launchers use. */
export interface ServiceLog {
  info(fields: Record<string, unknown>, event: string): void;
  warn(fields: Record<string, unknown>, event: string): void;
}

/** A private server process of ours. */
export interface StartedService {
  /** Where it listens. */
  url: string;
  /** The server's own process. */
  pid: number;
  /** Settles when the process has ended, with its exit code, or null when a signal ended it. */
  exited: Promise<number | null>;
  /** Lets it finish what it has accepted, then ends it; safe to call twice. */
  stop(): Promise<void>;
}
