import { chmod, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { DropFolder, PortalContext } from '../../adapters/portal-adapter.js';
import { AppError } from '../../schemas/errors.js';
import { codeOf } from '../fetch/fetch-error.js';
import { makeFolder, syncFolder } from '../media/file-backing.js';
import { createStaging } from '../media/staging.js';
import { unavailable } from '../media/unavailable.js';

/** Another system, of the same group, takes the files away; nobody else reads them. */
const FOLDER_MODE = 0o770;
const FILE_MODE = 0o640;

/** Folders below one root that other systems take files from. Names are single, so that none leads outside. */
export function createDropFolders(root: string): PortalContext['dropFolder'] {
  return (name) => {
    if (!/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/.test(name))
      throw new AppError('configuration-invalid', `${name} is no name for a drop folder`);
    return openFolder(join(root, name), root);
  };
}

function openFolder(folder: string, root: string): DropFolder {
  // Inside the folder itself, which may be a mount of its own: a rename must not leave the file system.
  const staging = createStaging(join(folder, '.incoming'));
  return {
    async put(name, body) {
      await inOrder('the file cannot be dropped', () => makeFolder(folder, root, FOLDER_MODE));
      const staged = await staging.stage(Buffer.from(body));
      await inOrder('the file cannot be dropped', async () => {
        await chmod(staged.path, FILE_MODE);
        await rename(staged.path, join(folder, name));
        await syncFolder(folder);
      });
    },
    find: (name) => findFile(join(folder, name)),
  };
}

async function findFile(path: string): Promise<{ at: Date } | undefined> {
  try {
    return { at: (await stat(path)).mtime };
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw unavailable('a dropped file cannot be looked at', error);
  }
}

async function inOrder(what: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    throw unavailable(what, error);
  }
}
