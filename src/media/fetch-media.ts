import type { ContentItem } from '../../schemas/content-item.js';
import { toInstant, type Clock } from '../../schemas/instant.js';
import { readStoredAddress } from '../../schemas/media.js';
import { withFacts, type MediaFacts } from '../domain/media-facts.js';
import type { FileRecord, FileRecordStore } from '../store/file-record-store.js';
import type { ItemStore } from '../store/item-store.js';
import type { MediaWork } from '../store/item-media.js';
import type { FetchFile, FileOutcome } from './fetch-file.js';
import type { OpenFileRequests } from './file-request.js';
import { createHostMemory, hostOf, type HostMemory } from './host-memory.js';
import { ownProblem } from './media-problem.js';

export interface FetchMediaDependencies {
  items: Pick<ItemStore, 'findMediaWork' | 'recordMedia'>;
  records: Pick<FileRecordStore, 'find' | 'save'>;
  fetchFile: FetchFile;
  openFileRequests: OpenFileRequests;
  limits: MediaLimits;
  now: Clock;
}

/** What one item may take. */
export interface MediaLimits {
  itemMaxBytes: number;
  itemMaxFiles: number;
}

export interface MediaSummary {
  /** Files with a copy, without one, and still to come. */
  stored: number;
  failed: number;
  left: number;
  notDue?: true;
  /** Milliseconds until the turn of files whose host is busy with others is expected. */
  busyMs?: number;
}

/** Nobody will read the files of these. */
const CLOSED: ReadonlySet<ContentItem['state']> = new Set(['declined', 'merged', 'withdrawn', 'expired']);

/** An item with many slow files gives its place to others after this long, and goes on when its turn comes again. */
const LONGEST_RUN_MS = 300_000;

/**
 * Fetches the images and attachments of one item that is due: one after the other, each remembered as soon as it is
 * settled, and all that is known written into the item at the end. Review does not wait for it, and it waits for no
 * host: files whose host is busy with others are left for when their turn is expected.
 */
export function createFetchMedia(deps: FetchMediaDependencies) {
  const hosts = createHostMemory(deps.now);
  return async (itemId: string, signal: AbortSignal): Promise<MediaSummary> => {
    const work = await deps.items.findMediaWork(itemId);
    if (!work || !isDue(work, deps.now())) return { stored: 0, failed: 0, left: 0, notDue: true };
    const records = await deps.records.find(itemId);
    const wanted = CLOSED.has(work.state) ? [] : filesOf(work);
    const round = { wanted, records, hosts, busy: new Map<string, number>(), signal };
    const interrupted = await fetchAll(deps, work, round);
    return record(deps, work, { ...round, interrupted });
  };
}

function isDue({ mediaDueAt }: MediaWork, now: Date): boolean {
  return mediaDueAt !== undefined && mediaDueAt <= toInstant(now);
}

/** A file of an item: what is said of it in the place where it is first named. */
export interface WantedFile {
  url: string;
  role: 'image' | 'attachment';
  title?: string;
  mediaType?: string;
}

/** Each address once, in reading order; what came inside a document has none. */
function filesOf({ images, attachments }: MediaWork): WantedFile[] {
  const files = new Map<string, WantedFile>();
  const named = [
    ...images.map((media) => ({ media, role: 'image' as const, title: undefined })),
    ...attachments.map((media) => ({ media, role: 'attachment' as const, title: media.title })),
  ];
  for (const { media, role, title } of named) {
    const { url, mediaType, sha256 } = media;
    if (readStoredAddress(url) !== undefined || files.has(url)) continue;
    // A type that we told from the bytes is no claim of the source.
    const declared = sha256 === undefined && mediaType !== undefined && { mediaType };
    files.set(url, { url, role, ...(title !== undefined && { title }), ...declared });
  }
  return [...files.values()];
}

interface Round {
  wanted: readonly WantedFile[];
  records: Map<string, FileRecord>;
  hosts: HostMemory;
  /** Hosts that have no turn for us, and when they may have one. Milliseconds. */
  busy: Map<string, number>;
  signal: AbortSignal;
}

/** True when the process drains or the item had its time: what is not settled stays due. */
async function fetchAll(deps: FetchMediaDependencies, work: MediaWork, round: Round): Promise<boolean> {
  const { records, signal } = round;
  const until = performance.now() + LONGEST_RUN_MS;
  const take = createTake(deps, work, round);
  for (const [position, file] of round.wanted.entries()) {
    if (isSettled(records.get(file.url), work, deps.now()) || round.busy.has(hostOf(file.url))) continue;
    if (signal.aborted || performance.now() > until) return true;
    const taken = await take(file, position);
    if (taken.outcome === 'drained') return true;
    if (taken.outcome === 'busy') {
      round.busy.set(taken.host, deps.now().getTime() + taken.afterMs);
      continue;
    }
    records.set(file.url, taken.record);
    await deps.records.save(work.id, taken.record);
  }
  return false;
}

/** One file within what the item may take. */
function createTake(deps: FetchMediaDependencies, work: MediaWork, round: Round) {
  const { records, hosts, signal } = round;
  const ask = deps.openFileRequests(work, signal);
  let room = deps.limits.itemMaxBytes - bytesSettled(work, round, deps.now());
  return async (file: WantedFile, position: number): Promise<FileOutcome> => {
    const known = records.get(file.url);
    if (position >= deps.limits.itemMaxFiles || room <= 0)
      return { outcome: 'settled', record: refused(file, known, work, deps.now()) };
    const taken = await deps.fetchFile({ file, known, revision: work.revision, room, hosts, ask, signal });
    if (taken.outcome === 'settled') room -= taken.record.copy?.size ?? 0;
    return taken;
  };
}

function bytesSettled(work: MediaWork, { wanted, records }: Round, now: Date): number {
  const settled = wanted.flatMap(({ url }) => {
    const known = records.get(url);
    return known && isSettled(known, work, now) ? [known.copy?.size ?? 0] : [];
  });
  return settled.reduce((sum, size) => sum + size, 0);
}

/** Asked for this revision, with success or for good, or not to be asked again yet. */
function isSettled(known: FileRecord | undefined, { revision }: MediaWork, now: Date): boolean {
  if (known?.revision !== revision) return false;
  const next = known.problem?.nextAttemptAt;
  return next === undefined || next > toInstant(now);
}

function refused({ url }: WantedFile, known: FileRecord | undefined, work: MediaWork, now: Date): FileRecord {
  const problem = { ...ownProblem('media-item-limit'), at: toInstant(now), attempts: 0 };
  return { ...known, url, revision: work.revision, attempts: 0, problem };
}

type Result = Pick<Round, 'wanted' | 'records' | 'busy'> & { interrupted: boolean };

async function record(deps: FetchMediaDependencies, work: MediaWork, result: Result): Promise<MediaSummary> {
  const { wanted, records, busy, interrupted } = result;
  const current = wanted.flatMap(({ url }) => records.get(url) ?? []);
  const asked = current.filter(({ revision }) => revision === work.revision);
  const facts = new Map(current.map((each) => [each.url, each]));
  const turnAt = busy.size === 0 ? undefined : new Date(Math.max(Math.min(...busy.values()), +deps.now()));
  await deps.items.recordMedia(
    work,
    {
      images: changed(work.images, facts),
      attachments: changed(work.attachments, facts),
      nextDueAt: interrupted ? toInstant(deps.now()) : earliest(asked, turnAt),
    },
    toInstant(deps.now()),
  );
  const stored = asked.filter(({ copy }) => copy !== undefined).length;
  return {
    ...{ stored, failed: asked.length - stored, left: wanted.length - asked.length },
    ...(turnAt && { busyMs: Math.max(0, +turnAt - +deps.now()) }),
  };
}

function earliest(asked: readonly FileRecord[], turnAt: Date | undefined): string | undefined {
  const later = asked.flatMap(({ problem }) => problem?.nextAttemptAt ?? []);
  return [...later, ...(turnAt ? [toInstant(turnAt)] : [])].sort()[0];
}

function changed<T extends MediaWork['images'][number]>(
  media: readonly T[],
  facts: ReadonlyMap<string, MediaFacts>,
): Map<number, T> {
  const found = new Map<number, T>();
  for (const [position, each] of media.entries()) {
    const known = facts.get(each.url);
    if (known) found.set(position, withFacts(each, known));
  }
  return found;
}
