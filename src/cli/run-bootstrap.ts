import { composeApp } from '../compose.js';
import type { Config } from '../config.js';
import type { Log } from '../log.js';
import { ensureAdministrators } from './ensure-administrators.js';
import { firstKeysFile } from './first-keys-file.js';
import { requireServices } from './require-services.js';

/** `baosong bootstrap`: for a production store, where no `start` does it. */
export async function runBootstrap(config: Config, log: Log): Promise<void> {
  const app = await composeApp({ config, services: requireServices(config), log });
  try {
    await ensureAdministrators(app, config);
    process.stdout.write(`${firstKeysFile(config)}\n`);
  } finally {
    await app.close();
  }
}
