import type { createHostTurns } from './fetch/host-turns.js';
import { createCheckItems } from './ingest/check-items.js';
import { createCheckLinks } from './ingest/check-links.js';
import { createJudgeContent } from './ingest/judge-again.js';
import { createPassWording } from './ingest/pass-wording.js';
import { createMaskItem } from './ingest/mask-item.js';
import { createReadFiles } from './ingest/read-files.js';
import { createRecheckItem } from './ingest/recheck-item.js';
import { createRuleSweeper } from './ingest/sweep-rules.js';
import type { CheckRevisions } from './ingest/check-revisions.js';
import type { createCurrentRules } from './ingest/current-rules.js';
import { createReadTextInChild } from './ingest/parse-in-child.js';
import { createExemptItem, createWithdrawExemption } from './review/exempt-item.js';
import type { CurrentReviewSettings } from './review/current-settings.js';
import type { createWithinTime } from './within-time.js';
import type { Parts } from './compose.js';

interface CheckParts {
  rules: ReturnType<typeof createCurrentRules>;
  checkRevisions: CheckRevisions;
  reviewSettings: CurrentReviewSettings;
  withinTime: ReturnType<typeof createWithinTime>;
  turns: ReturnType<typeof createHostTurns>;
}

/** What is found out about an item, by its first checks and afterwards, and what people do about findings. */
export function wireFindings(parts: Parts, checkParts: CheckParts) {
  const { rules, withinTime, turns, checkRevisions, reviewSettings } = checkParts;
  const { config, now, stores, client, media, wake } = parts;
  const { items, links, sweeps, fileTexts: texts } = stores;
  const { DOCUMENT_LIMIT_BYTES: maxBytes, HOST_GAP_MS: hostGapMs, LINK_CHECK_DAYS: keptDays } = config;
  const judgeContent = createJudgeContent({ texts, links, withinTime });
  return {
    checkItems: createCheckItems({
      ...{ items, checkRevisions, rules, reviewSettings, wake, now },
      passWording: createPassWording({ items, judgeContent }),
    }),
    recheckItem: createRecheckItem({
      ...{ items, rules, now },
      readFiles: createReadFiles({ texts, media, readText: createReadTextInChild(), maxBytes, now }),
      judgeContent,
    }),
    ruleSweeper: createRuleSweeper({ items, sweeps, rules, now }),
    checkLinks: createCheckLinks({ items, links, client, turns, hostGapMs, keptDays, now }),
    masking: createMaskItem({ items, wake, withinTime, now }),
    exemptItem: createExemptItem({ items, now }),
    withdrawExemption: createWithdrawExemption({ items, now }),
  };
}
