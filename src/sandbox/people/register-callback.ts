import { CallbackWithSecret } from '../../../schemas/callback.js';
import { AppError } from '../../../schemas/errors.js';
import { validator } from '../../../schemas/validator.js';
import type { GatewayClient } from './gateway-client.js';

const withSecret = validator(CallbackWithSecret);

/** The unit's editor registers where its CMS hears of its items. Answers the secret that signs. */
export async function registerCallback(gateway: GatewayClient, url: string): Promise<string> {
  const path = 'organizations/ngcc/callback';
  const saved = await gateway.call('ngcc-editor', 'PUT', path, { url });
  // An answer that got lost took the secret with it: then there is a new one.
  const answer =
    saved.status === 200 ? await gateway.call('ngcc-editor', 'POST', `${path}/secrets`, {}) : saved;
  if (answer.status !== 201) throw new AppError('internal', `the callback was refused: ${answer.status}`);
  return withSecret.parse(answer.body, 'callback').secret;
}
