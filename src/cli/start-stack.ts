import { cpus } from 'node:os';
import type { Config } from '../config.js';
import { toEnvironment } from '../config.js';
import { startServices, type Services } from '../embedded/start-services.js';
import type { Log } from '../log.js';
import { supervise, type Role, type Supervisor } from './supervise.js';

export interface Stack {
  services: Services;
  supervisor: Supervisor;
  stop(): Promise<void>;
}

/** Flash has a process of its own: in a shared one a busy lane would hold it up for as long as one job computes. */
const FLASH_WORKER: Role = {
  ...{ name: 'worker-flash', entry: 'workers/main.js', args: ['--lanes', 'flash'] },
  small: true,
};

export interface StackOptions {
  extra?: readonly Role[];
  /** Open file descriptor that takes what the processes write; default: our stderr. */
  output?: number;
  /** Beyond the settings, for the processes of ours. */
  environment?: NodeJS.ProcessEnv;
  /** Whether the API makes the first administrators on an empty store. */
  bootstrap?: boolean;
}

/** Everything on one machine: services, the API, the flash worker, and as many other workers as there are processors. */
export async function startStack(
  config: Config,
  log: Log,
  { extra = [], output, environment, bootstrap = false }: StackOptions = {},
): Promise<Stack> {
  const services = await startServices(config, log);
  const { mongoUrl, redisUrl, secretKey } = services.addresses;
  const env = {
    ...environment,
    ...toEnvironment(config),
    MONGO_URL: mongoUrl,
    REDIS_URL: redisUrl,
    SECRET_KEY: secretKey,
  };
  const roles = [
    { name: 'api', entry: 'src/cli.js', args: bootstrap ? ['api', '--bootstrap'] : ['api'], small: true },
    FLASH_WORKER,
    ...otherWorkers(),
    ...extra,
  ];
  const supervisor = supervise(roles, {
    ...{ env, log, drainSeconds: config.DRAIN_SECONDS },
    ...(output !== undefined && { output }),
  });
  return {
    services,
    supervisor,
    stop: async () => {
      await supervisor.stop();
      await services.stop();
    },
  };
}

function otherWorkers(): Role[] {
  const many = Math.max(1, Math.min(4, cpus().length - 1));
  return Array.from({ length: many }, (_, index) => ({
    name: `worker-${index + 1}`,
    entry: 'workers/main.js',
    args: ['--lanes', 'urgent,routine,backfill'],
  }));
}
