import { SITE_FINDING_LEVELS, type SiteFinding, type SourceCheck } from '../../../schemas/source-check.js';
import { checkAccess } from './check-access.js';
import { checkContent } from './check-content.js';
import { checkDates } from './check-dates.js';
import { checkFreshness } from './check-freshness.js';
import { checkLabels } from './check-labels.js';
import { checkLinks } from './check-links.js';
import type { SiteRule, SiteSample } from './site-sample.js';

/** Everything a webmaster is told: a new rule is one file and one line here. */
const siteRules: readonly SiteRule[] = [
  checkAccess,
  checkContent,
  checkDates,
  checkLabels,
  checkFreshness,
  checkLinks,
];

/** All findings about a site, the gravest first. */
export function reportSite(sample: SiteSample): SiteFinding[] {
  const found = siteRules.flatMap((rule) => rule(sample));
  const rank = ({ level }: SiteFinding): number => SITE_FINDING_LEVELS.indexOf(level);
  return found.sort((a, b) => rank(a) - rank(b));
}

/** Whether items arrive, and whether anything about them is wrong. */
export function decideVerdict(items: number, findings: readonly SiteFinding[]): SourceCheck['verdict'] {
  if (items === 0) return 'unusable';
  return findings.some(({ level }) => level !== 'advice') ? 'usable' : 'ready';
}
