import { mkdir, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { App } from '../compose.js';
import type { Config } from '../config.js';
import { bootstrap } from '../registry/bootstrap.js';
import { firstKeysFile } from './first-keys-file.js';

/** On an empty store: the first administrators, their keys in a file before the accounts exist, so none is ever lost. */
export async function ensureAdministrators(app: App, config: Config): Promise<void> {
  const file = firstKeysFile(config);
  if (!(await app.stores.accounts.isEmpty())) return;
  const doing = { action: 'administrators-made', thing: { kind: 'organization', id: 'bureau' } } as const;
  await app.recordAction(doing, () =>
    bootstrap({ ...app.stores, now: app.now }, async (keys) => {
      await mkdir(resolve(config.DATA_DIR), { recursive: true });
      await writeFile(file, `${JSON.stringify(keys, null, 2)}\n`, { mode: 0o600 });
      app.log.info({ file }, 'first-keys-written');
    }),
  );
}
