import type { Config } from '../config.js';
import { startServices } from '../embedded/start-services.js';
import type { Log } from '../log.js';
import { diagnose } from './doctor.js';

/** `baosong doctor`: one line a look; exit 0 when all is well. */
export async function runDoctor(config: Config, log: Log): Promise<number> {
  const services = await startServices(config, log);
  try {
    const diagnoses = await diagnose(config, services.addresses, log);
    for (const { ok, name, zh, en } of diagnoses) {
      process.stdout.write(`${ok ? '✔' : '✘'} ${name.padEnd(18)} ${zh} / ${en}\n`);
    }
    return diagnoses.every((each) => each.ok) ? 0 : 1;
  } finally {
    await services.stop();
  }
}
