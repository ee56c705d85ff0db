import { PassThrough } from 'node:stream';
import { parseRetryAfter } from '../../adapters/retry-after.js';
import { AppError } from '../../schemas/errors.js';
import type { Clock } from '../../schemas/instant.js';
import { toConditionalHeaders, type Validators } from '../fetch/conditional.js';
import type { FetchResponse } from '../fetch/fetch-client.js';
import { detectSiteBlock } from '../fetch/site-block.js';
import type { RequestFile } from './file-request.js';
import type { MediaStore } from './media-store.js';
import type { StagedFile } from './staging.js';

export interface DownloadRequest {
  url: string;
  /** What is known of the copy we have: asks "only if it changed". */
  known?: Validators | undefined;
  maxBytes: number;
  totalTimeoutMs: number;
}

export type Downloaded =
  | { outcome: 'unchanged' }
  | { outcome: 'arrived'; file: StagedFile; headers: Readonly<Record<string, string>> };

export interface DownloadDependencies {
  store: Pick<MediaStore, 'stage'>;
  now: Clock;
}

/**
 * Brings a file from its address straight to disk: it is never held in memory. Throws AppError `fetch-…` for everything
 * the other side does, `service-unavailable` when we cannot take it.
 */
export async function download(
  deps: DownloadDependencies,
  ask: RequestFile,
  request: DownloadRequest,
): Promise<Downloaded> {
  const { known, ...limits } = request;
  let staging: Promise<StagedFile> | undefined;
  const receive = ({ status }: { status: number }) => {
    if (status !== 200) return undefined;
    const line = new PassThrough();
    staging = deps.store.stage(line);
    // Whoever fails first is reported below; the other one follows from it.
    staging.catch((error: unknown) => line.destroy(error instanceof Error ? error : undefined));
    return line;
  };
  const response = await ask({
    ...limits,
    ...(known && { headers: toConditionalHeaders(known) }),
    receive,
  });
  if (response.status === 304 && known) return { outcome: 'unchanged' };
  const file = await staging;
  if (!file) throw refusedBy(request.url, response, deps.now());
  await requireNoChallenge(request.url, response, file);
  return { outcome: 'arrived', file, headers: response.headers };
}

function refusedBy(url: string, response: FetchResponse, now: Date): AppError {
  if (detectSiteBlock(response)) return blocked(url);
  const retryAfterSeconds = parseRetryAfter(response.headers['retry-after'], now);
  return new AppError('fetch-http-status', `${url} answered HTTP ${response.status}`, {
    details: { url, status: response.status },
    ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
  });
}

/** Some protections answer "found", with a page that a browser would have to run first. */
async function requireNoChallenge(url: string, response: FetchResponse, file: StagedFile): Promise<void> {
  if (file.size > file.head.length || !detectSiteBlock({ ...response, body: file.head })) return;
  await file.discard();
  throw blocked(url);
}

function blocked(url: string): AppError {
  return new AppError('fetch-blocked-by-site', `${url} answers with a challenge for robots`, {
    details: { url },
  });
}
