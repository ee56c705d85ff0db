import { familyOfType, type MediaFamily } from './media-family.js';

export type FileFault = 'media-empty' | 'media-type-mismatch' | 'media-dangerous-type';

/** Whether a copy is worth keeping, and what is wrong with it. */
export interface Judgement {
  keep: boolean;
  fault?: FileFault;
}

/** Families that stand for a claimed one as well: a .doc that is RTF, a .zip that is a document, are no deceit. */
const FITTING: Partial<Record<MediaFamily, readonly MediaFamily[]>> = {
  archive: ['office'],
  page: ['text', 'office'],
};

/** Where these were claimed, a page or a text is what a site says instead of "not found". */
const NEVER_TEXT: ReadonlySet<MediaFamily> = new Set(['image', 'drawing', 'pdf', 'archive', 'recording']);

/**
 * Compares what a file claims to be with what its bytes are. Programs are not kept; nor is what is nothing, or the
 * page of a site that answers "found" for a file it does not have. Any other mismatch is kept, for people to look at.
 */
export function judgeFile(claimed: MediaFamily | undefined, mediaType: string, size: number): Judgement {
  if (size === 0) return { keep: false, fault: 'media-empty' };
  const actual = familyOfType(mediaType) ?? 'data';
  if (actual === 'program') return { keep: false, fault: 'media-dangerous-type' };
  if (claimed === undefined || fits(claimed, actual)) return { keep: true };
  const isExcuse = NEVER_TEXT.has(claimed) && (actual === 'page' || actual === 'text');
  return { keep: !isExcuse, fault: 'media-type-mismatch' };
}

function fits(claimed: MediaFamily, actual: MediaFamily): boolean {
  // A drawing of a kind we have no signature for is data.
  if (claimed === 'drawing' && actual === 'data') return true;
  return claimed === actual || (FITTING[claimed]?.includes(actual) ?? false);
}
