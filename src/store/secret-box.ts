import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { AppError } from '../../schemas/errors.js';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Encrypts credentials at rest: AES-256-GCM, `nonce | tag | ciphertext` in base64. `label` binds a value to its place. */
export interface SecretBox {
  seal(plain: string, label: string): string;
  open(sealed: string, label: string): string;
}

export function createSecretBox(keyHex: string): SecretBox {
  const key = Buffer.from(keyHex, 'hex');
  const seal = (plain: string, label: string): string => {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(label));
    const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64');
  };
  const open = (sealed: string, label: string): string => {
    const bytes = Buffer.from(sealed, 'base64');
    try {
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_BYTES))
        .setAAD(Buffer.from(label))
        .setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
      return Buffer.concat([
        decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)),
        decipher.final(),
      ]).toString('utf8');
    } catch (cause) {
      throw new AppError(
        'configuration-invalid',
        `the credential ${label} cannot be opened with this SECRET_KEY`,
        { cause },
      );
    }
  };
  return { seal, open };
}
