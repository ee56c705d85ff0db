import { setTimeout as wait } from 'node:timers/promises';
import { toInstant } from '../../../schemas/instant.js';
import type { Submission } from '../../../schemas/requests.js';
import { toText, type SampleArticle } from './sample-article.js';
import type { BoardEntry, SampleBoard } from './sample-board.js';
import { escapeMarkup } from './site-markup.js';

export interface OutboxSettings {
  board: SampleBoard;
  /** Of the gateway. */
  apiUrl: string;
  apiKey: string;
  /** Of the site, for the addresses of its articles. */
  siteUrl: string;
  /** Makes the idempotency keys of this run its own. */
  runId: string;
  onRefused(article: string, status: number, answer: string): void;
}

const LOOK_EVERY_MS = 100;
const RETRY_MS = 500;
const REFUSED_RETRY_MS = 5000;
const REQUEST_TIMEOUT_MS = 10_000;

/**
 * The unit's CMS: pushes every version its outbox shows until the gateway has acknowledged it. The key of a version
 * stays the same however often it is sent, so that an answer lost on the way does no harm.
 */
export function startOutbox(settings: OutboxSettings): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const running = run(settings, stopping.signal);
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

async function run(settings: OutboxSettings, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const [next] = waiting(settings.board);
    const pauseMs = next === undefined ? LOOK_EVERY_MS : await push(settings, next, signal);
    await wait(pauseMs, undefined, { signal }).catch(() => undefined);
  }
}

/** Flash first: what cannot wait does not wait behind the routine. */
function waiting(board: SampleBoard): BoardEntry[] {
  const due = board.shown('ngcc').filter(({ version, pushed }) => version > pushed);
  return [
    ...due.filter(({ article }) => article.list === 'flash'),
    ...due.filter(({ article }) => article.list !== 'flash'),
  ];
}

/** Milliseconds until the next one. */
async function push(settings: OutboxSettings, entry: BoardEntry, signal: AbortSignal): Promise<number> {
  const { board, apiUrl, apiKey, runId } = settings;
  const { article, version } = entry;
  try {
    const answer = await fetch(`${apiUrl}/api/v1/items`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${apiKey}`,
        'content-type': 'application/json',
        'idempotency-key': `${runId}.${article.id}.${version}`,
      },
      body: JSON.stringify(toSubmission(article, version, settings.siteUrl)),
      signal: AbortSignal.any([signal, AbortSignal.timeout(REQUEST_TIMEOUT_MS)]),
    });
    const text = await answer.text();
    if (answer.ok) {
      await board.recordPushed(article.id, version);
      return 0;
    }
    if (answer.status >= 500 || answer.status === 409 || answer.status === 429) return RETRY_MS;
    settings.onRefused(article.id, answer.status, text);
    return REFUSED_RETRY_MS;
  } catch {
    // The gateway is away: the item stays in the outbox.
    return RETRY_MS;
  }
}

function toSubmission(article: SampleArticle, version: number, siteUrl: string): Submission {
  const { title, paragraphs } = toText(article, version);
  return {
    externalId: article.id,
    url: `${siteUrl}/content/${article.id}.html`,
    kind: article.kind,
    title,
    bodyHtml: paragraphs.map((paragraph) => `<p>${escapeMarkup(paragraph)}</p>`).join('\n'),
    contentSource: '国家基础地理信息中心',
    responsiblePerson: '王工',
    publishedAt: toInstant(article.publishedAt),
    ...(article.column !== undefined && { column: article.column }),
    ...(article.lane !== undefined && { lane: article.lane }),
    ...(article.laneReason !== undefined && { lane: 'flash', laneReason: article.laneReason }),
  };
}
