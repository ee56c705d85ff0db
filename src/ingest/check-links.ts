import { addSeconds, toInstant, type Clock } from '../../schemas/instant.js';
import type { LinkState } from '../../schemas/link-state.js';
import { linksIn } from '../domain/body-links.js';
import { believedSeconds, isBadLink } from '../domain/link-verdict.js';
import type { ItemStore } from '../store/item-store.js';
import type { LinkStore } from '../store/link-store.js';
import { probeLink, toLinkState, type ProbeDependencies } from './probe-link.js';

export interface CheckLinksDependencies extends ProbeDependencies {
  items: Pick<ItemStore, 'findLinksWork' | 'recordLinks'>;
  links: LinkStore;
  /** How long the answer of a link that works is believed; 0 looks at no links. */
  keptDays: number;
  now: Clock;
}

export interface LinksSummary {
  asked: number;
  bad: number;
  notDue?: true;
}

/** An item with many slow links gives its place to others after this long, and goes on when its turn comes again. */
const LONGEST_RUN_MS = 120_000;

/**
 * Looks at the links of one item, politely and one after the other; answers are shared by all items that link to the same
 * address. What was found becomes findings when the item is judged again; the review waits for none of it.
 */
export function createCheckLinks(deps: CheckLinksDependencies) {
  return async (itemId: string, signal: AbortSignal): Promise<LinksSummary> => {
    const work = await deps.items.findLinksWork(itemId);
    if (!work || work.dueAt > toInstant(deps.now())) return { asked: 0, bad: 0, notDue: true };
    if (work.state !== 'in-review' || deps.keptDays === 0) {
      await deps.items.recordLinks(itemId, work.dueAt, {});
      return { asked: 0, bad: 0, notDue: true };
    }
    const { known, asked, interrupted } = await askAll(deps, linksIn(work.bodyHtml), signal);
    const bad = known.filter(isBadLink).length;
    const later = known.filter(isToBeAskedAgain).map(({ nextCheckAt }) => nextCheckAt);
    const isNews = bad > 0 || work.findings.some(({ rule }) => rule.startsWith('links.'));
    const at = toInstant(deps.now());
    await deps.items.recordLinks(itemId, work.dueAt, {
      nextDueAt: interrupted ? at : later.sort()[0],
      recheckDueAt: isNews ? at : undefined,
    });
    return { asked, bad };
  };
}

/** It failed once, which may be chance. */
function isToBeAskedAgain(link: LinkState): boolean {
  return link.verdict === 'unreachable' && !isBadLink(link);
}

async function askAll(deps: CheckLinksDependencies, urls: readonly string[], signal: AbortSignal) {
  const until = performance.now() + LONGEST_RUN_MS;
  const states = await deps.links.findMany(urls);
  let asked = 0;
  let interrupted = false;
  for (const url of urls) {
    const before = states.get(url);
    if (before && before.nextCheckAt > toInstant(deps.now())) continue;
    interrupted = signal.aborted || performance.now() > until;
    if (interrupted) break;
    states.set(url, await askOne(deps, url, before, signal));
    asked += 1;
  }
  return { known: [...states.values()], asked, interrupted };
}

async function askOne(
  deps: CheckLinksDependencies,
  url: string,
  before: LinkState | undefined,
  signal: AbortSignal,
): Promise<LinkState> {
  const link = toLinkState(url, await probeLink(deps, url, signal), before);
  const at = deps.now();
  const nextCheckAt = toInstant(addSeconds(at, believedSeconds(link, deps.keptDays)));
  const state: LinkState = { ...link, checkedAt: toInstant(at), nextCheckAt };
  await deps.links.save(state);
  return state;
}
