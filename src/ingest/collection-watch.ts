import type { Collected } from '../../adapters/source-adapter.js';
import type { RawEntry } from '../../schemas/raw-entry.js';
import { canonicalUrl } from '../normalize/canonical-url.js';
import { toExternalId } from '../normalize/to-item-content.js';
import type { LeasedSource } from '../store/source-record.js';
import { toReferenceKey } from './entry-candidate.js';
import { EntryRecognition } from './entry-recognition.js';
import type { EntryOutcome } from './store-entries.js';

/** An article that its page or its listing declares to be gone. */
export interface GoneReference {
  url: string;
  status: 404 | 410;
  /** The listing itself says so. */
  stated: boolean;
}

/** Held entries are kept in memory; a listing that holds more is told apart by what is known of it so far. */
const MOST_HELD = 500;

/** What one collection of a source learns about which articles there are: gathered while it goes, settled at its end. */
export class CollectionWatch {
  readonly recognition: EntryRecognition;
  readonly gone = new Map<string, GoneReference>();
  /** Articles asked for beside what is listed, and how many of them were gone. */
  readonly looks = { asked: 0, gone: 0 };
  /** The listings name everything the source has. */
  complete = false;
  private readonly seen = new Set<string>();
  private readonly names = new Set<string>();
  private readonly held: RawEntry[] = [];
  private readonly space: string;

  constructor(source: LeasedSource) {
    this.recognition = new EntryRecognition(source.id, source.identity?.criterion ?? 'external-id');
    this.space = source.id;
  }

  take(event: Collected): void {
    if (event.type === 'listing') this.complete ||= event.complete === true && !event.unchanged;
    else if (event.type === 'named') this.name(event);
    // A page that could not be read may be gone or not: it says nothing, so it is taken to be there.
    else if (event.type === 'problem') this.name(event);
    else if (event.type === 'gone')
      this.gone.set(event.url, { url: event.url, status: event.status, stated: event.stated === true });
  }

  look(event: Collected): void {
    this.looks.asked++;
    if (event.type === 'gone') this.looks.gone++;
    this.take(event);
  }

  /** Takes note of what became of a batch; answers the entries that are done with. */
  stored(entries: readonly RawEntry[], outcomes: readonly EntryOutcome[]): RawEntry[] {
    return entries.filter((entry, position) => {
      const outcome = outcomes[position];
      if (outcome && 'id' in outcome) this.seen.add(outcome.id);
      else this.name(entry);
      const held = outcome?.outcome === 'skipped' && outcome.held === true;
      if (held) this.held.push(entry);
      return !held;
    });
  }

  get isFull(): boolean {
    return this.held.length >= MOST_HELD;
  }

  /** The entries that waited for the end of the listing, to be handed in again. */
  close(): RawEntry[] {
    this.recognition.closing = true;
    return this.held.splice(0);
  }

  /** After a close before the end: what follows may be held again. */
  reopen(): void {
    this.recognition.closing = false;
  }

  /** Whether the source still has this article. */
  shows(item: { id: string; originKey: string; content: { url?: string } }): boolean {
    const { url } = item.content;
    return (
      this.seen.has(item.id) || this.names.has(item.originKey) || (url !== undefined && this.names.has(url))
    );
  }

  private name({ url, externalId, baseUrl }: { url?: string; externalId?: string; baseUrl?: string }): void {
    for (const name of namesOf(this.space, url, externalId, baseUrl)) this.names.add(name);
  }
}

/** Every name by which the store may know what is meant: keys of its identity, and its canonical address. */
export function namesOf(space: string, url?: string, externalId?: string, baseUrl?: string): string[] {
  const canonical = canonicalUrl(url ?? '', baseUrl);
  const id = toExternalId(externalId);
  return [
    ...(id === undefined ? [] : [toReferenceKey(space, id)]),
    ...(canonical === undefined ? [] : [canonical, toReferenceKey(space, canonical)]),
  ];
}
