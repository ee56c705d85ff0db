import type { Config } from '../config.js';
import { startServices } from '../embedded/start-services.js';
import type { Log } from '../log.js';
import { untilStopped } from './until-stopped.js';

/** `baosong services`: the embedded services alone; prints the settings by which other processes find them. */
export async function runServices(config: Config, log: Log): Promise<void> {
  const services = await startServices(config, log);
  const { mongoUrl, redisUrl, secretKey } = services.addresses;
  process.stdout.write(`MONGO_URL=${mongoUrl}\nREDIS_URL=${redisUrl}\nSECRET_KEY=${secretKey}\n`);
  await untilStopped(log);
  await services.stop();
}
