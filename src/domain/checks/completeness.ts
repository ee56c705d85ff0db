import type { Finding, ItemContent } from '../../../schemas/item-content.js';
import type { ContentCheck } from './check.js';

interface Requirement {
  rule: string;
  field: string;
  missing: (content: ItemContent) => boolean;
  zh: string;
  en: string;
}

const REQUIREMENTS: readonly Requirement[] = [
  {
    rule: 'completeness.body',
    field: 'bodyText',
    missing: (content) =>
      content.bodyText === '' && content.images.length === 0 && content.attachments.length === 0,
    zh: '正文为空，可能是抽取失败。',
    en: 'The body is empty; extraction may have failed.',
  },
  {
    rule: 'completeness.date',
    field: 'publishedAt',
    missing: (content) => content.publishedAt === undefined,
    zh: '没有发布日期。',
    en: 'No date of publication.',
  },
  {
    rule: 'completeness.source',
    field: 'contentSource',
    missing: (content) => content.contentSource === undefined,
    zh: '没有注明来源。',
    en: 'No content source is named.',
  },
  {
    rule: 'completeness.responsible-person',
    field: 'responsiblePerson',
    missing: (content) => content.responsiblePerson === undefined,
    zh: '没有责任人。',
    en: 'No responsible person is named.',
  },
];

/** 完整性: what is missing that people would look for. An empty body warns, the rest informs. */
export const completeness: ContentCheck = {
  name: 'completeness',
  run: (content) =>
    REQUIREMENTS.filter((requirement) => requirement.missing(content)).map(({ rule, field, zh, en }) => ({
      rule,
      severity: severityOf(rule),
      field,
      zh,
      en,
    })),
};

function severityOf(rule: string): Finding['severity'] {
  return rule === 'completeness.body' || rule === 'completeness.date' ? 'warn' : 'info';
}
