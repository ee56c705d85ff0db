import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join, resolve } from 'node:path';
import { AppError } from '../../schemas/errors.js';

/** The system's limit on a Unix socket path is 104 (macOS) to 108 bytes (Linux), with the terminating zero. */
const MAX_SOCKET_PATH = 100;

/**
 * A socket path in the data directory, or, where that is too deep, in a folder of the system's temporary one. Its name
 * follows from the data directory, because a service that is started again must come back at the address that others
 * know; and since the name can be guessed, the folder is used only if it is ours alone.
 */
export function socketPath(dataDir: string, name: string): string {
  const folder = resolve(dataDir);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, name);
  if (Buffer.byteLength(path) <= MAX_SOCKET_PATH) return path;
  const digest = createHash('sha256').update(folder).digest('hex').slice(0, 16);
  const short = join(tmpdir(), `baosong-${userInfo().uid}-${digest}`);
  mkdirSync(short, { recursive: true, mode: 0o700 });
  requireOurs(short);
  return join(short, name);
}

function requireOurs(folder: string): void {
  const found = lstatSync(folder);
  if (found.isDirectory() && found.uid === userInfo().uid && (found.mode & 0o077) === 0) return;
  throw new AppError('service-unavailable', `${folder} belongs to somebody else; choose a shorter DATA_DIR`);
}
