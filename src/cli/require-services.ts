import { AppError } from '../../schemas/errors.js';
import type { ServiceAddresses } from '../compose.js';
import type { Config } from '../config.js';

/** A process that runs beside others shares their services, so it must be told where they are. */
export function requireServices(config: Config): ServiceAddresses {
  const { MONGO_URL, REDIS_URL, SECRET_KEY } = config;
  const missing = Object.entries({ MONGO_URL, REDIS_URL, SECRET_KEY }).filter(
    ([, value]) => value === undefined,
  );
  if (MONGO_URL !== undefined && REDIS_URL !== undefined && SECRET_KEY !== undefined) {
    return { mongoUrl: MONGO_URL, redisUrl: REDIS_URL, secretKey: SECRET_KEY };
  }
  const names = missing.map(([name]) => name).join(', ');
  throw new AppError(
    'configuration-invalid',
    `${names} 未设置。单独的 api 或 worker 进程须与其他进程共用服务；单机请用 baosong start。` +
      ` / ${names} must be set: a process of its own shares the services of the others; on one machine use baosong start.`,
  );
}
