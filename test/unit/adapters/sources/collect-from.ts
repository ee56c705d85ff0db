import type {
  Collected,
  CollectContext,
  FetchOptions,
  FetchOutcome,
  SourceAdapter,
} from '../../../../adapters/source-adapter.js';
import { AppError } from '../../../../schemas/errors.js';

/** What a site answers: a body, an outcome, or an error that is thrown. Absent pages are 404. */
export type Pages = Readonly<Record<string, string | Uint8Array | FetchOutcome | AppError>>;

export interface Collection {
  collected: Collected[];
  asked: { url: string; options: FetchOptions | undefined }[];
  logged: string[];
}

export const UNCHANGED: FetchOutcome = { status: 'unchanged' };
export const REMEMBERED: FetchOutcome = { status: 'unchanged', remembered: true };

export function httpError(status: number): AppError {
  return new AppError('fetch-http-status', `answered HTTP ${status}`, { details: { status } });
}

/** Runs one collection against a site given as a table. */
export async function collectFrom<Options>(
  adapter: SourceAdapter<Options>,
  options: Options,
  pages: Pages,
  signal = new AbortController().signal,
): Promise<Collection> {
  const result: Collection = { collected: [], asked: [], logged: [] };
  const log = (event: string): void => void result.logged.push(event);
  const ctx: CollectContext = {
    fetch: async (url, how) => {
      result.asked.push({ url, options: how });
      await Promise.resolve();
      return toOutcome(url, pages[url] ?? httpError(404));
    },
    parse: (run) => run(),
    signal,
    log: { info: log, warn: log },
  };
  for await (const one of adapter.collect(options, ctx)) result.collected.push(one);
  return result;
}

function toOutcome(url: string, answer: Pages[string]): FetchOutcome {
  if (answer instanceof AppError) throw answer;
  if (typeof answer === 'object' && 'status' in answer) return answer;
  const body = typeof answer === 'string' ? Buffer.from(answer) : answer;
  return { status: 'fetched', document: { url, requestedUrl: url, status: 200, headers: {}, body } };
}

/** An article as a small site has it. */
export function articlePage(title: string): string {
  return (
    `<html><head><meta name="ArticleTitle" content="${title}"></head>` +
    `<body><div class="TRS_Editor"><p>${title}的正文。</p></div></body></html>`
  );
}
