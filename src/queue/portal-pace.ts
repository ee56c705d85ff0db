import { Redis } from 'ioredis';
import { AppError } from '../../schemas/errors.js';
import type { Pace } from '../domain/pace.js';
import { toRedisOptions } from './redis-options.js';

/** One bucket a portal, shared by all processes; when Redis loses it, it is full again, which costs nothing but pace. */
export interface PortalPace {
  /** 0 when a token was taken, else the milliseconds after which it may be tried again. Throws `service-unavailable`. */
  take: (portalId: string, pace: Pace, floor: number) => Promise<number>;
  close(): void;
}

/** `takeToken` of the domain, where all processes see it, by Redis's own clock. */
const TAKE = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local rate, burst, floor = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local known = redis.call('HMGET', KEYS[1], 'tokens', 'at')
local at = math.max(now, tonumber(known[2] or now))
local passed = math.max(0, now - tonumber(known[2] or now))
local tokens = math.min(burst, tonumber(known[1] or burst) + passed * rate / 1000)
local wait = 0
if tokens >= floor + 1 then tokens = tokens - 1 else wait = math.ceil((floor + 1 - tokens) * 1000 / rate) end
redis.call('HSET', KEYS[1], 'tokens', tostring(tokens), 'at', tostring(at))
redis.call('PEXPIRE', KEYS[1], math.ceil(burst * 1000 / rate) + 60000)
return wait
`;

interface PaceCommands {
  takeToken(key: string, perSecond: number, burst: number, floor: number): Promise<number>;
}

export function createPortalPace(settings: {
  url: string;
  prefix: string;
  onError: (error: Error) => void;
}): PortalPace {
  const options = { ...toRedisOptions(settings.url), maxRetriesPerRequest: 1, lazyConnect: true };
  const redis = new Redis({
    ...options,
    scripts: { takeToken: { lua: TAKE, numberOfKeys: 1 } },
  }) as Redis & PaceCommands;
  redis.on('error', settings.onError);
  return {
    async take(portalId, { perSecond, burst }, floor) {
      try {
        return await redis.takeToken(`${settings.prefix}:pace:${portalId}`, perSecond, burst, floor);
      } catch (cause) {
        throw new AppError('service-unavailable', 'Redis does not answer', { cause });
      }
    },
    close: () => {
      redis.disconnect();
    },
  };
}
