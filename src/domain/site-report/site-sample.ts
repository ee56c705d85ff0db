import type { ItemContent } from '../../../schemas/item-content.js';
import type { SiteFinding, SiteFindingLevel } from '../../../schemas/source-check.js';

/** What a check saw of a site: facts only, so that every rule about them is pure. */
export interface SiteSample {
  /** Address as given. */
  url: string;
  /** After redirects; absent when nothing answered. */
  finalUrl?: string;
  /** Source family that the sample was collected with. */
  adapter?: string;
  now: Date;
  pages: readonly PageFacts[];
  items: readonly ItemContent[];
  /** Why pages or entries could not be had. */
  problems: readonly { code: string; message: string; url?: string }[];
  links: readonly LinkFacts[];
  /** When the certificate of the site ends; absent for http. */
  certificateEndsAt?: Date;
}

/** `data`: a feed or an interface, which carries no labels. */
export type PageRole = 'home' | 'list' | 'article' | 'data';

export interface PageFacts {
  role: PageRole;
  url: string;
  /** Every label (meta tag) as written, also those that say nothing. */
  labels: readonly { name: string; content: string }[];
  /** The declared charset that the bytes contradict. */
  charsetMismatch?: { declared: string; actual: string };
}

/** Address of an image, an attachment or another page that an item of the sample points at. */
export interface LinkFacts {
  url: string;
  what: 'image' | 'attachment' | 'link';
  /** Status answered, or the code of what went wrong on the way. */
  outcome: number | string;
}

/** One rule of the report. */
export type SiteRule = (sample: SiteSample) => SiteFinding[];

const MOST_URLS = 5;

/** A finding with the first few addresses it concerns. */
export function toFinding(
  code: string,
  level: SiteFindingLevel,
  words: { zh: string; en: string },
  urls: readonly string[] = [],
): SiteFinding {
  const some = [...new Set(urls)].slice(0, MOST_URLS);
  return { code, level, ...words, ...(some.length > 0 && { urls: some }) };
}
