import { FINDING_SEVERITIES, type Finding, type ItemContent } from '../../../schemas/item-content.js';
import type { ContentCheck } from './check.js';
import { attachments } from './attachments.js';
import type { CheckRules } from './rules.js';
import { completeness } from './completeness.js';
import { coordinates } from './coordinates.js';
import { deadLinks } from './dead-links.js';
import { extraction } from './extraction.js';
import { homeAddress } from './home-address.js';
import { imageAlternatives } from './image-alternatives.js';
import { internalNumber } from './internal-number.js';
import { NOTHING_KNOWN, type KnownFacts } from './known-facts.js';
import { mapFacts } from './map-facts.js';
import { mapReviewNumber } from './map-review-number.js';
import { personalData } from './personal-data.js';
import { secrecyMarking } from './secrecy-marking.js';
import { wording } from './wording.js';

/** All rules, in the order reviewers see their findings: a new rule is one file and one line here. */
export const contentChecks: readonly ContentCheck[] = [
  secrecyMarking,
  internalNumber,
  coordinates,
  mapFacts,
  personalData,
  homeAddress,
  mapReviewNumber,
  wording,
  attachments,
  extraction,
  deadLinks,
  completeness,
  imageAlternatives,
];

/** What is looked for in the text of a file: the same as in a body, but for what only an article has. */
const TEXT_CHECKS: readonly ContentCheck[] = [
  ...[secrecyMarking, internalNumber, coordinates, mapFacts, personalData, homeAddress, wording],
];

/** More findings than this add nothing for a reviewer and would make the document grow without bound. */
const MOST_FINDINGS = 100;

/** Runs every check; `found` is filled as they go, so that what was found stands even where a later check never ends. */
export function runChecks(
  content: ItemContent,
  rules: CheckRules,
  found: Finding[],
  known: KnownFacts = NOTHING_KNOWN,
): void {
  for (const check of contentChecks)
    for (const finding of check.run(content, rules, known)) found.push(finding);
}

/** The same for the text of a file; `found` is about that text. */
export function runTextChecks(text: string, rules: CheckRules, found: Finding[]): void {
  const content = { ...EMPTY, bodyText: text };
  for (const check of TEXT_CHECKS)
    for (const finding of check.run(content, rules, NOTHING_KNOWN)) found.push(finding);
}

const EMPTY: ItemContent = {
  ...{ schemaVersion: 1, kind: 'news', title: ' ', bodyHtml: '', bodyText: '', language: 'zh' },
  ...{ keywords: [], images: [], attachments: [] },
};

/** The gravest first, where there are too many to show. */
export function toShown(findings: readonly Finding[]): Finding[] {
  if (findings.length <= MOST_FINDINGS) return [...findings];
  const rank = ({ severity }: Finding): number => FINDING_SEVERITIES.indexOf(severity);
  return findings.toSorted((a, b) => rank(a) - rank(b)).slice(0, MOST_FINDINGS);
}

export function checkContent(content: ItemContent, rules: CheckRules, known?: KnownFacts): Finding[] {
  const found: Finding[] = [];
  runChecks(content, rules, found, known);
  return toShown(found);
}

/** 检查未完成: nobody knows what the checks that did not end would have found, so it stops approval. */
export const CHECKS_INCOMPLETE: Finding = {
  rule: 'checks.incomplete',
  severity: 'block',
  field: 'bodyText',
  zh: '自动检查未能在时限内完成，其余各项没有结论；请缩短或更正稿件后重新检查。',
  en: 'The checks could not be completed in time, and some have no result; shorten or correct the item to have it checked again.',
};
