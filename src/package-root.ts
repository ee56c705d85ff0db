import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Absolute path of the folder that holds package.json, whether this file runs from `src/` or from `dist/src/`. */
export const packageRoot = findPackageRoot(import.meta.dirname);

/** Absolute path of a compiled entry file, e.g. `distFile('src/cli.js')`; child processes always run the build. */
export function distFile(relative: string): string {
  return join(packageRoot, 'dist', relative);
}

function findPackageRoot(from: string): string {
  let folder = from;
  while (!existsSync(join(folder, 'package.json'))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error(`no package.json above ${from}`);
    folder = parent;
  }
  return folder;
}
