import { Type } from 'typebox';
import { validator } from '../../../schemas/validator.js';
import type { ReceiverControl } from '../portals/misbehaviour.js';

const portalMode = validator(Type.Object({ mode: Type.String() }));
const TIMEOUT_MS = 5000;

/** The operators' side of a reference portal. */
export interface PortalDesk {
  /** Undefined while the portal is away. */
  mode(): Promise<string | undefined>;
  /** False while it is away. */
  control(control: ReceiverControl): Promise<boolean>;
}

export function createPortalDesk(url: string, token: string): PortalDesk {
  async function ask(path: string, body?: object): Promise<unknown> {
    try {
      const response = await fetch(`${url}${path}`, {
        method: body === undefined ? 'GET' : 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      return response.ok ? await response.json() : undefined;
    } catch {
      return undefined;
    }
  }
  return {
    // Of no item: the whole state is long.
    mode: async () => {
      const answer = await ask('/state?itemId=none');
      return answer === undefined ? undefined : portalMode.parse(answer, 'state of the portal').mode;
    },
    control: async (control) => (await ask('/control', control)) !== undefined,
  };
}
