import { Writable } from 'node:stream';
import { pino } from 'pino';
import type { Log } from '../../src/log.js';

export type LogLine = Record<string, unknown> & { msg: string; level: number };

/** A log whose lines a test can read. */
export function keepLog(): { log: Log; lines: LogLine[] } {
  const lines: LogLine[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(JSON.parse(chunk.toString()) as LogLine);
      done();
    },
  });
  return { log: pino({ level: 'debug' }, stream), lines };
}
