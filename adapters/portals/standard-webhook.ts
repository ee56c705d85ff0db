import { createHmac } from 'node:crypto';
import { AppError } from '../../schemas/errors.js';

const SECRET_PREFIX = 'whsec_';
/** Bounds of the Standard Webhooks specification, in bytes. */
const KEY_BYTES = { least: 24, most: 64 };

/**
 * Headers of a message signed as Standard Webhooks 1.0 has it: HMAC-SHA-256 over `id.seconds.body` with the key that the
 * secret `whsec_<base64>` holds. Several secrets, separated by spaces, sign each: so keys are changed without a gap.
 */
export function signWebhook(secrets: string, id: string, body: string, now: Date): Record<string, string> {
  const timestamp = String(Math.floor(now.getTime() / 1000));
  const sign = (key: Buffer) =>
    `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
  return {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': secrets.trim().split(/\s+/).map(readKey).map(sign).join(' '),
  };
}

function readKey(secret: string): Buffer {
  const text = secret.startsWith(SECRET_PREFIX) ? secret.slice(SECRET_PREFIX.length) : '';
  const key = Buffer.from(text, 'base64');
  if (/^[A-Za-z0-9+/]+={0,2}$/.test(text) && key.length >= KEY_BYTES.least && key.length <= KEY_BYTES.most)
    return key;
  const words = `${SECRET_PREFIX} and ${KEY_BYTES.least} to ${KEY_BYTES.most} bytes in base64`;
  throw new AppError('configuration-invalid', `the signing secret of a webhook is ${words}`);
}
