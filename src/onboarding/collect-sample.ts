import type { Collected, SourceAdapter } from '../../adapters/source-adapter.js';
import { isAppError } from '../../schemas/errors.js';
import type { ItemContent } from '../../schemas/item-content.js';
import { toItemContent } from '../normalize/to-item-content.js';
import type { WithinTime } from '../within-time.js';
import type { SampleFetch, SampleProblem } from './sample-fetch.js';

export interface Sample {
  items: readonly ItemContent[];
  /** Addresses of pages that hold one article. */
  articleUrls: ReadonlySet<string>;
  problems: readonly SampleProblem[];
}

/** What a liaison is shown. */
const MOST_ITEMS = 5;
/** A list whose entries all fail is known to be broken after so many. */
const MOST_PROBLEMS = 10;

const NO_LOG = { info: () => undefined, warn: () => undefined };

/** The first items of a source, normalized as they would be stored, through the adapter's own walk. */
export async function collectSample(
  adapter: SourceAdapter,
  options: unknown,
  { pages, parse, now }: { pages: SampleFetch; parse: WithinTime; now: Date },
): Promise<Sample> {
  const items: ItemContent[] = [];
  const articleUrls = new Set<string>();
  const problems: SampleProblem[] = [];
  try {
    for await (const event of adapter.collect(options, { ...pages, parse, log: NO_LOG })) {
      if (event.type === 'problem') problems.push(event);
      if (event.type === 'entry') {
        parse(() => {
          takeEntry(event, now, { items, articleUrls, problems });
        });
      }
      if (items.length >= MOST_ITEMS || problems.length >= MOST_PROBLEMS) break;
    }
  } catch (error) {
    if (!isAppError(error)) throw error;
    const url = error.details.url;
    problems.push({
      ...{ code: error.code, message: error.message },
      ...(typeof url === 'string' && { url }),
    });
  }
  return { items, articleUrls, problems };
}

function takeEntry(
  { entry }: Extract<Collected, { type: 'entry' }>,
  now: Date,
  sample: { items: ItemContent[]; articleUrls: Set<string>; problems: SampleProblem[] },
): void {
  if (entry.fetchedFrom !== undefined) sample.articleUrls.add(entry.fetchedFrom);
  const outcome = toItemContent(entry, { defaults: {}, now });
  if (outcome.ok) sample.items.push(outcome.content);
  else
    sample.problems.push({
      code: outcome.code,
      message: outcome.message,
      ...(entry.url && { url: entry.url }),
    });
}
