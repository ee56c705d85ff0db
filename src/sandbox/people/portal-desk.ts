import { Type } from 'typebox';
import { validator } from '../../../schemas/validator.js';
import type { ReceiverControl } from '../portals/misbehaviour.js';
import { createAskDesk } from './ask-desk.js';

const portalMode = validator(Type.Object({ mode: Type.String() }));

/** The operators' side of a reference portal. */
export interface PortalDesk {
  /** Undefined while the portal is away. */
  mode(): Promise<string | undefined>;
  /** False while it is away. */
  control(control: ReceiverControl): Promise<boolean>;
}

export function createPortalDesk(url: string, token: string): PortalDesk {
  const ask = createAskDesk(url, token);
  return {
    // Of no item: the whole state is long.
    mode: async () => {
      const answer = await ask('/state?itemId=none');
      return answer === undefined ? undefined : portalMode.parse(answer, 'state of the portal').mode;
    },
    control: async (control) => (await ask('/control', control)) !== undefined,
  };
}
