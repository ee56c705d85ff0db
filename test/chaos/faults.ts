import { execFileSync } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { toRedisOptions } from '../../src/queue/redis-options.js';
import type { Random } from './random.js';
import { PORTALS, type World } from './world.js';

/** Something that goes wrong, for a while, and is over when it resolves. */
interface Fault {
  name: string;
  happen(): Promise<void>;
}

const KILLED = ['api', 'worker-flash', 'worker-1', 'redis', 'documents'] as const;

/** One of everything that can go wrong, drawn by chance. */
export function drawFault(world: World, random: Random): Fault {
  const kinds = [
    ...KILLED.map((name) => () => killed(world, name)),
    () => killed(world, random.pick(KILLED)),
    () => forgetful(world),
    () => misbehaving(world, random),
    () => misbehaving(world, random),
    () => misbehaving(world, random),
    () => diskFull(world, random),
    ...(world.canMoveClock ? [() => movedClock(world, random)] : []),
  ];
  return random.pick(kinds)();
}

function killed(world: World, name: (typeof KILLED)[number]): Fault {
  return {
    name: `kill -9 ${name}`,
    happen: async () => {
      const pid = world.pids()[name] ?? 0;
      if (pid > 1) killNow(pid);
      await wait(200);
    },
  };
}

function killNow(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    // The one before has killed it, and its successor is not there yet.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

function forgetful({ app }: World): Fault {
  return {
    name: 'flush redis',
    happen: async () => {
      const redis = new Redis({ ...toRedisOptions(app.redisUrl), maxRetriesPerRequest: 1 });
      // Redis may have just been killed: then it has been forgotten enough.
      redis.on('error', () => undefined);
      await redis.flushall().catch(() => undefined);
      redis.disconnect();
    },
  };
}

const MODES = [
  { mode: 'fail', status: 500 },
  { mode: 'fail', status: 503, retryAfterSeconds: 1 },
  { mode: 'hang' },
  { mode: 'cut-after-commit' },
  { mode: 'throttle', retryAfterSeconds: 1 },
  { mode: 'garbage' },
  { mode: 'ok', delayMs: 1500 },
] as const;

function misbehaving(world: World, random: Random): Fault {
  const portal = random.pick(PORTALS);
  const control = random.pick(MODES);
  const lastsMs = random.between(300, 3000);
  return {
    name: `${portal}: ${Object.values(control).join(' ')} for ${lastsMs} ms`,
    happen: async () => {
      await tellPortal(world, portal, control);
      await wait(lastsMs);
      await tellPortal(world, portal, { mode: 'ok' });
    },
  };
}

export async function tellPortal(
  { portals }: World,
  portal: (typeof PORTALS)[number],
  control: object,
): Promise<void> {
  await fetch(`${portals[portal]}/control`, {
    method: 'POST',
    headers: { authorization: 'Bearer chaos-token', 'content-type': 'application/json' },
    body: JSON.stringify(control),
  });
}

/** No file of the document store may grow any more, as on a full disk: what it cannot write it must not acknowledge. */
function diskFull(world: World, random: Random): Fault {
  const lastsMs = random.between(300, 2000);
  return {
    name: `disk full for ${lastsMs} ms`,
    happen: async () => {
      const pid = world.pids()['documents'] ?? 0;
      limitFiles(pid, '4096:unlimited');
      await wait(lastsMs);
      limitFiles(pid, 'unlimited:unlimited');
    },
  };
}

function limitFiles(pid: number, limit: string): void {
  try {
    execFileSync('prlimit', ['--pid', String(pid), `--fsize=${limit}`], { stdio: 'ignore' });
  } catch {
    // It died meanwhile, and its successor starts without the limit.
  }
}

function movedClock(world: World, random: Random): Fault {
  const seconds = random.pick([-600, 600]);
  const lastsMs = random.between(500, 2500);
  return {
    name: `clock ${seconds > 0 ? '+' : ''}${seconds} s for ${lastsMs} ms`,
    happen: async () => {
      world.moveClock(seconds);
      await wait(lastsMs);
      world.moveClock(0);
    },
  };
}
