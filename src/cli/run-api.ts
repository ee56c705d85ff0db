import { createApi } from '../http/create-api.js';
import { composeApi } from '../http/compose-api.js';
import { listen } from '../http/listen.js';
import { composeApp, type ServiceAddresses } from '../compose.js';
import { publicUrlOf, summarizeConfig, type Config } from '../config.js';
import type { Log } from '../log.js';
import { createMetrics } from '../metrics.js';
import { endStuck } from './end-stuck.js';
import { ensureAdministrators } from './ensure-administrators.js';
import { requireServices } from './require-services.js';
import { untilStopped } from './until-stopped.js';

/** `baosong api`: the HTTP side alone, until it is told to stop. */
export async function runApi(config: Config, log: Log, settings: { bootstrap: boolean }): Promise<void> {
  log.info({ config: summarizeConfig(config) }, 'configuration');
  const api = await startApi(config, requireServices(config), log, settings);
  await untilStopped(log, config.DRAIN_SECONDS);
  await api.stop();
}

async function startApi(
  config: Config,
  services: ServiceAddresses,
  log: Log,
  settings: { bootstrap: boolean },
): Promise<{ stop(): Promise<void> }> {
  const app = await composeApp({ config, services, log, onStuck: endStuck(log) });
  if (settings.bootstrap) await ensureAdministrators(app, config);
  const metrics = createMetrics(app);
  const api = createApi(composeApi(app, metrics), {
    publicUrl: publicUrlOf(config),
    log,
    bodyLimitBytes: config.BODY_LIMIT_BYTES,
    documentLimitBytes: config.DOCUMENT_LIMIT_BYTES,
    onRequest: metrics.observeRequest,
  });
  const listening = await listen(api, {
    host: config.HOST,
    port: config.PORT,
    drainMs: config.DRAIN_SECONDS * 1000,
  });
  log.info({ url: listening.url }, 'api-listening');
  return {
    stop: async () => {
      await listening.close();
      await app.close();
      log.info({}, 'api-stopped');
    },
  };
}
