import type { ItemContent } from '../../schemas/item-content.js';
import { textsOf } from './checks/check.js';
import { findHomeAddresses } from './checks/home-address.js';
import { findPersonalNumbers } from './checks/personal-numbers.js';

/** Personal data in one text of an article, and what is shown instead: as many characters, so that places stay. */
export interface PersonalMask {
  /** The rule that reports it. */
  rule: string;
  field: string;
  offset: number;
  original: string;
  masked: string;
}

/** Everything in the texts of an article that the rules on personal data report, none inside another. */
export function findPersonalMasks(content: ItemContent): PersonalMask[] {
  return textsOf(content).flatMap(({ field, text }) => {
    const numbers: { rule: string; offset: number; length: number; masked: string }[] =
      findPersonalNumbers(text);
    const addresses = findHomeAddresses(text).map((each) => ({ ...each, rule: 'address' }));
    return [...numbers, ...addresses].map(({ rule, offset, length, masked }) => ({
      ...{ rule: `personal-data.${rule}`, field, offset, masked },
      original: text.slice(offset, offset + length),
    }));
  });
}

/** A text with what its masks hide hidden; where two overlap, what either hides is hidden. */
export function maskText(text: string, masks: readonly PersonalMask[]): string {
  if (masks.length === 0) return text;
  const units = text.split('');
  for (const { offset, original, masked } of masks)
    for (let at = 0; at < masked.length; at++)
      if (masked[at] !== original[at]) units[offset + at] = masked[at] ?? '';
  return units.join('');
}
