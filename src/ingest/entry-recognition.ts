import type { IdentityCriterion } from '../../schemas/source-identity.js';
import type { IdentityStatistics, IdentitySymptom } from '../domain/identity-criterion.js';
import { areTwoArticles, type ArticleText } from '../domain/same-article.js';
import type { NewIdentity } from '../store/item-identity.js';
import type { KnownItem } from '../store/item-record.js';
import type { Candidate } from './entry-candidate.js';

const MOST_EXAMPLES = 5;
/** As much of a text as is kept of every entry, to tell two articles under one key. */
const TELLING = 300;

interface Renewal {
  candidate: Candidate;
  item: KnownItem;
}

/**
 * What one collection of a source knows of the identities in it: which items its entries stand for, and what speaks
 * against the criterion in force. What a batch alone cannot settle is held until the whole listing is known (`closing`).
 */
export class EntryRecognition {
  /** Everything the source lists is known by now: nothing is held any more. */
  closing = false;
  private readonly claims = new Map<string, string>();
  private readonly byOwnKey = new Set<string>();
  private readonly addresses = new Set<string>();
  private readonly firstUnder = new Map<string, ArticleText>();
  private readonly shared = new Set<string>();
  private readonly renewals: Renewal[] = [];
  private readonly reused: { symptom: IdentitySymptom; candidate: Candidate }[] = [];
  private readonly doubts = { misplaced: 0, replaced: 0 };
  private recognized = 0;
  private entries = 0;

  constructor(
    readonly sourceId: string,
    readonly criterion: IdentityCriterion,
  ) {}

  list({ content, originKey }: Candidate): void {
    if (this.closing) return;
    this.entries++;
    const { url, title, bodyText } = content;
    if (url !== undefined) this.addresses.add(url);
    const article = { title, bodyText: bodyText.slice(0, TELLING), ...(url !== undefined && { url }) };
    const first = this.firstUnder.get(originKey);
    if (!first) this.firstUnder.set(originKey, article);
    else if (areTwoArticles(first, article)) this.shared.add(originKey);
  }

  /** Two articles of this listing stand under the same key. */
  isShared({ originKey }: Candidate): boolean {
    return this.shared.has(originKey);
  }

  /** The source lists this address, whoever stands behind it. */
  lists(url: string | undefined): boolean {
    return url !== undefined && this.addresses.has(url);
  }

  /** An entry stands for this item. */
  claim(itemId: string, candidate: Candidate, known: 'by-key' | 'otherwise'): void {
    this.claims.set(itemId, candidate.fingerprints.content);
    if (known === 'by-key') this.byOwnKey.add(itemId);
  }

  isClaimed(itemId: string): boolean {
    return this.claims.has(itemId);
  }

  /** Another entry, with other content, stands for this item already. */
  isClaimedByAnother(itemId: string, { fingerprints }: Candidate): boolean {
    const digest = this.claims.get(itemId);
    return digest !== undefined && digest !== fingerprints.content;
  }

  /** An entry whose key stands for what is known under another key, or said something else altogether before. */
  doubtKeys(why: 'misplaced' | 'replaced'): void {
    this.doubts[why]++;
  }

  /** One page may be rewritten; articles that have changed places, or most of them at once, are other articles. */
  get keysAreDoubtful(): boolean {
    const { misplaced, replaced } = this.doubts;
    return misplaced > 0 || (replaced >= 2 && replaced * 2 >= this.recognized);
  }

  recognize(): void {
    this.recognized++;
  }

  /** A known article under a key that nobody knew. */
  renew(candidate: Candidate, item: KnownItem): void {
    this.renewals.push({ candidate, item });
  }

  /** A known key, and another article behind it. */
  reuse(candidate: Candidate, level: IdentityCriterion): void {
    if (level === 'content') return;
    this.reused.push({ symptom: level === 'external-id' ? 'ids-reused' : 'addresses-reused', candidate });
  }

  statistics(): IdentityStatistics {
    const conflicts = { 'ids-reused': 0, 'ids-renewed': 0, 'addresses-reused': 0, 'addresses-renewed': 0 };
    for (const { symptom } of this.allConflicts()) conflicts[symptom]++;
    const { recognized, entries, addresses } = this;
    return { recognized, entries, addresses: addresses.size, conflicts };
  }

  /** Entries that show the symptom, for people. */
  examplesOf(symptom: IdentitySymptom): string[] {
    return this.allConflicts()
      .filter((conflict) => conflict.symptom === symptom)
      .slice(0, MOST_EXAMPLES)
      .map(({ candidate: { content } }) =>
        [content.externalId, content.url, content.title].filter(Boolean).join(' · ').slice(0, 500),
      );
  }

  /** What the articles are called from now on. An article that also stands under its old name keeps it. */
  newIdentities(): NewIdentity[] {
    return this.unclaimedRenewals().map(({ candidate: { originKey, content }, item }) => ({
      id: item.id,
      originKey,
      ...(content.url !== undefined && { url: content.url }),
      ...(content.externalId !== undefined && { externalId: content.externalId }),
    }));
  }

  private allConflicts(): { symptom: IdentitySymptom; candidate: Candidate }[] {
    const renewed = this.unclaimedRenewals().flatMap((renewal) => {
      const symptom = symptomOf(renewal, this.criterion);
      return symptom ? [{ symptom, candidate: renewal.candidate }] : [];
    });
    return [...this.reused, ...renewed];
  }

  private unclaimedRenewals(): Renewal[] {
    return this.renewals.filter(({ item }) => !this.byOwnKey.has(item.id));
  }
}

/** What a renewal says of the source; an item that was never known by such a key says nothing. */
function symptomOf({ candidate, item }: Renewal, criterion: IdentityCriterion): IdentitySymptom | undefined {
  const { url, externalId } = candidate.content;
  const known = item.content;
  if (url !== undefined && known.url !== undefined && url !== known.url) return 'addresses-renewed';
  if (criterion !== 'external-id' || candidate.level !== 'external-id') return undefined;
  return known.externalId === undefined || known.externalId === externalId ? undefined : 'ids-renewed';
}
