import { pino, type Logger } from 'pino';
import { toInstant } from '../schemas/instant.js';

export type Log = Logger;

/**
 * Structured log on stderr: stdout belongs to what a command prints. One static event name per line in `msg`, facts in
 * fields, errors in `err` with their code. ERROR means somebody must act. `descriptor` sends it to an open file instead.
 */
export function createLog(level: string, base: Record<string, unknown> = {}, descriptor = 2): Log {
  return pino(
    {
      level,
      base,
      timestamp: () => `,"time":"${toInstant(new Date())}"`,
      formatters: { level: (label) => ({ level: label }) },
      redact: ['*.apiKey', '*.secret', '*.authorization', 'apiKey', 'secret', 'authorization'],
    },
    pino.destination({ dest: descriptor, sync: false }),
  );
}
