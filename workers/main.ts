import { setPriority } from 'node:os';
import { parseArgs } from 'node:util';
import { AppError } from '../schemas/errors.js';
import { LANES, type Lane } from '../schemas/lane.js';
import { endStuck } from '../src/cli/end-stuck.js';
import { requireServices } from '../src/cli/require-services.js';
import { untilStopped } from '../src/cli/until-stopped.js';
import { composeApp } from '../src/compose.js';
import { loadConfig, summarizeConfig } from '../src/config.js';
import { createLog } from '../src/log.js';
import { startWorkers } from './start-workers.js';

/** How far a process without the flash lane steps back for one that has it, where they share processors. */
const NICENESS = 10;

/** `baosong worker --lanes flash,urgent`: all kinds of work of these lanes, in this process. */
async function main(): Promise<void> {
  const config = loadConfig();
  const lanes = readLanes();
  const log = createLog(config.LOG_LEVEL, { process: 'worker', lanes: lanes.join(',') });
  log.info({ config: summarizeConfig(config) }, 'configuration');
  if (!lanes.includes('flash')) setPriority(NICENESS);
  const services = requireServices(config);
  const app = await composeApp({ config, services, log, onStuck: endStuck(log) });
  const workers = await startWorkers(app, lanes);
  await untilStopped(log, config.DRAIN_SECONDS);
  await workers.stop();
  await app.close();
}

function readLanes(): Lane[] {
  const { values } = parseArgs({ options: { lanes: { type: 'string' } }, strict: false });
  if (typeof values.lanes !== 'string') return [...LANES];
  const asked = values.lanes.split(',');
  const unknown = asked.filter((name) => !LANES.some((lane) => lane === name));
  if (unknown.length === 0) return LANES.filter((lane) => asked.includes(lane));
  throw new AppError(
    'configuration-invalid',
    `--lanes: ${unknown.join(', ')} is none of ${LANES.join(', ')}`,
  );
}

await main();
