/** A signal that ends with another one or when the time is up. `clear` it: long-lived signals keep their listeners. */
export interface TimeLimit {
  signal: AbortSignal;
  clear(): void;
}

/** `AbortSignal.any` and `.timeout` would do, but leave a listener and a timer behind for each collection. */
export function startTimeLimit(seconds: number, outer: AbortSignal): TimeLimit {
  const limit = new AbortController();
  const end = (): void => {
    limit.abort(outer.reason);
  };
  const timer = setTimeout(end, seconds * 1000);
  if (outer.aborted) end();
  outer.addEventListener('abort', end, { once: true });
  return {
    signal: limit.signal,
    clear() {
      clearTimeout(timer);
      outer.removeEventListener('abort', end);
    },
  };
}
