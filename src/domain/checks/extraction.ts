import type { Finding, ItemContent } from '../../../schemas/item-content.js';
import type { ContentCheck } from './check.js';

/** What decoding with a wrong charset leaves: replacement characters, and what they become when decoded once more. */
const GARBLED = /\uFFFD|锟斤拷|烫烫烫|屯屯屯|[ÃÂ][\u0080-¿]/g;
const GARBLED_ENOUGH = 3;
const SCRIPT =
  /(?:function\s*\w*\s*\(|var\s+\w+\s*=|document\.write|\$\(document\)|@media\s|\{\s*(?:display|margin|padding)\s*:)/;
const TITLE_ONLY_SLACK = 10;

interface Suspicion {
  rule: string;
  seems: (content: ItemContent) => boolean;
  zh: string;
  en: string;
}

const SUSPICIONS: readonly Suspicion[] = [
  {
    rule: 'extraction.title-only',
    seems: ({ title, bodyText, images, attachments }) =>
      bodyText !== '' &&
      images.length === 0 &&
      attachments.length === 0 &&
      bodyText.replace(/\s+/g, '').length <= title.replace(/\s+/g, '').length + TITLE_ONLY_SLACK &&
      bodyText.replace(/\s+/g, '').includes(title.replace(/\s+/g, '')),
    zh: '正文只有标题，可能是抽取失败。',
    en: 'The body only repeats the title; extraction may have failed.',
  },
  {
    rule: 'extraction.garbled',
    seems: ({ title, bodyText }) => (`${title}${bodyText}`.match(GARBLED)?.length ?? 0) >= GARBLED_ENOUGH,
    zh: '文字疑似乱码，可能是编码识别错误。',
    en: 'The text seems garbled; its charset may have been misread.',
  },
  {
    rule: 'extraction.script',
    seems: ({ bodyText }) => SCRIPT.test(bodyText),
    zh: '正文混入网页脚本或样式。',
    en: 'Script or style of the page got into the body.',
  },
];

/** 抽取存疑: signs that what was taken from the page is not the article. */
export const extraction: ContentCheck = {
  name: 'extraction',
  run: (content) =>
    SUSPICIONS.filter(({ seems }) => seems(content)).map(({ rule, zh, en }): Finding => ({
      rule,
      severity: 'warn',
      field: 'bodyText',
      zh,
      en,
    })),
};
