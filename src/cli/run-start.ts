import { existsSync } from 'node:fs';
import { publicUrlOf, summarizeConfig, type Config } from '../config.js';
import type { Log } from '../log.js';
import { firstKeysFile } from './first-keys-file.js';
import { startStack } from './start-stack.js';
import { untilStopped } from './until-stopped.js';

/** `baosong start`: everything on one machine, until it is told to stop. */
export async function runStart(config: Config, log: Log): Promise<void> {
  log.info({ config: summarizeConfig(config) }, 'configuration');
  const stack = await startStack(config, log, { bootstrap: true });
  try {
    await stack.supervisor.started('api');
    const url = publicUrlOf(config);
    process.stdout.write(`报送网关已启动 gateway is up: ${url}  接口文档 API: ${url}/docs\n`);
    const keys = firstKeysFile(config);
    if (existsSync(keys)) process.stdout.write(`首批管理员密钥 first administrators' keys: ${keys}\n`);
    await untilStopped(log);
  } finally {
    await stack.stop();
  }
}
