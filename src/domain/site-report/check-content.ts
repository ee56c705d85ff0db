import type { ItemContent } from '../../../schemas/item-content.js';
import type { SiteFinding } from '../../../schemas/source-check.js';
import { toFinding, type SiteRule } from './site-sample.js';

/** Fewer characters than this are a title said twice, not an article. */
const SHORTEST_BODY = 20;

interface ContentFault {
  code: string;
  level: SiteFinding['level'];
  has: (item: ItemContent) => boolean;
  zh: string;
  en: string;
}

const FAULTS: readonly ContentFault[] = [
  {
    code: 'body-empty',
    level: 'error',
    has: (item) =>
      item.bodyText.length < SHORTEST_BODY && item.images.length === 0 && item.attachments.length === 0,
    zh: '正文为空或只有标题。',
    en: 'The body is empty or only repeats the title.',
  },
  {
    code: 'source-missing',
    level: 'warning',
    has: (item) => item.contentSource === undefined,
    zh: '没有注明来源（ContentSource）。',
    en: 'No content source is named (ContentSource).',
  },
  {
    code: 'image-without-text',
    level: 'advice',
    has: (item) => item.images.some((image) => image.alt === undefined),
    zh: '有图片缺少替代文字（alt）。',
    en: 'Images have no text alternative (alt).',
  },
];

/** 内容: what the items of the sample lack. */
export const checkContent: SiteRule = ({ items, problems }) => {
  const nothing = items.length === 0 && problems.length === 0;
  return [
    ...(nothing
      ? [toFinding('no-items', 'error', { zh: '没有采集到任何文章。', en: 'No article was found.' })]
      : []),
    ...FAULTS.flatMap(({ code, level, has, zh, en }) => {
      const concerned = items.filter(has);
      if (concerned.length === 0) return [];
      const share = `${concerned.length}/${items.length}`;
      const words = { zh: `${zh}（抽查 ${share}）`, en: `${en} (${share} of the sample)` };
      return [
        toFinding(
          code,
          level,
          words,
          concerned.flatMap(({ url }) => url ?? []),
        ),
      ];
    }),
  ];
};
