import { join, resolve } from 'node:path';
import type { Config } from '../config.js';

/** Where the first administrators' keys are written; readable by its owner only. */
export function firstKeysFile(config: Config): string {
  return join(resolve(config.DATA_DIR), 'first-keys.json');
}
