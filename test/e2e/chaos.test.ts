import { expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { distFile } from '../../src/package-root.js';

const LONGEST_RUN_MS = 1_200_000;

interface ChaosEnd {
  code: number | null;
  summary: Record<string, unknown>;
  complaints: string;
}

function runChaos(options: Record<'faults' | 'seed' | 'items', number>): Promise<ChaosEnd> {
  const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [distFile('test/chaos/chaos.js'), ...args, '--steady-clock', '--quiet'],
      (_error, stdout, stderr) => {
        const lastLine = stdout.trim().split('\n').at(-1) ?? '';
        const summary = lastLine.startsWith('{') ? (JSON.parse(lastLine) as Record<string, unknown>) : {};
        resolve({ code: child.exitCode, summary, complaints: stderr });
      },
    );
  });
}

/** Short, and of two seeds for more kinds of faults; `npm run chaos` is the long one, and moves the clock as well. */
test.each([7, 21])(
  'nothing is lost, doubled or out of order whatever breaks (seed %i)',
  async (seed) => {
    const end = await runChaos({ faults: 16, seed, items: 60 });
    // What it complains of ends with the folder that it kept, which is all there is to find out why.
    if (end.code !== 0) throw new Error(`${JSON.stringify(end.summary)}\n${end.complaints.slice(-20_000)}`);
    expect(end).toMatchObject({
      code: 0,
      summary: { passed: true, wrong: 0, settled: true, refused: 0, audit: { verified: true } },
    });
  },
  LONGEST_RUN_MS,
);
