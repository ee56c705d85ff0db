import type { ItemKind } from '../../../schemas/item-kind.js';
import type { Lane } from '../../../schemas/lane.js';

/**
 * hubei: RSS in UTF-8; geodesy: TRS pages in GBK; sichuan: 大汉 jpage; quality: a disclosure catalogue; ngcc: a CMS that
 * pushes.
 */
export type SiteName = 'hubei' | 'geodesy' | 'sichuan' | 'quality' | 'ngcc';

export interface ArticleText {
  title: string;
  paragraphs: readonly string[];
  /** 审图号 under a map picture. */
  mapReviewNumber?: string;
}

/** An article of a sample site. A site shows one of its versions, or none yet; a later version is a correction. */
export interface SampleArticle {
  id: string;
  site: SiteName;
  /** The feed, list or outbox it stands in. */
  list: 'news' | 'archive' | 'notices' | 'disclosure' | 'outbox' | 'flash' | 'scene' | 'outage';
  kind: ItemKind;
  publishedAt: Date;
  versions: readonly [ArticleText, ...ArticleText[]];
  /** Version shown from the start; 0: none until somebody releases it. */
  initial: 0 | 1;
  /** Asked for by the unit; flash where a reason is given. */
  lane?: Lane;
  laneReason?: string;
  column?: string;
  documentNumber?: string;
  hasMap?: boolean;
  attachment?: string;
}

/** What the story needs to find again. */
export const ROLES_IN_STORY = {
  correctedAtSource: 'hubei-n004',
  withdrawn: 'hubei-n006',
  threeReviews: 'ngcc-o01',
  coSigned: 'ngcc-s01',
  overridden: 'ngcc-s02',
  escalated: 'ngcc-s03',
  commercial: 'ngcc-o07',
  secrecyMarking: 'geodesy-t05',
  mapWithoutNumber: 'geodesy-t09',
} as const;

export function toText(article: SampleArticle, version: number): ArticleText {
  return article.versions[version - 1] ?? article.versions[0];
}
