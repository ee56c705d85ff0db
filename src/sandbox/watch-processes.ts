import { join } from 'node:path';
import { replaceFile } from './demo-state.js';
import type { Story } from './story.js';

const LOOK_EVERY_MS = 100;

/** Keeps `pids.json` true, and tells when a process was started anew. */
export function watchProcesses(
  folder: string,
  pids: () => Record<string, number>,
  story: Story,
): { stop(): Promise<void> } {
  const file = join(folder, 'pids.json');
  let known: Record<string, number> = {};
  let writing = Promise.resolve();
  const look = (): void => {
    const now = pids();
    const changed = Object.entries(now).filter(([name, pid]) => known[name] !== pid);
    if (changed.length === 0) return;
    for (const [name, pid] of changed) {
      const before = known[name];
      if (before === undefined) continue;
      story.tell(
        `进程 ${name} 意外终止，已自动重启`,
        `process ${name} died (${before}), started again (${pid})`,
      );
    }
    known = now;
    const content = `${JSON.stringify({ demo: process.pid, ...now }, null, 2)}\n`;
    // Only a help for people and tests: that it cannot be written must not end the demo.
    writing = writing.then(() => replaceFile(file, content)).catch(() => undefined);
  };
  look();
  const timer = setInterval(look, LOOK_EVERY_MS);
  return {
    async stop() {
      clearInterval(timer);
      await writing;
    },
  };
}
