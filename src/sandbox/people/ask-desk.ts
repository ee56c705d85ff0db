const TIMEOUT_MS = 5000;

export type AskDesk = (path: string, body?: object) => Promise<unknown>;

/** Asks the desk of a sample site or a reference portal; undefined while it is away, or refuses. */
export function createAskDesk(url: string, token: string): AskDesk {
  return async (path, body) => {
    try {
      const response = await fetch(`${url}${path}`, {
        method: body === undefined ? 'GET' : 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      return response.ok ? await response.json() : undefined;
    } catch {
      // The sandbox is killed and restarted at any moment: whoever asks asks again.
      return undefined;
    }
  };
}
