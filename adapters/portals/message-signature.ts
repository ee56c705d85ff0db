import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { sm2 } from 'sm-crypto';
import { AppError } from '../../schemas/errors.js';

export const TIMESTAMP_HEADER = 'x-baosong-timestamp';
export const SIGNATURE_HEADER = 'x-baosong-signature';

/** How far the two clocks may differ; an older message may be a recorded one played again. */
export const SIGNATURE_TOLERANCE_SECONDS = 300;

export const SIGNATURE_ALGORITHMS = ['hmac-sha256', 'hmac-sm3', 'sm2'] as const;
export type SignatureAlgorithm = (typeof SIGNATURE_ALGORITHMS)[number];

type Message = string | Uint8Array;

interface Scheme {
  /** Stands before the signature, so that a reader sees at once what it is; it never chooses the algorithm. */
  prefix: string;
  sign: (key: string, timestamp: string, message: Message) => string;
  verify: (key: string, timestamp: string, message: Message, signature: string) => boolean;
}

const SCHEMES: Readonly<Record<SignatureAlgorithm, Scheme>> = {
  'hmac-sha256': hmacScheme('v1=', 'sha256'),
  'hmac-sm3': hmacScheme('v1-hmac-sm3=', 'sm3'),
  sm2: {
    prefix: 'v1-sm2=',
    sign: (key, timestamp, message) => sm2.doSignature(toSm2Text(timestamp, message), toPrivateKey(key)),
    verify: (key, timestamp, message, signature) =>
      /^[0-9a-f]{128}$/.test(signature) &&
      sm2.doVerifySignature(toSm2Text(timestamp, message), signature, toPublicKey(key)),
  },
};

/**
 * Headers that sign a message: over `<unix seconds>.<message>`, hexadecimal, with the version before it. SM2 signs
 * `<unix seconds>.<SM3 of the message, hex>` with the usual user id: its own hash in JavaScript is slow for long ones.
 */
export function signMessage(
  key: string,
  message: Message,
  now: Date,
  algorithm: SignatureAlgorithm = 'hmac-sha256',
): Record<string, string> {
  const timestamp = String(Math.floor(now.getTime() / 1000));
  const { prefix, sign } = SCHEMES[algorithm];
  return { [TIMESTAMP_HEADER]: timestamp, [SIGNATURE_HEADER]: prefix + sign(key, timestamp, message) };
}

/**
 * Throws `signature-invalid` unless the message is signed with the key, by the algorithm agreed and within the
 * tolerance. The message itself has no say in the algorithm: a public key must not pass for the key of an HMAC.
 */
export function checkSignature(
  key: string,
  headers: Readonly<Record<string, string>>,
  message: Message,
  now: Date,
  algorithm: SignatureAlgorithm = 'hmac-sha256',
): void {
  const timestamp = headers[TIMESTAMP_HEADER] ?? '';
  if (!/^\d{1,12}$/.test(timestamp)) throw invalid('timestamp-missing');
  const { prefix, verify } = SCHEMES[algorithm];
  const received = headers[SIGNATURE_HEADER] ?? '';
  const isRight =
    key !== '' &&
    received.startsWith(prefix) &&
    verify(key, timestamp, message, received.slice(prefix.length));
  if (!isRight) throw invalid('signature-wrong');
  const difference = Math.abs(now.getTime() / 1000 - Number(timestamp));
  if (difference > SIGNATURE_TOLERANCE_SECONDS) throw invalid('timestamp-stale');
}

function hmacScheme(prefix: string, hash: 'sha256' | 'sm3'): Scheme {
  const sign: Scheme['sign'] = (key, timestamp, message) =>
    createHmac(hash, key).update(`${timestamp}.`).update(message).digest('hex');
  return {
    prefix,
    sign,
    verify(key, timestamp, message, signature) {
      const expected = Buffer.from(sign(key, timestamp, message));
      const received = Buffer.from(signature);
      return received.length === expected.length && timingSafeEqual(received, expected);
    },
  };
}

function toSm2Text(timestamp: string, message: Message): string {
  return `${timestamp}.${createHash('sm3').update(message).digest('hex')}`;
}

function toPrivateKey(key: string): string {
  if (/^[0-9a-fA-F]{64}$/.test(key)) return key.toLowerCase();
  throw new AppError('configuration-invalid', 'an SM2 private key is 64 hexadecimal digits');
}

/** Uncompressed, as most tools write it. */
function toPublicKey(key: string): string {
  if (/^04[0-9a-fA-F]{128}$/.test(key)) return key.toLowerCase();
  throw new AppError('configuration-invalid', 'an SM2 public key is 04 and 128 hexadecimal digits');
}

function invalid(reason: string): AppError {
  return new AppError('signature-invalid', `the message is not signed as agreed: ${reason}`, {
    details: { reason },
  });
}
