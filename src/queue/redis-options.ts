/** What ioredis and BullMQ both take. */
export interface RedisSettings {
  maxRetriesPerRequest: number | null;
  path?: string;
  host?: string;
  port?: number;
  username?: string;
  password?: string;
  db?: number;
  tls?: Record<string, never>;
}

/**
 * Connection *options* for BullMQ, which opens and closes its own connections: an instance handed in would stay open.
 * `redis://`, `rediss://` and `unix:///path` addresses.
 */
export function toRedisOptions(url: string): RedisSettings {
  const parsed = new URL(url);
  // BullMQ's blocking reads must wait for Redis to come back instead of failing after some tries.
  const common = { maxRetriesPerRequest: null } as const;
  if (parsed.protocol === 'unix:') return { ...common, path: decodeURIComponent(parsed.pathname) };
  return {
    ...common,
    host: parsed.hostname.replace(/^\[|\]$/g, ''),
    port: Number(parsed.port || 6379),
    ...(parsed.username && { username: decodeURIComponent(parsed.username) }),
    ...(parsed.password && { password: decodeURIComponent(parsed.password) }),
    ...(parsed.pathname.length > 1 && { db: Number(parsed.pathname.slice(1)) }),
    ...(parsed.protocol === 'rediss:' && { tls: {} }),
  };
}
