import type { VanishedReason, WithdrawalProposal } from '../../schemas/withdrawal-proposal.js';
import type { ContentItem } from '../../schemas/content-item.js';

/** That an item's article was found missing at its source; kept until it is seen again or withdrawn. */
export interface MissingMark {
  reason: VanishedReason;
  status?: number;
  url?: string;
  since: string;
  lastAt: string;
  /** Collections that found it missing. */
  times: number;
  /** A person has decided to keep the item all the same. */
  dismissed?: boolean;
}

/** As much of an item as the rule needs. */
export interface WatchedItem {
  id: string;
  missing?: MissingMark;
  proposal?: WithdrawalProposal;
}

/** One item that this collection found missing. */
export interface Sighting<T extends WatchedItem> {
  item: T;
  reason: VanishedReason;
  status?: number;
  url?: string;
}

export interface VanishRules {
  /** Seconds that must pass between the first and the last time an article is found missing. */
  confirmSeconds: number;
  /** More than this many at once, and more than this share of what the source had, is no ordinary withdrawal. */
  massCount: number;
  massPercent: number;
}

export interface VanishFacts<T extends WatchedItem> {
  vanished: readonly Sighting<T>[];
  /** Items found missing before that this collection says nothing of: they count, but nothing happens to them. */
  unsettled: readonly T[];
  /** Items the source had, the missing ones among them. */
  live: number;
  /** A person has seen what was missing by then, and let the source go on. */
  acknowledgedAt?: string;
  at: string;
}

export interface VanishVerdict<T extends WatchedItem> {
  marks: { item: T; missing: MissingMark }[];
  proposals: { item: T; missing: MissingMark; proposal: WithdrawalProposal }[];
  /** Too many at once: the source is stopped, nothing is proposed. */
  stop?: { vanished: number; live: number };
}

/** What has the state or the publication that there is anything to withdraw. */
export function isLive({ state, publication }: Pick<ContentItem, 'state' | 'publication'>): boolean {
  if (state === 'merged' || state === 'withdrawn') return false;
  const published = publication !== undefined && publication.operation !== 'withdraw';
  return published || (state !== 'declined' && state !== 'expired');
}

/** Missing for the first time is marked; missing again, long enough after the first time, is proposed. */
export function decideVanished<T extends WatchedItem>(
  { vanished, unsettled, live, acknowledgedAt, at }: VanishFacts<T>,
  rules: VanishRules,
): VanishVerdict<T> {
  const open = vanished.filter(({ item }) => !item.proposal && item.missing?.dismissed !== true);
  const seen = open.map((sighting) => ({ item: sighting.item, missing: toMark(sighting, at) }));
  const waiting = [...seen, ...unsettled.filter(({ proposal }) => !proposal)].filter(
    ({ missing }) => missing?.dismissed !== true && isNews(missing, acknowledgedAt),
  );
  if (waiting.length > Math.max(rules.massCount, (live * rules.massPercent) / 100))
    return { marks: seen, proposals: [], stop: { vanished: waiting.length, live } };
  const confirmed = seen.filter(({ missing }) => isConfirmed(missing, rules.confirmSeconds));
  return {
    marks: seen.filter((each) => !confirmed.includes(each)),
    proposals: confirmed.map((each) => ({ ...each, proposal: toProposal(each.missing, at) })),
  };
}

function toMark<T extends WatchedItem>({ item, reason, status, url }: Sighting<T>, at: string): MissingMark {
  return {
    reason,
    ...(status !== undefined && { status }),
    ...(url !== undefined && { url }),
    since: item.missing?.since ?? at,
    lastAt: at,
    times: (item.missing?.times ?? 0) + 1,
  };
}

function isNews(missing: MissingMark | undefined, acknowledgedAt: string | undefined): boolean {
  if (missing === undefined) return false;
  return acknowledgedAt === undefined || Date.parse(missing.since) > Date.parse(acknowledgedAt);
}

function isConfirmed({ since, lastAt, times }: MissingMark, confirmSeconds: number): boolean {
  return times >= 2 && Date.parse(lastAt) - Date.parse(since) >= confirmSeconds * 1000;
}

function toProposal(
  { reason, status, url, since, lastAt, times }: MissingMark,
  at: string,
): WithdrawalProposal {
  return {
    kind: 'withdraw',
    reason,
    evidence: {
      ...(url !== undefined && { url }),
      ...(status !== undefined && { status }),
      firstSeenAt: since,
      lastSeenAt: lastAt,
      times,
    },
    at,
  };
}
