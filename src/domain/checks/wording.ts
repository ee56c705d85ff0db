import type { Finding } from '../../../schemas/item-content.js';
import type { Term } from '../../../schemas/rule.js';
import { excerptOf, textsOf, type ContentCheck } from './check.js';

/** 用语: wrong names and phrases, forbidden words and typos of the word lists, by the severity given there. */
export const wording: ContentCheck = {
  name: 'wording',
  run: (content, rules) =>
    textsOf(content).flatMap(({ field, text }) =>
      rules.findTerms(text).map(({ term, offset, length }): Finding => ({
        rule: 'wording.term',
        severity: term.severity,
        field,
        offset,
        excerpt: excerptOf(text, offset, length),
        ...adviceOn(term),
      })),
    ),
};

function adviceOn({ term, replacement, advice }: Term): Pick<Finding, 'zh' | 'en'> {
  const zh = replacement === undefined ? `用语“${term}”不当。` : `“${term}”应为“${replacement}”。`;
  const en =
    replacement === undefined
      ? `The wording "${term}" is not right.`
      : `"${term}" should be "${replacement}".`;
  return { zh: `${zh}${advice ?? ''}`.slice(0, 500), en };
}
