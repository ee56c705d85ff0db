import { AppError, isAppError } from '../../schemas/errors.js';
import { addSeconds, toInstant } from '../../schemas/instant.js';
import type { MediaProblem } from '../../schemas/media.js';
import { mediaRetrySeconds, type MediaFailure } from '../domain/media-attempts.js';
import { toValidators } from '../fetch/conditional.js';
import { readHostBusy, type BusyHost } from '../fetch/host-busy.js';
import type { FileRecord } from '../store/file-record-store.js';
import { download, type DownloadDependencies, type Downloaded } from './download.js';
import type { WantedFile } from './fetch-media.js';
import type { RequestFile } from './file-request.js';
import type { HostMemory } from './host-memory.js';
import { identifyFile } from './identify-file.js';
import { judgeFile } from './judge-file.js';
import { claimedFamily } from './media-family.js';
import { fetchProblem, ownProblem, statusOf } from './media-problem.js';
import type { MediaStore } from './media-store.js';

export interface FetchFileDependencies extends DownloadDependencies {
  store: Pick<MediaStore, 'stage' | 'keep' | 'has'>;
  limits: { maxBytes: number; timeoutMs: number };
}

export interface FileRequest {
  file: WantedFile;
  /** What earlier rounds and revisions know of it. */
  known: FileRecord | undefined;
  revision: number;
  /** Bytes that the item may still take. */
  room: number;
  hosts: HostMemory;
  /** The item's way to its files. */
  ask: RequestFile;
  signal: AbortSignal;
}

/** `busy`: it is not this file's turn, nothing has happened. `drained`: the process stops. */
export type FileOutcome =
  { outcome: 'settled'; record: FileRecord } | ({ outcome: 'busy' } & BusyHost) | { outcome: 'drained' };

/** Throws `service-unavailable` when files cannot be kept at present. */
export type FetchFile = (request: FileRequest) => Promise<FileOutcome>;

/** Fetches one file, looks at what it is, keeps it, and tells what came of it. */
export function createFetchFile(deps: FetchFileDependencies): FetchFile {
  return async (request) => {
    const { file, hosts, signal } = request;
    try {
      const against = hosts.reasonAgainst(file.url);
      if (against) throw against;
      const record = await take(deps, request);
      hosts.answered(file.url);
      return { outcome: 'settled', record };
    } catch (error) {
      if (signal.aborted) return { outcome: 'drained' };
      const busy = readHostBusy(error);
      if (busy) return { outcome: 'busy', ...busy };
      // A fault of ours, or our own disk or bucket: nothing is held against the file.
      if (!isAppError(error) || error.code === 'service-unavailable') throw error;
      hosts.failed(file.url, error);
      return { outcome: 'settled', record: toFailed(deps, request, error) };
    }
  };
}

async function take(deps: FetchFileDependencies, request: FileRequest): Promise<FileRecord> {
  const { file, known, room, ask } = request;
  const reusable = known?.copy && (await deps.store.has(known.copy.sha256)) ? known : undefined;
  // A site that names no validators cannot be asked whether the file changed: the copy stands for it.
  if (reusable && !hasValidators(reusable)) return toSame(deps, request, reusable);
  const downloaded = await download(deps, ask, {
    url: file.url,
    known: reusable && validatorsOf(reusable),
    maxBytes: Math.min(deps.limits.maxBytes, room),
    totalTimeoutMs: deps.limits.timeoutMs,
  });
  if (downloaded.outcome === 'arrived') return keep(deps, request, downloaded);
  if (reusable) return toSame(deps, request, reusable);
  throw new AppError('fetch-protocol', `${file.url} answers 304 although nothing was known of it`);
}

function hasValidators({ etag, lastModified }: FileRecord): boolean {
  return etag !== undefined || lastModified !== undefined;
}

function validatorsOf({ etag, lastModified }: FileRecord) {
  return { ...(etag !== undefined && { etag }), ...(lastModified !== undefined && { lastModified }) };
}

/** The copy of an earlier revision is the file; what was wrong with its type still is. */
function toSame(deps: FetchFileDependencies, { revision }: FileRequest, known: FileRecord): FileRecord {
  const { problem, ...rest } = known;
  const lasting = problem?.code.startsWith('media-type')
    ? { ...problem, at: toInstant(deps.now()) }
    : undefined;
  return { ...rest, revision, attempts: 0, ...(lasting && { problem: lasting }) };
}

type Arrived = Extract<Downloaded, { outcome: 'arrived' }>;

async function keep(
  deps: FetchFileDependencies,
  request: FileRequest,
  { file: staged, headers }: Arrived,
): Promise<FileRecord> {
  try {
    const { file, revision } = request;
    const mediaType = await identifyFile(staged);
    const claimed = claimedFamily(file) ?? (file.role === 'image' ? 'image' : undefined);
    const { keep: isKept, fault } = judgeFile(claimed, mediaType, staged.size);
    const words = fault && ownProblem(fault, staged.size === 0 ? undefined : mediaType);
    if (!isKept && words) return toRefused(deps, request, words);
    const fetchedAt = toInstant(deps.now());
    const copy = { ...(await deps.store.keep(staged)), mediaType };
    const problem = words && { ...words, at: fetchedAt, attempts: 1 };
    const base = { url: file.url, revision, attempts: 0, copy, fetchedAt };
    return { ...base, ...toHeaderValidators(headers), ...(problem && { problem }) };
  } finally {
    await staged.discard();
  }
}

function toHeaderValidators(headers: Arrived['headers']) {
  const { etag, lastModified } = toValidators({ status: 200, headers, body: new Uint8Array() });
  return { ...(etag !== undefined && { etag }), ...(lastModified !== undefined && { lastModified }) };
}

/** What came is not the file. A site may say "not found" so, and a file that is not there may yet come. */
function toRefused(
  deps: FetchFileDependencies,
  request: FileRequest,
  words: Pick<MediaProblem, 'code' | 'zh' | 'en'>,
): FileRecord {
  const attempts = attemptsSoFar(request) + 1;
  const isFinal = words.code === 'media-dangerous-type';
  const pause = isFinal ? undefined : mediaRetrySeconds(NOT_THERE, attempts);
  return withProblem(deps, request, { words, attempts, pause });
}

const NOT_THERE: MediaFailure = { code: 'fetch-http-status', status: 404, retryable: true };

function attemptsSoFar({ known, revision }: FileRequest): number {
  return known?.revision === revision ? known.attempts : 0;
}

function toFailed(deps: FetchFileDependencies, request: FileRequest, error: AppError): FileRecord {
  const attempts = attemptsSoFar(request) + 1;
  const { code, retryable, retryAfterSeconds } = error;
  const pause = mediaRetrySeconds({ code, status: statusOf(error), retryable, retryAfterSeconds }, attempts);
  const isFull = code === 'fetch-too-large' && request.room < deps.limits.maxBytes;
  const words = isFull ? ownProblem('media-item-limit') : fetchProblem(error);
  return withProblem(deps, request, { words, attempts, pause });
}

interface Failure {
  words: Pick<MediaProblem, 'code' | 'zh' | 'en'>;
  attempts: number;
  /** Seconds until the next attempt; undefined when there is none. */
  pause: number | undefined;
}

/** The copy that an earlier revision had stays; the problem says that the address no longer gives it. */
function withProblem(
  { now }: FetchFileDependencies,
  { file, known, revision }: FileRequest,
  { words, attempts, pause }: Failure,
): FileRecord {
  const at = now();
  const problem: MediaProblem = {
    ...words,
    ...{ at: toInstant(at), attempts },
    ...(pause !== undefined && { nextAttemptAt: toInstant(addSeconds(at, pause)) }),
  };
  return { ...known, url: file.url, revision, attempts, problem };
}
