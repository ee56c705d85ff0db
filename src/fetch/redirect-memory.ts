/** Where a request stood when the next host was busy. */
export interface RedirectedTo {
  url: string;
  /** Redirects so far. */
  redirects: number;
}

/**
 * A request that may not wait for the host it was redirected to goes on there when it comes again, instead of asking the
 * first host anew: with both of them busy in turn it would otherwise never arrive. Kept in this process for a while.
 */
export interface RedirectMemory {
  find(url: string): RedirectedTo | undefined;
  note(url: string, to: RedirectedTo): void;
  forget(url: string): void;
}

const KEPT_MS = 600_000;
const MOST = 5000;

export function createRedirectMemory(nowMs: () => number = () => performance.now()): RedirectMemory {
  const known = new Map<string, RedirectedTo & { until: number }>();
  return {
    find(url) {
      const to = known.get(url);
      return to && to.until > nowMs() ? { url: to.url, redirects: to.redirects } : undefined;
    },
    note(url, to) {
      known.delete(url);
      known.set(url, { ...to, until: nowMs() + KEPT_MS });
      const [oldest] = known.keys();
      if (known.size > MOST && oldest !== undefined) known.delete(oldest);
    },
    forget: (url) => void known.delete(url),
  };
}
