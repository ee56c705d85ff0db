import { expect, test } from '@jest/globals';
import type { Exemption } from '../../../schemas/exemption.js';
import type { Finding } from '../../../schemas/item-content.js';
import { blockingFindings, withExemptions } from '../../../src/domain/exemptions.js';

const finding = (rule: string, excerpt: string): Finding => ({
  ...{ rule, excerpt, severity: 'block', field: 'bodyText', zh: '', en: '' },
});
const RULE = 'personal-data.identity-number';
const EXEMPTION: Exemption = {
  ...{ rule: RULE, basis: '依据', reason: '理由', by: 'liaison', at: '2026-11-23T09:05:00.000+08:00' },
  ...{ revision: 1, excerpts: ['甲'] },
};

test.each<[string, Finding, number]>([
  ['what it was given for', finding(RULE, '甲'), 0],
  ['other words of the same rule', finding(RULE, '乙'), 1],
  ['the same words found by another rule', finding('secrecy.marking', '甲'), 1],
])('an exemption and %s', (_what, found, blocking) => {
  expect(blockingFindings(withExemptions([found], [EXEMPTION]))).toHaveLength(blocking);
});

test('a mark without an exemption behind it does not stay', () => {
  const [marked] = withExemptions([finding(RULE, '甲')], [EXEMPTION]);
  expect(marked?.exempted).toEqual({ by: 'liaison', at: EXEMPTION.at, basis: '依据' });
  expect(withExemptions(marked ? [marked] : [], [])).toEqual([finding(RULE, '甲')]);
});
