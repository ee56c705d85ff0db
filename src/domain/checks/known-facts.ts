import type { TextProblem } from '../../../schemas/file-text.js';
import type { Finding } from '../../../schemas/item-content.js';
import type { LinkState } from '../../../schemas/link-state.js';

/** A stored file that has been read, and what the rules found in its text; `field` and words are about the text alone. */
export interface JudgedFile {
  findings: Finding[];
  problem?: TextProblem;
  shortened?: boolean;
  silentPages?: number;
}

/** What is known of the files and links of an item beyond its own content. */
export interface KnownFacts {
  /** By the hash of the file. */
  files: ReadonlyMap<string, JudgedFile>;
  /** Links that do not work, by address. */
  badLinks: ReadonlyMap<string, LinkState>;
}

/** A revision that has just come in: its files are looked at later, and so are its links. */
export const NOTHING_KNOWN: KnownFacts = { files: new Map(), badLinks: new Map() };
