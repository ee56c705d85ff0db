import { hash, randomBytes, timingSafeEqual } from 'node:crypto';

const KEY = /^bs_([0-9a-f]{16})_([A-Za-z0-9_-]{43})$/;

/** The parts of a key as it is sent: `bs_<id>_<secret>`. Undefined when it cannot be one of ours. */
export function readApiKey(text: string): { id: string; secret: string } | undefined {
  const [, id, secret] = KEY.exec(text) ?? [];
  return id !== undefined && secret !== undefined ? { id, secret } : undefined;
}

/** A fresh key; its text is shown once, the hash is what we keep. 256 random bits need no slow hash. */
export function makeApiKey(): { id: string; hash: string; text: string } {
  const id = randomBytes(8).toString('hex');
  const secret = randomBytes(32).toString('base64url');
  return { id, hash: hashSecret(secret), text: `bs_${id}_${secret}` };
}

export function hashSecret(secret: string): string {
  return hash('sha256', secret);
}

export function isSecretOf(secret: string, known: string): boolean {
  return timingSafeEqual(Buffer.from(hashSecret(secret)), Buffer.from(known));
}
