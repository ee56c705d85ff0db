import { spawn, type ChildProcess } from 'node:child_process';
import type { Log } from '../log.js';
import { distFile } from '../package-root.js';

/** A process of ours that must be there. */
export interface Role {
  name: string;
  /** Compiled file, relative to the build folder. */
  entry: string;
  args: readonly string[];
  /** It waits more than it works: kept small at the price of more frequent collections of its young objects. */
  small?: boolean;
}

export interface Supervisor {
  pids(): Record<string, number>;
  /** Resolves when the role has reported that it is up, for the first time. */
  started(name: string): Promise<void>;
  /** Tells every child to drain and waits until it has; a child that does not end in time is killed. */
  stop(): Promise<void>;
}

export interface SuperviseSettings {
  env: NodeJS.ProcessEnv;
  log: Log;
  drainSeconds: number;
  /** Open file descriptor that takes what the children write; default: our stderr. */
  output?: number;
}

const LONGEST_RESTART_PAUSE_MS = 5000;

/** Room for young objects in MB. Later versions of Node take twice the 16 of Node 20, for 80 MB more and no more speed. */
const YOUNG_MB = { small: 8, other: 16 };
/** glibc keeps up to eight heaps a core; two serve the few threads of a Node process and hold a tenth less memory. */
const FEW_ARENAS = { MALLOC_ARENA_MAX: '2' };

/**
 * Starts one child a role and starts it again when it dies. Children hold a channel to us and end by themselves when it
 * closes, so that none is left behind when we are killed.
 */
export function supervise(roles: readonly Role[], settings: SuperviseSettings): Supervisor {
  const children = new Map(roles.map((role) => [role.name, keepAlive(role, settings)]));
  return {
    pids: () => Object.fromEntries([...children].map(([name, child]) => [name, child.pid()])),
    started: (name) => children.get(name)?.started ?? Promise.resolve(),
    stop: async () => {
      await Promise.all([...children.values()].map((child) => child.stop()));
    },
  };
}

function keepAlive(role: Role, { env, log, drainSeconds, output = 2 }: SuperviseSettings) {
  let stopping = false;
  let failures = 0;
  let child: ChildProcess;
  let timer: NodeJS.Timeout | undefined;
  let announce: () => void = () => undefined;
  const started = new Promise<void>((resolve) => {
    announce = resolve;
  });
  const young = `--max-semi-space-size=${role.small ? YOUNG_MB.small : YOUNG_MB.other}`;
  const launch = (): void => {
    child = spawn(process.execPath, [young, distFile(role.entry), ...role.args], {
      env: { ...FEW_ARENAS, ...env },
      // stdout of the parent belongs to what its command prints.
      stdio: ['ignore', output, output, 'ipc'],
      detached: true,
    });
    log.info({ role: role.name, pid: child.pid }, 'process-started');
    child.on('message', () => {
      failures = 0;
      announce();
    });
    child.on('exit', (code, signal) => {
      if (stopping) return;
      log.warn({ role: role.name, code, signal }, 'process-died');
      timer = setTimeout(launch, Math.min(100 * 2 ** failures++, LONGEST_RESTART_PAUSE_MS));
    });
  };
  launch();
  return {
    pid: () => child.pid ?? 0,
    started,
    stop: async () => {
      stopping = true;
      clearTimeout(timer);
      await end(child, drainSeconds);
    },
  };
}

async function end(child: ChildProcess, drainSeconds: number): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), (drainSeconds + 5) * 1000);
  await ended;
  clearTimeout(timer);
}
