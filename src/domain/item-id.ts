import { toInstant } from '../../schemas/instant.js';

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const PATTERN = /^\d{8}-[0-9A-HJKMNP-TV-Z]{6}-[0-9A-HJKMNP-TV-Z]{8}$/;

/**
 * 受理编号: `20261123-0PZ3K1-7Q2M9XCD` — the day at +08:00, the millisecond of that day and 40 random bits in Crockford's
 * alphabet (no I, L, O, U, so it can be read out on the telephone). Text order is time order; `random` is 5 bytes.
 */
export function toItemId(now: Date, random: Uint8Array): string {
  const day = toInstant(now).slice(0, 10).replaceAll('-', '');
  const millisecond = (now.getTime() + 8 * 3_600_000) % 86_400_000;
  return `${day}-${encode(BigInt(millisecond), 6)}-${encode(toBigInt(random.subarray(0, 5)), 8)}`;
}

/** A cluster's id is made like an item's, and does not look like one: text order is time order here as well. */
export function toClusterId(now: Date, random: Uint8Array): string {
  return `C${toItemId(now, random)}`;
}

export function isItemId(text: string): boolean {
  return PATTERN.test(text);
}

function encode(value: bigint, width: number): string {
  let text = '';
  for (let rest = value, i = 0; i < width; i++, rest >>= 5n)
    text = (ALPHABET[Number(rest & 31n)] ?? '0') + text;
  return text;
}

function toBigInt(bytes: Uint8Array): bigint {
  return bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
}
