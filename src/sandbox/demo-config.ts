import { join } from 'node:path';
import { loadConfig, type Config } from '../config.js';
import type { DemoState } from './demo-state.js';
import { runName } from './open-workspace.js';

/** Where the sandbox's settings differ from the gateway's, unless the environment gives them. */
const DEFAULTS: Partial<Config> = {
  FETCH_ALLOW: '127.0.0.0/8',
  LOG_LEVEL: 'warn',
  HOST_GAP_MS: 0,
  PORTAL_TIMEOUT_MS: 3000,
  RECONCILE_SECONDS: 1,
  DRAIN_SECONDS: 5,
};

/** Settings before a run is chosen: everything below `<DATA_DIR>/demo`. */
export function loadDemoConfig(): Config {
  const config = loadConfig(undefined, DEFAULTS);
  return { ...config, DATA_DIR: join(config.DATA_DIR, 'demo') };
}

/** Settings of one run: its own port, database and queues. */
export function toRunConfig(config: Config, state: DemoState): Config {
  return Object.freeze({
    ...config,
    PORT: state.ports.api,
    PUBLIC_URL: config.PUBLIC_URL ?? apiUrlOf(config, state),
    MONGO_DATABASE: runName(state.runId),
    REDIS_PREFIX: runName(state.runId),
  });
}

/** Where the API is reached from this machine. */
export function apiUrlOf({ HOST }: Pick<Config, 'HOST'>, { ports }: DemoState): string {
  const everywhere = HOST === '0.0.0.0' || HOST === '::';
  const host = everywhere ? '127.0.0.1' : HOST.includes(':') ? `[${HOST}]` : HOST;
  return `http://${host}:${ports.api}`;
}
