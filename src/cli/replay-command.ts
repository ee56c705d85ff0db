import { bulkReplayAnswer } from '../../schemas/dead-letter.js';
import { isAppError } from '../../schemas/errors.js';
import type { Config } from '../config.js';
import { callGateway, type GatewayOptions } from './call-gateway.js';

export interface ReplayOptions extends GatewayOptions {
  comment: string;
  portal?: string;
  lane?: string;
  organization?: string;
  reason?: string;
  dryRun?: boolean;
}

/**
 * `baosong replay`: has a running gateway send again what portals refused, all that fits the filter. Exit 0 when it did, 2
 * when the request was wrong.
 */
export async function replayCommand(options: ReplayOptions, config: Config): Promise<number> {
  const { comment, portal, lane, organization, reason, dryRun = false } = options;
  const asked = { comment, portal, lane, organization, reason, dryRun };
  try {
    for (let total = 0; ;) {
      const found = await callGateway(config, options, {
        ...{ method: 'POST' as const, path: '/api/v1/dead-letters/replay' },
        ...{ body: JSON.stringify(asked), contentType: 'application/json' },
      });
      const answer = bulkReplayAnswer.parse(found, 'answer of the gateway');
      total += answer.replayed;
      // One request replays so many; what is left is asked for again.
      if (!dryRun && answer.replayed > 0 && answer.replayed < answer.found) continue;
      process.stdout.write(answer.sample.map((id) => `${id}\n`).join(''));
      process.stdout.write(`符合 found ${answer.found}，已重发 replayed ${total}\n`);
      return 0;
    }
  } catch (error) {
    if (!isAppError(error)) throw error;
    process.stderr.write(`${error.code}: ${error.message}\n`);
    return 2;
  }
}
