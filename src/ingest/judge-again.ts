import { setImmediate } from 'node:timers/promises';
import { isAppError } from '../../schemas/errors.js';
import type { FileText } from '../../schemas/file-text.js';
import type { Finding, ItemContent } from '../../schemas/item-content.js';
import type { LinkState } from '../../schemas/link-state.js';
import { linksIn } from '../domain/body-links.js';
import { boundByRule, mayHoldText } from '../domain/checks/attachments.js';
import { CHECKS_INCOMPLETE, runChecks, runTextChecks, toShown } from '../domain/checks/index.js';
import type { JudgedFile } from '../domain/checks/known-facts.js';
import type { CheckRules } from '../domain/checks/rules.js';
import { isBadLink } from '../domain/link-verdict.js';
import type { FileTextStore } from '../store/file-text-store.js';
import type { LinkStore } from '../store/link-store.js';
import type { WithinTime } from '../within-time.js';
import { isRead } from './read-files.js';

export interface JudgeDependencies {
  texts: Pick<FileTextStore, 'find'>;
  links: Pick<LinkStore, 'findMany'>;
  withinTime: WithinTime;
}

export type JudgeContent = (content: ItemContent, rules: CheckRules) => Promise<Finding[]>;

/**
 * All findings of a content as they are now: its own, those in the texts of its attachments as far as they have been
 * read, and its dead links. One text is held at a time, for there may be hundreds of a million characters.
 */
export function createJudgeContent(deps: JudgeDependencies): JudgeContent {
  return async (content, rules) => {
    const files = await judgeFiles(deps, content, rules);
    const badLinks = await findBadLinks(deps, content);
    const found: Finding[] = [];
    const ended = endsInTime(deps.withinTime, () => {
      runChecks(content, rules, found, { files, badLinks });
    });
    return toShown(ended ? found : [CHECKS_INCOMPLETE, ...found]);
  };
}

async function judgeFiles(
  deps: JudgeDependencies,
  { attachments }: ItemContent,
  rules: CheckRules,
): Promise<Map<string, JudgedFile>> {
  const judged = new Map<string, JudgedFile>();
  const hashes = attachments.filter(mayHoldText).flatMap(({ sha256 }) => sha256 ?? []);
  for (const sha256 of new Set(hashes)) {
    const text = await deps.texts.find(sha256);
    if (text && isRead(text)) judged.set(sha256, judgeFile(deps.withinTime, text, rules));
    await setImmediate();
  }
  return judged;
}

function judgeFile(withinTime: WithinTime, { document, problem }: FileText, rules: CheckRules): JudgedFile {
  if (!document) return { findings: [], problem: problem ?? { code: 'internal' } };
  const { text, shortened, silentPages } = document;
  const found: Finding[] = [];
  const ended = endsInTime(withinTime, () => {
    runTextChecks(text, rules, found);
  });
  return {
    findings: boundByRule(ended ? found : [CHECKS_INCOMPLETE, ...found]),
    ...(shortened === true && { shortened }),
    ...(silentPages !== undefined && { silentPages }),
  };
}

/** False when the time limit ended it. */
function endsInTime(withinTime: WithinTime, run: () => void): boolean {
  try {
    withinTime(run);
    return true;
  } catch (error) {
    if (!isAppError(error) || error.code !== 'parse-timeout') throw error;
    return false;
  }
}

async function findBadLinks(
  { links }: JudgeDependencies,
  { bodyHtml }: ItemContent,
): Promise<Map<string, LinkState>> {
  const known = await links.findMany(linksIn(bodyHtml));
  return new Map([...known].filter(([, link]) => isBadLink(link)));
}
