import { constants, gunzipSync } from 'node:zlib';
import { AppError } from '../../schemas/errors.js';

export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/**
 * Inflates a gzip file, at most `maxBytes` of it: a bomb is refused before it has that much memory. What a cut file holds
 * is given as far as it goes. Throws `parse-too-large` or `parse-malformed`.
 */
export function inflateCapped(bytes: Uint8Array, maxBytes: number): Uint8Array {
  try {
    return gunzipSync(bytes, { maxOutputLength: maxBytes, finishFlush: constants.Z_SYNC_FLUSH });
  } catch (cause) {
    if (
      typeof cause === 'object' &&
      cause !== null &&
      'code' in cause &&
      cause.code === 'ERR_BUFFER_TOO_LARGE'
    )
      throw new AppError('parse-too-large', `the file inflates to more than ${maxBytes} bytes`, { cause });
    throw new AppError('parse-malformed', 'the gzip file is damaged', { cause });
  }
}
