import type { IdentityCriterion } from '../../schemas/source-identity.js';
import { isProminent } from '../domain/identity-criterion.js';
import {
  areTwoArticles,
  haveOtherNumbers,
  haveSameTitle,
  isAnotherArticle,
  type ArticleText,
} from '../domain/same-article.js';
import type { KnownItem } from '../store/item-record.js';
import { toOriginKey, type Candidate } from './entry-candidate.js';
import type { EntryRecognition } from './entry-recognition.js';
import { findNeighbours, saysTheSame, type Neighbours, type RecognizableItems } from './find-neighbours.js';

/** What became of the candidates of one batch. */
export interface Recognized {
  known: { candidate: Candidate; item: KnownItem }[];
  fresh: Candidate[];
  /** Not to be told before everything the source lists is known. */
  held: Candidate[];
  /** The same article once more. */
  repeated: Candidate[];
  /** Items of any source with the contents of the fresh ones, so that nobody asks again. */
  sameContent: KnownItem[];
}

/**
 * Tells which items the entries of one batch stand for, by the criterion in force. Two articles are never taken for one:
 * where a key contradicts what it stands for, the next lesser identity decides. The store is asked once by key and, for
 * what that does not find, once by address and content together.
 */
export async function recognizeEntries(
  items: RecognizableItems,
  candidates: readonly Candidate[],
  recognition: EntryRecognition,
): Promise<Recognized> {
  const { neighbours, sameContent } = await findNeighbours(items, candidates, recognition);
  const batch = new BatchRecognition(neighbours, recognition, sameContent);
  if (recognition.closing) {
    for (const candidate of candidates) batch.doubt(candidate);
    for (const candidate of candidates) batch.close(candidate);
  } else {
    for (const candidate of candidates) recognition.list(candidate);
    for (const candidate of candidates) batch.open(candidate);
  }
  return batch.recognized;
}

class BatchRecognition {
  readonly recognized: Recognized;
  /** Keys given to new items of this batch. */
  private readonly given = new Map<string, Candidate>();
  private readonly counted = new Set<number>();

  constructor(
    private readonly near: Neighbours,
    private readonly recognition: EntryRecognition,
    sameContent: KnownItem[],
  ) {
    this.recognized = { known: [], fresh: [], held: [], repeated: [], sameContent };
  }

  /** The first look: settles what the batch alone can settle. */
  open(candidate: Candidate): void {
    const keyed = this.near.byKey.get(candidate.originKey);
    if (keyed) {
      // What changed may be another article under a key used again: the rest of the listing tells.
      if (!sameDigest(keyed, candidate)) this.recognized.held.push(candidate);
      else this.take(candidate, keyed, 'by-key');
      return;
    }
    const same = this.sameAtAddress(candidate);
    if (same) this.take(candidate, same, 'otherwise');
    else if (this.there(candidate).length > 0 || this.sayingTheSame(candidate))
      this.recognized.held.push(candidate);
    else this.add(candidate);
  }

  /** Before the last look: what speaks against the keys of this listing altogether. */
  doubt(candidate: Candidate): void {
    const item = this.near.byKey.get(candidate.originKey);
    const known = item && this.near.contents.get(item.id);
    if (!known || sameDigest(item, candidate)) return;
    if (this.isKnownElsewhere(candidate, item)) this.recognition.doubtKeys('misplaced');
    else if (!canBeVersions(known, candidate.content)) this.recognition.doubtKeys('replaced');
  }

  /** The last look, with everything known that the source lists. */
  close(candidate: Candidate): void {
    const keyed = this.near.byKey.get(candidate.originKey);
    if (!keyed) {
      this.closeUnknown(candidate);
      return;
    }
    const contradiction = this.contradicts(candidate, keyed);
    if (contradiction === 'repeated') this.recognized.repeated.push(candidate);
    else if (contradiction === 'another') this.lower(candidate);
    else this.take(candidate, keyed, 'by-key');
  }

  private contradicts(candidate: Candidate, item: KnownItem): 'another' | 'repeated' | undefined {
    const known = this.near.contents.get(item.id);
    if (known === undefined) return undefined;
    if (sameDigest(item, candidate)) return undefined;
    if (this.recognition.isClaimedByAnother(item.id, candidate))
      return areTwoArticles(known, candidate.content) ? 'another' : 'repeated';
    // Other articles stand under this key, or this one is here already under a key of its own.
    if (this.recognition.isShared(candidate) || this.isKnownElsewhere(candidate, item)) return 'another';
    if (!hasMoved(candidate, item)) {
      const replaced = this.recognition.keysAreDoubtful && !canBeVersions(known, candidate.content);
      return replaced ? 'another' : undefined;
    }
    // Somebody else is at the old address, or at the new one: the id has wandered, not the article.
    const elsewhere = this.recognition.lists(item.content.url) || this.there(candidate).length > 0;
    return elsewhere || !canBeVersions(known, candidate.content) ? 'another' : undefined;
  }

  private isKnownElsewhere(candidate: Candidate, item: KnownItem): boolean {
    const same = this.sayingTheSame(candidate);
    return same !== undefined && same.id !== item.id && !this.recognition.isClaimed(same.id);
  }

  /** A key nobody knows: a known article under a new name, or a new one. */
  private closeUnknown(candidate: Candidate): void {
    const item = this.sameAtAddress(candidate) ?? this.versionAtAddress(candidate);
    if (item) this.take(candidate, item, 'otherwise');
    else if (candidate.level === 'address' && this.there(candidate).length > 0) this.lower(candidate);
    else this.addUnlessSaid(candidate);
  }

  /** The key is another article's: the next lesser identity decides, and what it finds keeps the names it has. */
  private lower(candidate: Candidate): void {
    const { level, content } = candidate;
    this.count(candidate);
    this.recognition.reuse(candidate, level);
    if (level === 'external-id' && content.url !== undefined) {
      const item = this.sameAtAddress(candidate) ?? this.versionAtAddress(candidate);
      if (item) {
        this.keep(candidate, item, 'by-key');
        return;
      }
      if (this.there(candidate).length === 0) {
        this.addLowered(this.rekey(candidate, 'address'));
        return;
      }
      this.recognition.reuse(candidate, 'address');
    }
    this.addLowered(this.rekey(candidate, 'content'));
  }

  private addLowered(candidate: Candidate): void {
    const item = this.sayingTheSame(candidate);
    if (item && !this.recognition.isClaimed(item.id)) this.keep(candidate, item, 'by-key');
    else this.add(candidate);
  }

  private addUnlessSaid(candidate: Candidate): void {
    const item = this.sayingTheSame(candidate);
    if (item && !this.recognition.isClaimed(item.id)) this.take(candidate, item, 'otherwise');
    else this.add(candidate);
  }

  private take(candidate: Candidate, item: KnownItem, how: 'by-key' | 'otherwise'): void {
    if (how === 'otherwise' && candidate.originKey !== item.originKey)
      this.recognition.renew(candidate, item);
    this.keep(candidate, item, how);
  }

  private keep(candidate: Candidate, item: KnownItem, how: 'by-key' | 'otherwise'): void {
    this.count(candidate);
    this.recognition.claim(item.id, candidate, how);
    this.recognized.known.push({ candidate, item });
  }

  /** Once an entry, however many identities it took to tell. */
  private count({ position }: Candidate): void {
    if (!this.counted.has(position)) this.recognition.recognize();
    this.counted.add(position);
  }

  private add(candidate: Candidate): void {
    const rival = this.given.get(candidate.originKey);
    if (!rival) {
      this.given.set(candidate.originKey, candidate);
      this.recognized.fresh.push(candidate);
    } else if (candidate.level !== 'content' && areTwoArticles(rival.content, candidate.content)) {
      this.lower(candidate);
    } else {
      this.recognized.repeated.push(candidate);
    }
  }

  private there({ content: { url } }: Candidate): KnownItem[] {
    return url === undefined ? [] : (this.near.at.get(url) ?? []);
  }

  private sameAtAddress(candidate: Candidate): KnownItem | undefined {
    return this.there(candidate).find((item) => sameDigest(item, candidate));
  }

  /** An item at this address that no other entry stands for and that can be an earlier version of the article. */
  private versionAtAddress(candidate: Candidate): KnownItem | undefined {
    return this.there(candidate).find((item) => {
      const known = this.near.contents.get(item.id);
      if (known === undefined || this.recognition.isClaimed(item.id)) return false;
      return this.idsRenewed()
        ? canBeVersions(known, candidate.content)
        : haveSameTitle(known, candidate.content);
    });
  }

  /** The listing shows that its ids are worth nothing: then an address says more than it usually does. */
  private idsRenewed(): boolean {
    return isProminent('ids-renewed', this.recognition.statistics());
  }

  private sayingTheSame(candidate: Candidate): KnownItem | undefined {
    const items = this.near.saying.get(candidate.fingerprints.content) ?? [];
    return items.find((item) => saysTheSame(candidate, item));
  }

  private rekey(candidate: Candidate, criterion: IdentityCriterion): Candidate {
    const { content, fingerprints } = candidate;
    const key = toOriginKey(this.recognition.sourceId, content, fingerprints.content, criterion);
    return { ...candidate, ...key };
  }
}

function canBeVersions(one: ArticleText, other: ArticleText): boolean {
  return !haveOtherNumbers(one, other) && !isAnotherArticle(one, other);
}

function sameDigest(item: KnownItem, { fingerprints }: Candidate): boolean {
  return item.fingerprints.content === fingerprints.content;
}

/** The id is known, but it stands at another address. */
function hasMoved({ level, content }: Candidate, item: KnownItem): boolean {
  const { url } = item.content;
  return level === 'external-id' && url !== undefined && content.url !== undefined && url !== content.url;
}
