import type { CollectContext, SourceAdapter } from '../../adapters/source-adapter.js';
import { isAppError, type AppError } from '../../schemas/errors.js';
import { toInstant, type Clock } from '../../schemas/instant.js';
import { nextLook, sampleSize, type LookResult, type LookRules } from '../domain/look-again.js';
import type { LookedAtItem } from '../store/item-looks.js';
import type { ItemStore } from '../store/item-store.js';
import type { LeasedSource } from '../store/source-record.js';
import type { ReadPageAgain } from './read-page-again.js';
import type { SourceWalk } from './source-walk.js';

export interface LookAgainDependencies {
  items: ItemStore;
  readPageAgain: ReadPageAgain;
  rules: LookRules;
  now: Clock;
}

export interface LookContext extends CollectContext {
  adapter: SourceAdapter;
  options: unknown;
  /** Whether the collection has time left for what need not be done today. */
  hasTime(): boolean;
}

interface Look {
  item: LookedAtItem;
  result: LookResult;
}

/** Due items read at once; listed ones among them are planned anew without a request. */
const DUE_AT_ONCE = 50;

/**
 * Looks again at articles that have fallen out of what their source lists: published items are asked for at their own
 * address, rarely and a few a collection. A changed article is a new revision, a missing one goes the way of all missing
 * ones, told to `walk`; the answer plans the next looks, to be called once the collection is settled. A complete list
 * says it all by itself.
 */
export function createLookAgain(deps: LookAgainDependencies) {
  return async (source: LeasedSource, walk: SourceWalk, ctx: LookContext): Promise<() => Promise<void>> => {
    const looks: Look[] = [];
    const now = deps.now();
    if (!walk.isComplete && deps.rules.perCollection > 0) await look(deps, source, { walk, ctx, looks, now });
    return async () => {
      const plans = looks.map(({ item, result }) => ({
        ...{ id: item.id, seenAt: item.lookAgainAt },
        next: nextLook(item, result, deps.rules, now),
      }));
      await deps.items.planNextLooks(plans);
    };
  };
}

export type LookAgain = ReturnType<typeof createLookAgain>;

interface Round {
  walk: SourceWalk;
  ctx: LookContext;
  looks: Look[];
  now: Date;
}

async function look(deps: LookAgainDependencies, source: LeasedSource, round: Round): Promise<void> {
  const { walk, looks, now } = round;
  const { rules, items } = deps;
  const at = toInstant(now);
  const due = await items.findDueLooks(source.id, at, DUE_AT_ONCE);
  for (const item of due) {
    const result = settledWithoutAsking(item, walk);
    if (result) looks.push({ item, result });
  }
  const unlisted = due.filter((item) => settledWithoutAsking(item, walk) === undefined);
  await ask(deps, unlisted.slice(0, rules.perCollection), round);
  if (!looks.some(({ item, result }) => result === 'gone' && !item.missing)) return;
  const ahead = await items.findLooksAhead(source.id, at, DUE_AT_ONCE);
  const others = [...unlisted.slice(rules.perCollection), ...ahead].filter(
    (item) => settledWithoutAsking({ ...item, lookAgainSeconds: 0 }, walk) === undefined,
  );
  await ask(deps, others.slice(0, sampleSize(rules)), round);
}

/** Undefined where only its page can tell. What a list declares to be deleted is not asked about. */
function settledWithoutAsking(item: LookedAtItem, walk: SourceWalk): LookResult | undefined {
  if (item.lookAgainSeconds === undefined) return 'planned';
  if (item.content.url === undefined || walk.shows(item)) return 'listed';
  return item.missing && item.missing.reason !== 'gone' ? 'listed' : undefined;
}

/** One after the other; a site in trouble, or one that refuses robots, is left alone until another day. */
async function ask(
  deps: LookAgainDependencies,
  items: readonly LookedAtItem[],
  { walk, ctx, looks }: Round,
): Promise<void> {
  for (const item of items) {
    if (!ctx.hasTime()) return;
    try {
      looks.push({ item, result: await askOne(deps, item, walk, ctx) });
    } catch (error) {
      if (!isAppError(error) || ctx.signal.aborted) throw error;
      ctx.log.info('look-again-unclear', { itemId: item.id, code: error.code });
      looks.push({ item, result: 'unclear' });
      if (isTrouble(error)) return;
    }
  }
}

async function askOne(
  deps: LookAgainDependencies,
  item: LookedAtItem,
  walk: SourceWalk,
  ctx: LookContext,
): Promise<LookResult> {
  const { url = '' } = item.content;
  try {
    const page = await ctx.fetch(url, { conditional: true });
    const entry =
      page.status === 'fetched' ? await deps.readPageAgain(item.id, page.document, ctx) : undefined;
    await walk.takeLook(
      entry ? { type: 'entry', entry: { ...entry, fetchedFrom: url } } : { type: 'named', url },
    );
    return 'there';
  } catch (error) {
    const status =
      isAppError(error) && error.code === 'fetch-http-status' ? error.details['status'] : undefined;
    if (status !== 404 && status !== 410) throw error;
    await walk.takeLook({ type: 'gone', url, status });
    return item.proposal ? 'confirmed' : 'gone';
  }
}

function isTrouble(error: AppError): boolean {
  return error.code === 'fetch-blocked-by-site' || (error.code.startsWith('fetch-') && error.retryable);
}
