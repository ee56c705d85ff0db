import { addSeconds, toInstant } from '../../schemas/instant.js';

/** When the article of a published item is looked at again that its source no longer lists. */
export interface LookMark {
  lookAgainAt: string;
  /** Seconds between its last look and the next; absent before the first was planned. */
  lookAgainSeconds?: number;
}

export interface LookRules {
  /** From the publication, or the last time it was listed, to the first look. */
  firstSeconds: number;
  /** Each look that finds the article there doubles the time to the next, up to this. */
  longestSeconds: number;
  /** Articles asked for at the end of one collection. */
  perCollection: number;
  /** One that is found gone is asked for again after this, which settles whether it is. */
  confirmSeconds: number;
  /** From so many gone at once on, a source may have lost everything. */
  massCount: number;
}

/** `unclear`: the site did not say whether it is there. `confirmed`: gone, and proposed for withdrawal already. */
export type LookResult = 'planned' | 'listed' | 'there' | 'gone' | 'confirmed' | 'unclear';

/** When the next look is due. */
export function nextLook(
  { lookAgainSeconds }: Pick<LookMark, 'lookAgainSeconds'>,
  result: LookResult,
  rules: LookRules,
  now: Date,
): Required<LookMark> {
  const last = lookAgainSeconds ?? rules.firstSeconds;
  const at = (seconds: number) => toInstant(addSeconds(now, seconds));
  switch (result) {
    case 'planned':
    case 'listed':
      return { lookAgainAt: at(rules.firstSeconds), lookAgainSeconds: rules.firstSeconds };
    case 'gone':
      return { lookAgainAt: at(rules.confirmSeconds), lookAgainSeconds: last };
    case 'unclear':
      return { lookAgainAt: at(last), lookAgainSeconds: last };
    case 'there':
    case 'confirmed': {
      const seconds = Math.min(last * 2, Math.max(rules.longestSeconds, rules.firstSeconds));
      return { lookAgainAt: at(seconds), lookAgainSeconds: seconds };
    }
  }
}

/**
 * How many more are asked for once one is found gone: enough to tell one article that was taken down from a site that has
 * lost them all.
 */
export function sampleSize({ massCount }: Pick<LookRules, 'massCount'>): number {
  return Math.min(2 * massCount, LARGEST_SAMPLE);
}

const LARGEST_SAMPLE = 50;
