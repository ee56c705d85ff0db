import type { createHostTurns } from './fetch/host-turns.js';
import { createCheckLinks } from './ingest/check-links.js';
import { createJudgeContent } from './ingest/judge-again.js';
import { createMaskItem } from './ingest/mask-item.js';
import { createReadFiles } from './ingest/read-files.js';
import { createRecheckItem } from './ingest/recheck-item.js';
import { createRuleSweeper } from './ingest/sweep-rules.js';
import type { createCurrentRules } from './ingest/current-rules.js';
import { createReadTextInChild } from './ingest/parse-in-child.js';
import { createExemptItem, createWithdrawExemption } from './review/exempt-item.js';
import type { createWithinTime } from './within-time.js';
import type { Parts } from './compose.js';

interface CheckParts {
  rules: ReturnType<typeof createCurrentRules>;
  withinTime: ReturnType<typeof createWithinTime>;
  turns: ReturnType<typeof createHostTurns>;
}

/** What is found out about an item after its first checks, and what people do about findings. */
export function wireFindings(parts: Parts, { rules, withinTime, turns }: CheckParts) {
  const { config, now, stores, client, media, wake } = parts;
  const { items, links, sweeps, fileTexts: texts } = stores;
  const { DOCUMENT_LIMIT_BYTES: maxBytes, HOST_GAP_MS: hostGapMs, LINK_CHECK_DAYS: keptDays } = config;
  return {
    recheckItem: createRecheckItem({
      ...{ items, rules, now },
      readFiles: createReadFiles({ texts, media, readText: createReadTextInChild(), maxBytes, now }),
      judgeContent: createJudgeContent({ texts, links, withinTime }),
    }),
    ruleSweeper: createRuleSweeper({ items, sweeps, rules, now }),
    checkLinks: createCheckLinks({ items, links, client, turns, hostGapMs, keptDays, now }),
    masking: createMaskItem({ items, wake, withinTime, now }),
    exemptItem: createExemptItem({ items, now }),
    withdrawExemption: createWithdrawExemption({ items, now }),
  };
}
