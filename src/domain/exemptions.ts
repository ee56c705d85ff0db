import type { Exemption } from '../../schemas/exemption.js';
import { EXEMPTIBLE_RULES, type ExemptibleRule } from '../../schemas/exemption.js';
import type { Finding } from '../../schemas/item-content.js';

/** Findings that stop approval: what a recorded exemption covers does not. */
export function blockingFindings(findings: readonly Finding[]): Finding[] {
  return findings.filter(({ severity, exempted }) => severity === 'block' && exempted === undefined);
}

/**
 * Marks what exemptions cover and unmarks the rest. An exemption covers the excerpts it was given for: a revision that says
 * the same in the same words needs no second decision, one that adds a person does.
 */
export function withExemptions(
  findings: readonly Finding[],
  exemptions: readonly Exemption[] = [],
): Finding[] {
  return findings.map(({ exempted: _before, ...finding }) => {
    const covering = exemptions.find((each) => covers(each, finding));
    if (!covering) return finding;
    const { by, at, basis } = covering;
    return { ...finding, exempted: { by, at, basis } };
  });
}

function covers({ rule, excerpts }: Exemption, finding: Finding): boolean {
  return finding.rule === rule && finding.excerpt !== undefined && excerpts.includes(finding.excerpt);
}

export function isExemptible(rule: string): rule is ExemptibleRule {
  return EXEMPTIBLE_RULES.some((each) => each === rule);
}
